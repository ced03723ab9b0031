using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Dashboard.Security;

/// <summary>
/// Pages of another origin get no circuit and no session. A browser opens a websocket for any page and sends our cookie along where the page is
/// of the same site, which another port of this machine is; only the header Origin tells them apart.
/// </summary>
internal static class OwnOrigin
{
    /// <summary>Refuses requests of other origins on the paths that act for the person who is signed in.</summary>
    public static void UseOwnOrigin(this WebApplication app) => app.Use((context, next) =>
    {
        if (IsOwn(context.Request) || !(context.Request.Path.StartsWithSegments("/_blazor") || context.Request.Path.StartsWithSegments("/session"))) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    // No header: no browser, or a plain navigation; neither is led by another page.
    private static bool IsOwn(HttpRequest request) =>
        request.Headers.Origin is not [{ } sent] ? request.Headers.Origin.Count == 0
            : Uri.TryCreate(sent, UriKind.Absolute, out var origin) && string.Equals(origin.Authority, new Uri($"{request.Scheme}://{request.Host}").Authority, StringComparison.OrdinalIgnoreCase);
}
