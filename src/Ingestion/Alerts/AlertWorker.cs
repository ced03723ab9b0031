using Breakwater.Operations;
using Breakwater.Operations.Ingest;
using Breakwater.Operations.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Breakwater.Ingestion.Alerts;

/// <summary>Sends what is due, some requests at a time. What it was sending when the process ended is due again when its lease ends.</summary>
internal sealed class AlertWorker(DeliverAlerts deliver, IOptions<AlertOptions> options, TimeProvider time, ILogger<AlertWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> running = [];
        while (!stoppingToken.IsCancellationRequested)
        {
            running.RemoveAll(task => task.IsCompleted);
            var free = options.Value.MaxConcurrent - running.Count;
            if (free > 0) running.AddRange((await LeaseAsync(free, stoppingToken)).Select(work => AttemptAsync(work, stoppingToken)));
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny([.. running, Task.Delay(Pause, time, woken.Token)]);
            await woken.CancelAsync();
        }

        await Task.WhenAll(running);
    }

    private async Task<IReadOnlyList<AlertWork>> LeaseAsync(int free, CancellationToken ct)
    {
        try
        {
            return await deliver.LeaseAsync(free, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception fault)
        {
            // The loop outlives whatever happens to the store: the next second tries again.
            log.LogWarning(fault, "The outbox of alerts could not be read");
            return [];
        }
    }

    private async Task AttemptAsync(AlertWork work, CancellationToken ct)
    {
        try
        {
            var attempt = await deliver.AttemptAsync(work, ct);
            if (attempt.Error is not null) log.LogInformation("Delivery {Delivery} to {Endpoint} failed at attempt {Attempt}: {Error}", work.Delivery, work.Endpoint, attempt.Number, attempt.Error);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nothing was noted: it is due again when its lease ends, under the same id.
        }
        catch (Exception fault)
        {
            log.LogWarning(fault, "The outcome of delivery {Delivery} to {Endpoint} could not be noted; it is sent again", work.Delivery, work.Endpoint);
        }
    }
}
