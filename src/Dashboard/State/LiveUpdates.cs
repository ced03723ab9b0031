using Microsoft.Extensions.Logging;

namespace Breakwater.Dashboard.State;

/// <summary>
/// Something that changes while people look at it. The side that writes only moves a number on; circuits look at it at
/// their own pace, so a busy source is never slowed down by screens.
/// </summary>
public interface ILiveSource
{
    /// <summary>Name of what changes, e.g. <c>usage</c>.</summary>
    string Topic { get; }

    /// <summary>Grows with every change. Read from many threads, several times a second: must be cheap.</summary>
    long Version { get; }
}

/// <summary>
/// Refreshes for one circuit: at most one per subscription and interval, only where the source has changed, never two at
/// once, none while paused.
/// </summary>
public sealed class LiveUpdates(IEnumerable<ILiveSource> sources, TimeProvider time, ILogger<LiveUpdates> log) : IAsyncDisposable
{
    /// <summary>The shortest interval between two refreshes of a subscription.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);

    private readonly ILiveSource[] _sources = [.. sources];
    private readonly TimeProvider _time = time;
    private readonly ILogger _log = log;
    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];

    /// <summary>Raised after <see cref="Paused"/> has changed.</summary>
    public event Action? Changed;

    /// <summary>True while the person has stopped the screen to read it.</summary>
    public bool Paused { get; private set; }

    /// <summary>Stops or resumes every subscription of the circuit. What changed meanwhile shows on resuming.</summary>
    public void Pause(bool paused)
    {
        if (paused == Paused) return;
        Paused = paused;
        Changed?.Invoke();
    }

    /// <summary>Calls <paramref name="refresh"/> when the topic has changed, until the subscription is disposed.</summary>
    /// <param name="topic">The topic of one or more sources.</param>
    /// <param name="refresh">Draws again; marshal to the renderer inside it. Cancelled when the subscription ends.</param>
    /// <param name="atMost">Interval between two calls; never below <see cref="Shortest"/>.</param>
    public IDisposable Subscribe(string topic, Func<CancellationToken, Task> refresh, TimeSpan? atMost = null)
    {
        var interval = atMost is { } wanted && wanted > Shortest ? wanted : Shortest;
        var subscription = new Subscription(this, [.. _sources.Where(source => source.Topic == topic)], refresh, interval);
        lock (_gate) _subscriptions.Add(subscription);
        subscription.Start();
        return subscription;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Subscription[] all;
        lock (_gate) all = [.. _subscriptions];
        foreach (var subscription in all)
        {
            subscription.Dispose();
            await subscription.Ended;
        }
    }

    private sealed class Subscription(LiveUpdates owner, ILiveSource[] sources, Func<CancellationToken, Task> refresh, TimeSpan interval) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private int _disposed;

        public Task Ended { get; private set; } = Task.CompletedTask;

        // A topic without a source cannot change, so nothing needs to run for it.
        public void Start() => Ended = sources.Length == 0 ? Task.CompletedTask : RunAsync(_stop.Token);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
            lock (owner._gate) owner._subscriptions.Remove(this);
            _stop.Cancel();
        }

        private long Seen() => sources.Sum(source => source.Version);

        private async Task RunAsync(CancellationToken ct)
        {
            using var timer = new PeriodicTimer(interval, owner._time);
            var seen = Seen();
            try
            {
                while (await timer.WaitForNextTickAsync(ct))
                {
                    if (owner.Paused || Seen() is var now && now == seen) continue;
                    seen = now;
                    try
                    {
                        await refresh(ct);
                    }
                    catch (Exception error) when (error is not OperationCanceledException)
                    {
                        // One refresh that fails must not end the subscription; panels show their own failures.
                        owner._log.LogWarning(error, "A live refresh failed");
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The panel, page or circuit has gone.
            }
            finally
            {
                _stop.Dispose();
            }
        }
    }
}
