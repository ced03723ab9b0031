using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Dashboard.State;

public sealed class LiveUpdatesTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly HandSource _usage = new("usage");
    private readonly HandSource _other = new("other");
    private readonly LiveUpdates _updates;
    private int _calls;

    public LiveUpdatesTests() => _updates = new LiveUpdates([_usage, _other], _clock, NullLogger<LiveUpdates>.Instance);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _updates.DisposeAsync();

    [Fact]
    public void A_burst_of_changes_costs_one_refresh_per_interval()
    {
        using var subscription = _updates.Subscribe("usage", Count);
        for (var i = 0; i < 10_000; i++) _usage.Move();
        Assert.Equal(0, _calls);
        _clock.Advance(LiveUpdates.Shortest);
        Assert.Equal(1, _calls);
        _clock.Advance(LiveUpdates.Shortest);
        Assert.Equal(1, _calls);
        _usage.Move();
        _clock.Advance(LiveUpdates.Shortest);
        Assert.Equal(2, _calls);
    }

    [Fact]
    public void Nothing_is_faster_than_the_shortest_interval()
    {
        using var subscription = _updates.Subscribe("usage", Count, TimeSpan.FromMilliseconds(1));
        _usage.Move();
        _clock.Advance(LiveUpdates.Shortest - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, _calls);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _calls);
    }

    [Fact]
    public void Other_topics_do_not_refresh()
    {
        using var subscription = _updates.Subscribe("usage", Count);
        _other.Move();
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, _calls);
    }

    [Fact]
    public void While_paused_nothing_moves_and_resuming_shows_what_changed()
    {
        var told = 0;
        _updates.Changed += () => told++;
        using var subscription = _updates.Subscribe("usage", Count);
        _updates.Pause(true);
        _usage.Move();
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, _calls);
        _updates.Pause(false);
        _updates.Pause(false);
        _clock.Advance(LiveUpdates.Shortest);
        Assert.Equal(1, _calls);
        Assert.Equal(2, told);
    }

    [Fact]
    public void A_slow_refresh_is_never_overtaken_by_another()
    {
        var running = new TaskCompletionSource();
        using var subscription = _updates.Subscribe("usage", _ =>
        {
            _calls++;
            return running.Task;
        });
        for (var i = 0; i < 8; i++)
        {
            _usage.Move();
            _clock.Advance(LiveUpdates.Shortest);
        }

        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task A_refresh_that_fails_does_not_end_the_subscription()
    {
        using var subscription = _updates.Subscribe("usage", _ => _calls++ == 0 ? throw new InvalidOperationException("first") : Task.CompletedTask);
        for (var i = 0; i < 2; i++)
        {
            _usage.Move();
            _clock.Advance(LiveUpdates.Shortest);
            await Task.Yield();
        }

        Assert.Equal(2, _calls);
    }

    [Fact]
    public async Task Disposing_cancels_the_running_refresh_and_calls_no_more()
    {
        CancellationToken seen = default;
        var subscription = _updates.Subscribe("usage", async ct =>
        {
            _calls++;
            seen = ct;
            await Task.Delay(Timeout.Infinite, ct);
        });
        _usage.Move();
        _clock.Advance(LiveUpdates.Shortest);
        subscription.Dispose();
        subscription.Dispose();
        Assert.True(seen.IsCancellationRequested);
        _usage.Move();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await _updates.DisposeAsync();
        Assert.Equal(1, _calls);
    }

    private Task Count(CancellationToken ct)
    {
        _calls++;
        return Task.CompletedTask;
    }
}
