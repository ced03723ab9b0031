using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.Dashboard.Security;

/// <summary>Opens and ends sessions. Plain form posts with antiforgery, because a cookie can only be set by an HTTP answer.</summary>
internal static class SessionEndpoints
{
    public const string SignInPath = "/sign-in";
    public const string Start = "/session/start";
    public const string End = "/session/end";

    public static void MapSessions(this IEndpointRouteBuilder routes, IdentityMode mode)
    {
        if (mode.IsLocal) routes.MapPost(Start, StartAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(End, EndAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Where to go after signing in: a path of ours, never the sign-in itself.</summary>
    public static string Return(string? wanted) =>
        wanted is { Length: > 0 and < 2048 } && wanted[0] == '/' && wanted is not ['/', '/' or '\\', ..]
        && !wanted.StartsWith("/session/", StringComparison.OrdinalIgnoreCase) && !wanted.StartsWith(SignInPath, StringComparison.OrdinalIgnoreCase)
        && !wanted.Any(char.IsControl) ? wanted : "/";

    private static async Task<IResult> StartAsync(HttpContext context, TimeProvider time, [FromForm] string? user, [FromForm] string? returnUrl)
    {
        if (LocalUsers.Find(user) is not { } known) return Results.Text("There is no such local user.", statusCode: StatusCodes.Status400BadRequest);
        // A new id for every session: one that was handed out before signing in could be known to somebody else.
        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await context.SignInAsync(LocalUsers.Principal(known, session, time.GetUtcNow()));
        return Results.LocalRedirect(Return(returnUrl));
    }

    // The form value is not used; it makes the framework check the antiforgery token.
    private static async Task<IResult> EndAsync(HttpContext context, Sessions sessions, [FromForm] string? reason)
    {
        _ = reason;
        sessions.End(context.User);
        await context.SignOutAsync();
        return Results.LocalRedirect(SignInPath);
    }
}
