using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Operations;

public sealed class SharedWorkTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Work_is_cancelled_when_the_last_who_waits_has_gone_and_not_before()
    {
        var shared = new SharedWork<int, int>(TimeSpan.Zero, _time);
        var stopped = new TaskCompletionSource();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var one = shared.GetAsync(1, Endless, first.Token);
        var two = shared.GetAsync(1, Endless, second.Token);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(stopped.Task.IsCompleted);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        // Who comes now starts anew.
        Assert.Equal(7, await shared.GetAsync(1, _ => Task.FromResult(7), TestContext.Current.CancellationToken));

        async Task<int> Endless(CancellationToken ct)
        {
            using var note = ct.Register(() => stopped.TrySetResult());
            await Task.Delay(Timeout.Infinite, ct);
            return 0;
        }
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_wait_and_is_not_kept()
    {
        var shared = new SharedWork<int, int>(TimeSpan.FromHours(1), _time);
        var gate = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, 5).Select(_ => shared.GetAsync(1, async _ => { await gate.Task; throw new EngineUnavailableException("E", "away"); }, TestContext.Current.CancellationToken)).ToList();
        gate.SetResult();
        foreach (var task in waiting) await Assert.ThrowsAsync<EngineUnavailableException>(() => task);
        Assert.Equal(7, await shared.GetAsync(1, _ => Task.FromResult(7), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Results_are_kept_for_their_time_and_in_bounded_number()
    {
        var shared = new SharedWork<int, int>(TimeSpan.FromSeconds(5), _time, capacity: 8);
        var runs = 0;
        Task<int> Ask(int key) => shared.GetAsync(key, _ => Task.FromResult(Interlocked.Increment(ref runs)), TestContext.Current.CancellationToken);
        Assert.Equal(await Ask(1), await Ask(1));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, await Ask(1));
        for (var key = 2; key < 40; key++) await Ask(key);
        var before = runs;
        await Ask(1);
        Assert.Equal(before + 1, runs);
    }
}
