using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Access.Ingest;

/// <summary>Remembers when keys were used and saves it every few seconds, so that a request costs no write.</summary>
public sealed partial class LastUsed(IKeyStore store, TimeProvider time, ILogger<LastUsed> log) : BackgroundService
{
    private const int MaxPending = 50_000;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private ConcurrentDictionary<KeyId, DateTimeOffset> _pending = new();

    /// <summary>Notes a use now.</summary>
    public void Note(KeyId id)
    {
        var now = time.GetUtcNow();
        var pending = _pending;
        if (pending.TryGetValue(id, out var noted) && now - noted < TimeSpan.FromSeconds(1)) return;
        if (pending.Count < MaxPending) pending[id] = now;
    }

    /// <summary>Saves what was noted since the last time.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var used = Interlocked.Exchange(ref _pending, new());
        if (!used.IsEmpty) await store.TouchAsync(used, ct);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TryFlushAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host stops; StopAsync saves the rest.
        }
    }

    private async Task TryFlushAsync(CancellationToken ct)
    {
        try
        {
            await FlushAsync(ct);
        }
        catch (EngineUnavailableException failure)
        {
            // Only a convenience for people is lost; the next use notes it again.
            LogNotSaved(log, failure.Engine);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not save when keys were last used: {Engine} does not answer")]
    private static partial void LogNotSaved(ILogger log, string engine);
}
