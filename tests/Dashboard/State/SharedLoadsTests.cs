namespace Breakwater.Tests.Dashboard.State;

public sealed class SharedLoadsTests
{
    private readonly SharedLoads _loads = new();
    private int _runs;

    [Fact]
    public async Task Identical_reads_at_the_same_time_cost_one_execution()
    {
        var gate = new TaskCompletionSource<int>();
        var all = Enumerable.Range(0, 50).Select(_ => _loads.RunAsync("k", Run, TestContext.Current.CancellationToken)).ToList();
        gate.SetResult(7);
        Assert.All(await Task.WhenAll(all), value => Assert.Equal(7, value));
        Assert.Equal(1, _runs);
        Assert.Equal(0, _loads.Running);

        Task<int> Run(CancellationToken ct)
        {
            Interlocked.Increment(ref _runs);
            return gate.Task.WaitAsync(ct);
        }
    }

    [Fact]
    public async Task Nothing_is_kept_after_the_answer()
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.Equal(1, await _loads.RunAsync("k", _ => Task.FromResult(Interlocked.Increment(ref _runs)), ct));
        Assert.Equal(2, await _loads.RunAsync("k", _ => Task.FromResult(Interlocked.Increment(ref _runs)), ct));
    }

    [Fact]
    public async Task Other_keys_and_other_types_are_other_reads()
    {
        var ct = TestContext.Current.CancellationToken;
        var gate = new TaskCompletionSource();
        var one = _loads.RunAsync("a", async _ => { await gate.Task; return 1; }, ct);
        var two = _loads.RunAsync("b", async _ => { await gate.Task; return 2; }, ct);
        var three = _loads.RunAsync("a", async _ => { await gate.Task; return "three"; }, ct);
        Assert.Equal(3, _loads.Running);
        gate.SetResult();
        Assert.Equal((1, 2, "three"), (await one, await two, await three));
    }

    [Fact]
    public async Task The_read_is_cancelled_when_the_last_one_has_gone_and_not_before()
    {
        var started = new TaskCompletionSource<CancellationToken>();
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var a = _loads.RunAsync("k", Run, first.Token);
        var b = _loads.RunAsync("k", Run, second.Token);
        var inside = await started.Task;
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => a);
        Assert.False(inside.IsCancellationRequested);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => b);
        Assert.True(inside.IsCancellationRequested);
        Assert.Equal(0, _loads.Running);
        Assert.Equal(5, await _loads.RunAsync("k", _ => Task.FromResult(5), TestContext.Current.CancellationToken));

        async Task<int> Run(CancellationToken ct)
        {
            started.TrySetResult(ct);
            await Task.Delay(Timeout.Infinite, ct);
            return 0;
        }
    }

    [Fact]
    public async Task A_failure_reaches_everyone_and_is_not_kept()
    {
        var ct = TestContext.Current.CancellationToken;
        var gate = new TaskCompletionSource<int>();
        var both = new[] { _loads.RunAsync("k", _ => gate.Task, ct), _loads.RunAsync("k", _ => gate.Task, ct) };
        gate.SetException(new TimeoutException());
        foreach (var one in both) await Assert.ThrowsAsync<TimeoutException>(() => one);
        Assert.Equal(1, await _loads.RunAsync("k", _ => Task.FromResult(1), ct));
    }
}
