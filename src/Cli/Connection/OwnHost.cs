using Breakwater.Access;
using Breakwater.Engines.Embedded;
using Breakwater.Engines.Redis;
using Breakwater.Fraud;
using Breakwater.Ingestion;
using Breakwater.Metering;
using Breakwater.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Breakwater.Cli.Connection;

/// <summary>The store behind the product's own HTTP routes, in this process, on a free loopback port: no dashboard, no scheduled jobs.</summary>
internal sealed class OwnHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OwnHost(WebApplication app, string adminKey) => (_app, AdminKey) = (app, adminKey);

    /// <summary>Where it answers.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");

    /// <summary>The key that its admin routes take.</summary>
    public string AdminKey { get; }

    /// <summary>Opens the store.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="adminKey">The admin key as given; null where the data folder holds or gets one.</param>
    /// <param name="ct">Stops opening.</param>
    /// <exception cref="Engines.Embedded.Storage.DataFolderInUseException">Another process holds the folder.</exception>
    public static async Task<OwnHost> StartAsync(string data, string? adminKey, CancellationToken ct)
    {
        // Given as configuration, so that the host does not announce the key's file on standard output, which belongs to the result.
        adminKey ??= AdminKeyFile.Ensure(data).Key;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [EmbeddedEngines.PathKey] = data, ["Admin:ApiKey"] = adminKey });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // The command's own words are what people should read; a fault of the store still shows.
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error)
            // A store that cannot be opened is told in words by the command, not by the host with a stack trace.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services
            .AddEmbeddedEngines(builder.Configuration).AddRedisEngine(builder.Configuration)
            .AddAccess(builder.Configuration).AddMetering(builder.Configuration).AddFraud(builder.Configuration).AddOperations(builder.Configuration)
            .AddIngestion(builder.Configuration);
        var app = builder.Build();
        try
        {
            app.MapIngestion();
            await app.StartAsync(ct);
            return new OwnHost(app, app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.AdminKey);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
