using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Dashboard.Security;

/// <summary>The headers that tell the browser what this application never does.</summary>
public static class SecurityHeaders
{
    /// <summary>The content security policy of every page of the dashboard.</summary>
    public static readonly string ContentPolicy = string.Join("; ",
        "default-src 'self'",                  // nothing from elsewhere, whatever its kind
        "script-src 'self'",                   // files only: no inline script, no eval, no nonce to leak
        "style-src 'self' 'unsafe-inline'",    // MudBlazor and ApexCharts write <style>, Blazor sets style attributes (measured: both break without)
        "img-src 'self' data:",                // small pictures inside the UI library's own style sheet
        "font-src 'self'",
        "connect-src 'self'",                  // the circuit's websocket, nobody else
        "object-src 'none'",
        "base-uri 'self'",                     // an injected <base> would send every relative link elsewhere
        "form-action 'self'",                  // sign-in cannot be posted to a stranger
        "frame-ancestors 'none'");             // nobody may lay a page of ours under theirs

    /// <summary>Adds the headers to every answer.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // At the last moment: an error page starts by clearing what was set before it.
        context.Response.OnStarting(Add, context);
        return next(context);
    });

    private static Task Add(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        // A page that has a policy of its own (the API's description starts by one script with a nonce) keeps it.
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";                             // a CSV or payload is never run as a script
        headers["Referrer-Policy"] = "same-origin";                          // customer ids in our addresses stay here
        headers["Cross-Origin-Opener-Policy"] = "same-origin";               // no handle on our window for others
        headers["Cross-Origin-Resource-Policy"] = "same-origin";             // no embedding of our answers by others
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"; // never asked for
        headers.XFrameOptions = "DENY";                                      // frame-ancestors, for browsers that do not know it
        return Task.CompletedTask;
    }
}
