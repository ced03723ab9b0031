using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Engines.Embedded.Garnet;

/// <summary>
/// Runs the two Garnet servers of this process: one for limits with an append-only file, one in memory for claims. A server
/// that stops answering (its disk was full, say) is started anew, with what its file holds.
/// </summary>
internal sealed partial class EmbeddedGarnet(GarnetOptions options, RedisAddress address, TimeProvider time, ILoggerFactory logs)
    : BackgroundService, IHostedLifecycleService, IMaintenance
{
    private const int FailuresBeforeRestart = 3;
    private readonly ILogger _log = logs.CreateLogger<EmbeddedGarnet>();
    private readonly GarnetInstance _limits = new("limits", Path.Combine(options.Folder, "limits"), options.LimitsMemory, durable: true, options, Quiet(logs));
    private readonly GarnetInstance _claims = new("claims", Path.Combine(options.Folder, "claims"), options.ClaimsMemory, durable: false, options, Quiet(logs));

    /// <inheritdoc/>
    public string Engine => "Rate limiter";

    /// <summary>Starts both before anything else of the host, because the first request needs them.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            Start(_limits);
            Start(_claims);
            address.Set(_limits.ConnectionString, _claims.ConnectionString, embedded: true);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops both after everything else of the host, because the last request may still need them.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _limits.Stop();
        _claims.Stop();
        return Task.CompletedTask;
    }

    /// <summary>Writes a checkpoint, which cuts the append-only file.</summary>
    public async Task<string> RunAsync(CancellationToken ct) => await _limits.AskAsync("SAVE", ct).ConfigureAwait(false)
        ? "Checkpoint of the limits written; their append-only file starts anew."
        : throw new EngineUnavailableException(Engine, "The embedded server did not write its checkpoint.");

    /// <inheritdoc/>
    public override void Dispose()
    {
        _limits.Dispose();
        _claims.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.WatchPeriod, time);
        var failures = new int[2];
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var (instance, index) in new[] { (_limits, 0), (_claims, 1) })
                {
                    failures[index] = await AnswersAsync(instance, stoppingToken) ? 0 : failures[index] + 1;
                    if (failures[index] < FailuresBeforeRestart) continue;
                    failures[index] = 0;
                    Restart(instance);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private static async Task<bool> AnswersAsync(GarnetInstance instance, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            return await instance.AskAsync("SET bw:watch 1 EX 60", patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Restart(GarnetInstance instance)
    {
        LogRestart(_log, instance.Name);
#pragma warning disable CA1031 // Whatever keeps it from starting: the next turn tries again, and until then its users say that it is down.
        try
        {
            instance.Stop();
            instance.Start();
        }
        catch (Exception failure)
        {
            LogStillDown(_log, failure, instance.Name);
        }
#pragma warning restore CA1031
    }

    private void Start(GarnetInstance instance)
    {
        Directory.CreateDirectory(Path.Combine(options.Folder, instance.Name));
        instance.Start();
    }

    // The servers' own log speaks of every client and page; only what is wrong belongs into this product's.
    private static WarningsOnly Quiet(ILoggerFactory logs) => new WarningsOnly(logs);

    private sealed class WarningsOnly(ILoggerFactory inner) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => new Filter(inner.CreateLogger("Garnet." + categoryName));

        public void Dispose()
        {
        }

        private sealed class Filter(ILogger inner) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => inner.BeginScope(state);

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error && inner.IsEnabled(logLevel);

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel)) inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The embedded server for {Name} does not answer and is started anew")]
    private static partial void LogRestart(ILogger log, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "The embedded server for {Name} could not be started")]
    private static partial void LogStillDown(ILogger log, Exception failure, string name);
}
