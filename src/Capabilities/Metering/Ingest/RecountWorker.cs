using System.Threading.Channels;
using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Metering.Ingest;

/// <summary>
/// Recounts metrics whose meaning changed, one after another. Until one is recounted the reader answers from the events
/// themselves, slower and just as right; so a recount that a stop interrupts leaves nothing wrong behind.
/// </summary>
public sealed partial class RecountWorker(IUsageLedger ledger, ICatalogSource catalog, Recounts recounts, TimeProvider time, ILogger<RecountWorker> log) : BackgroundService
{
    // One place for every metric that a catalog may have, so that asking never waits.
    private readonly Channel<MetricCode> _wanted = Channel.CreateBounded<MetricCode>(new BoundedChannelOptions(DefineMetric.MaxMetrics * 2) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Asks for a recount of the metric as the catalog has it when its turn comes.</summary>
    public void Ask(Metric metric)
    {
        recounts.Set(metric.Code, new(metric.Definition, 0, time.GetUtcNow(), null));
        _wanted.Writer.TryWrite(metric.Code);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var code in _wanted.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                if (catalog.Current.Find(code) is { } metric) await RecountAsync(metric, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or could not start: that is no fault of this worker.
        }
    }

    private async Task RecountAsync(Metric metric, CancellationToken ct)
    {
        var started = time.GetUtcNow();
        try
        {
            await ledger.RecountAsync(metric, new Steps(read => recounts.Set(metric.Code, new(metric.Definition, read, started, null))), ct).ConfigureAwait(false);
            // Another edit may have asked again meanwhile: its state is not this one's to clear.
            if (recounts.Of(metric.Code)?.Definition == metric.Definition) recounts.Set(metric.Code, null);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            // The worker's boundary: one metric that cannot be recounted must not keep the others from it.
            LogFault(log, fault, metric.Code.Value);
            recounts.Set(metric.Code, new(metric.Definition, 0, started, "The recount stopped. Figures are still right, only slower; save the metric again to retry."));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The recount of {Metric} failed")]
    private static partial void LogFault(ILogger log, Exception fault, string metric);

    // Progress<T> would post to the pool and could report after the end.
    private sealed class Steps(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
