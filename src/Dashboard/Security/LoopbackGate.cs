using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Dashboard.Security;

/// <summary>Local mode answers this machine only: its own peers, its own names, its own addresses.</summary>
public static class LoopbackGate
{
    private const string Installed = "breakwater.loopback-gate";
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];
    private static readonly string[] ForwardedHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"];

    /// <summary>Ends the start of a host in local mode that is bound to an address which others can reach, whatever its role.</summary>
    public static IServiceCollection AddLoopbackGate(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(IdentityMode.From(configuration));
        return services.AddHostedService<LoopbackAddresses>();
    }

    /// <summary>Refuses every request from elsewhere, in front of the whole application. Does nothing outside local mode; calling it twice installs it once.</summary>
    public static void UseLoopbackGate(this WebApplication app, IdentityMode mode)
    {
        IApplicationBuilder builder = app;
        if (!mode.IsLocal || !builder.Properties.TryAdd(Installed, true)) return;
        app.Use(async (context, next) =>
        {
            if (Refusal(context) is { } refusal)
            {
                context.Response.StatusCode = refusal.Status;
                context.Response.ContentType = "text/plain; charset=utf-8";
                await context.Response.WriteAsync(refusal.Words, context.RequestAborted);
                return;
            }

            await next(context);
        });
    }

    /// <summary>Why a request is refused; null where it may pass.</summary>
    public static (int Status, string Words)? Refusal(HttpContext context)
    {
        // No peer address means no network: an in-process server. Kestrel always knows the peer of a TCP connection.
        if (context.Connection.RemoteIpAddress is { } peer && !IPAddress.IsLoopback(peer))
            return (StatusCodes.Status403Forbidden, "Breakwater runs in local mode, which answers this machine only. Configure an identity provider to serve others.");

        // A page of another site may have its name resolve to 127.0.0.1 (DNS rebinding); the Host header gives it away.
        if (!Names.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return (StatusCodes.Status400BadRequest, "Breakwater runs in local mode, which answers to localhost, 127.0.0.1 and [::1] only.");

        // A proxy on this machine would lend its loopback address to people elsewhere.
        if (ForwardedHeaders.Any(context.Request.Headers.ContainsKey))
            return (StatusCodes.Status403Forbidden, "Breakwater runs in local mode, which does not answer through a proxy. Configure an identity provider to serve others.");

        return null;
    }

    /// <summary>Why local mode does not run on these addresses; null where it does.</summary>
    public static string? Refusal(IEnumerable<string> addresses, IdentityMode mode) => mode.IsLocal && addresses.Where(address => !IsLoopback(address)).ToList() is { Count: > 0 } foreign
        ? $"urls: local mode refuses to run on {string.Join(", ", foreign)}, because anybody there could sign in. Bind to 127.0.0.1, [::1] or localhost, or configure Authentication:Entra or Authentication:Oidc."
        : null;

    /// <summary>True where a server address can be reached from this machine only.</summary>
    public static bool IsLoopback(string address)
    {
        var plain = address.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return Uri.TryCreate(plain, UriKind.Absolute, out var uri) && uri.IsLoopback && !uri.Host.StartsWith("unix", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Ends the process where local mode has been bound to an address that others can reach. Runs right after the server has bound.</summary>
internal sealed class LoopbackAddresses(IServer server, IdentityMode mode) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken) =>
        LoopbackGate.Refusal(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], mode) is { } refusal ? throw new InvalidOperationException(refusal) : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
