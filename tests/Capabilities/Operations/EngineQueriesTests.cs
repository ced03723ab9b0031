namespace Breakwater.Tests.Operations;

public sealed class EngineQueriesTests
{
    [Fact]
    public async Task One_engine_that_hangs_and_one_that_fails_do_not_hide_the_others()
    {
        using var release = new ManualResetEventSlim();
        var queries = new EngineQueries([new Probe("B", _ => Task.FromResult(Health("B"))), new Probe("A", async ct => { await Task.Delay(Timeout.Infinite, ct); return Health("A"); }),
            new Probe("C", _ => throw new InvalidOperationException("secret")), new Probe("D", _ => { release.Wait(TestContext.Current.CancellationToken); return Task.FromResult(Health("D")); })], TimeProvider.System);
        var health = await queries.ListAsync(TestContext.Current.CancellationToken);
        release.Set();
        Assert.Equal(4, health.Count);
        Assert.Equal(EngineState.Healthy, health.Single(engine => engine.Engine == "B").State);
        Assert.Equal(3, health.Count(engine => engine.State == EngineState.Down));
        Assert.All(health, engine => Assert.DoesNotContain("secret", engine.Detail, StringComparison.Ordinal));
        Assert.False(await queries.IsReadyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Everybody_within_two_seconds_gets_the_same_answer()
    {
        var probes = 0;
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var queries = new EngineQueries([new Probe("A", _ => Task.FromResult(Health($"A{Interlocked.Increment(ref probes)}")))], time);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => queries.ListAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(1, probes);
        time.Advance(TimeSpan.FromSeconds(2));
        await queries.ListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, probes);
    }

    [Fact]
    public async Task A_degraded_or_optional_engine_does_not_cost_readiness()
    {
        var queries = new EngineQueries([new Probe("A", _ => Task.FromResult(Health("A") with { State = EngineState.Degraded })), new Probe("B", _ => Task.FromResult(Health("B") with { State = EngineState.Down, Required = false }))], TimeProvider.System);
        Assert.True(await queries.IsReadyAsync(TestContext.Current.CancellationToken));
    }

    private static EngineHealth Health(string name) => new(name, "test", EngineState.Healthy, "works", TimeSpan.Zero, true, new Dictionary<string, string>());

    private sealed class Probe(string name, Func<CancellationToken, Task<EngineHealth>> probe) : IEngineProbe
    {
        public Task<EngineHealth> ProbeAsync(CancellationToken ct) => probe(ct);

        public override string ToString() => name;
    }
}
