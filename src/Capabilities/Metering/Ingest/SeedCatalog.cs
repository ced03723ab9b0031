using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Metering.Ingest;

/// <summary>Gives an empty store the metrics that every installation starts with, then loads the catalog.</summary>
public sealed class SeedCatalog(IMetricStore store, MetricCatalogCache cache) : IHostedLifecycleService
{
    /// <summary>The metrics of a new installation.</summary>
    public static IReadOnlyList<Metric> Metrics { get; } =
    [
        new(new("api_calls"), "API calls", "api_request", Aggregation.Count, null, "calls", ["endpoint", "method", "status", "region"], Description: "Requests to the API"),
        new(new("bandwidth"), "Bandwidth", "api_request", Aggregation.Sum, "bytes", "bytes", ["endpoint", "region"], Description: "Bytes that the API sent and received"),
        new(new("storage_peak"), "Storage peak", "storage", Aggregation.Max, "gb_stored", "GB", ["tier", "region"], Description: "Largest amount stored at any time"),
        new(new("compute_time"), "Compute time", "compute", Aggregation.Sum, "cpu_ms", "ms", ["job", "size", "region"], Description: "Processor time used"),
    ];

    /// <summary>Runs before anything that counts starts.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await cache.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (cache.Current.All.Any()) return;
        foreach (var metric in Metrics)
        {
            // False where another start was faster; either way the metric is there.
            await store.SaveAsync(metric, 0, new(Actor.System, "metric.defined", $"metric:{metric.Code}", "Part of every new installation"), cancellationToken).ConfigureAwait(false);
        }

        await cache.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
