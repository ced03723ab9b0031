using Breakwater.Dashboard.Pages.Overview;
using Breakwater.Kernel.Ports;

namespace Breakwater.Tests.Dashboard.Pages.Overview;

public sealed class AttentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_most_urgent_comes_first_then_the_newest()
    {
        var found = Attention.From([Note("a", Severity.Warning, 5), Note("b", Severity.Critical, 60), Note("c", Severity.Warning, 1)], [], Now);
        Assert.Equal(["b", "c", "a"], found.Items.Select(item => item.Key));
    }

    [Fact]
    public void What_is_over_needs_no_attention() =>
        Assert.Empty(Attention.From([Note("a", Severity.Critical, 5) with { ResolvedAt = Now }], [], Now).Items);

    [Fact]
    public void A_required_engine_that_is_down_is_critical_and_a_restricted_one_a_warning()
    {
        var found = Attention.From([], [Engine("Claims", EngineState.Degraded), Engine("Usage ledger", EngineState.Down), Engine("Control store", EngineState.Healthy)], Now);
        Assert.Equal([("Usage ledger is down", Severity.Critical), ("Claims works with a restriction", Severity.Warning)], found.Items.Select(item => (item.Title, item.Severity)));
    }

    [Fact]
    public void An_engine_that_a_condition_names_already_is_not_told_twice() =>
        Assert.Single(Attention.From([Note("engine-down:usage-ledger", Severity.Critical, 2) with { Title = "Usage ledger does not answer" }], [Engine("Usage ledger", EngineState.Down)], Now).Items);

    private static Notification Note(string key, Severity severity, int minutesAgo) => new(key, severity, key, "", "/operations", Now.AddMinutes(-minutesAgo));

    private static EngineHealth Engine(string name, EngineState state) => new(name, "", state, "detail", TimeSpan.Zero, Required: true, new Dictionary<string, string>());
}
