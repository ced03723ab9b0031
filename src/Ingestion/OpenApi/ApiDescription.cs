using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace Breakwater.Ingestion.OpenApi;

/// <summary>
/// The API's description at <c>/openapi/v1.json</c>, written by hand beside the code because the hot routes bind nothing that a
/// generator could see; a test holds both together. The browsable page at <c>/docs</c> comes from this process alone.
/// </summary>
internal static class ApiDescription
{
    /// <summary>Address of the description.</summary>
    public const string Path = "/openapi/v1.json";

    /// <summary>Address of the browsable page.</summary>
    public const string Page = "/docs";

    private static readonly byte[] Document = Load();
    private static readonly string Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Document))[..16]}\"";

    /// <summary>Maps both.</summary>
    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, ["GET"], DocumentAsync).WithDisplayName($"GET {Path}");
        routes.MapScalarApiReference(Page, (options, context) =>
        {
            // The page starts itself by one inline script: this nonce lets that one run, and no other.
            options.Nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'self'; script-src 'self' 'nonce-{options.Nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
                "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
            options.Title = "Breakwater API";
            options.OpenApiRoutePattern = Path;

            // Nothing may leave the host: no fonts from elsewhere, no reports home, no chat.
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.Agent = new ScalarAgentOptions { Disabled = true };
            options.Mcp = new ScalarMcpOptions { Disabled = true };
            options.HideClientButton = true;
        });
    }

    private static async Task DocumentAsync(HttpContext context)
    {
        context.Response.Headers.ETag = Tag;
        context.Response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch == Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = Document.Length;
        await context.Response.Body.WriteAsync(Document, context.RequestAborted);
    }

    private static byte[] Load()
    {
        using var stream = typeof(ApiDescription).Assembly.GetManifestResourceStream("Breakwater.Ingestion.OpenApi.v1.json")
            ?? throw new InvalidOperationException("The description of the API is not part of this build.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
