using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Metering.Ingest;

/// <summary>Samples the counters every second and saves them every ten.</summary>
public sealed partial class IngestCountersFlush(IngestCounters counters, IIngestStats stats, TimeProvider time, ILogger<IngestCountersFlush> log) : BackgroundService
{
    private const int SecondsBetweenSaves = 10;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        counters.Sample();
        await SaveAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
            {
                counters.Sample();
                if (tick % SecondsBetweenSaves == 0) await SaveAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; StopAsync saves the rest.
        }
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        var minutes = counters.TakePending();
        if (minutes.Count == 0) return;
        try
        {
            await stats.AddAsync(minutes, ct);
        }
        catch (Exception failure) when (failure is EngineUnavailableException or OperationCanceledException)
        {
            counters.Return(minutes);
            LogNotSaved(log, minutes.Count);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not save the counts of {Minutes} minutes; they are kept and saved later")]
    private static partial void LogNotSaved(ILogger log, int minutes);
}
