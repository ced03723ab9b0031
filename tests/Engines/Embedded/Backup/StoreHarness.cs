using Breakwater.Engines.Embedded;
using Breakwater.Kernel.Ports;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using Breakwater.Tests.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Tests.Embedded.Backup;

/// <summary>Control store and ledger together in a data folder of their own, as a host runs them.</summary>
public sealed class StoreHarness : IAsyncDisposable
{
    private ServiceProvider? _services;

    public StoreHarness(string? folder = null)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("breakwater-store-").FullName;
    }

    public string Folder { get; }

    public T Get<T>() where T : notnull => (_services ?? throw new InvalidOperationException("Start it first.")).GetRequiredService<T>();

    public async Task<StoreHarness> StartAsync(CancellationToken ct)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [EmbeddedEngines.PathKey] = Folder,
            // Neither limits nor claims are part of a backup, so their server is left out here.
            ["Redis:Configuration"] = "none",
        }).Build();
        _services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System).AddEmbeddedEngines(configuration)
            .AddSingleton<MetricCatalogCache>().AddSingleton<ICatalogSource>(provider => provider.GetRequiredService<MetricCatalogCache>()).BuildServiceProvider();
        foreach (var service in _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await service.StartingAsync(ct);
        foreach (var service in _services.GetServices<IHostedService>()) await service.StartAsync(ct);
        return this;
    }

    public async Task StopAsync()
    {
        if (_services is null) return;
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        foreach (var service in _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Reverse()) await service.StoppedAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _services = null;
    }

    /// <summary>Stores one event durably.</summary>
    public async Task StoreAsync(int number, CancellationToken ct)
    {
        var at = Some.Instant.AddMinutes(-number % 10_000);
        var usage = ArchivedEvent.Create(new($"customer-{number % 7}"), new($"t{number}"), "api_request", at.ToUnixTimeMilliseconds(), new Property("bytes", new(PropertyKind.Number, "5", 5)));
        var results = await Get<IUsageLedger>().AppendAsync(new([usage], TimeProvider.System.GetUtcNow(), "k_test", false), ct);
        if (results[0].Status != EventStatus.Accepted) throw new InvalidOperationException($"{number}: {results[0].Status}");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}
