using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Kernel;
using Breakwater.Tests.Contracts.Fraud;

namespace Breakwater.Tests.Fraud.Cases;

/// <summary>What happens where nobody decides a case for two weeks: its days teach nothing, so detection forgets what is usual.</summary>
public sealed class StandstillTests : IAsyncDisposable
{
    private static readonly Actor Ann = SomeCases.Analyst();
    private readonly CaseHarness _harness = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private CaseRig Rig => _harness.Rig;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Fourteen_days_in_a_row_demand_a_decision_once_and_it_ends_with_the_decision()
    {
        for (var day = -13; day < 0; day++) await Rig.OpenAsync(finding: SomeCases.Finding(day, score: 11, usage: 12));
        var waiting = Assert.Single(await Rig.AllAsync());
        Assert.Equal((13, false), (waiting.HeldDays, waiting.IsStandstill));
        await Rig.Snooze.RunAsync(Ann, new(waiting.Id), _harness.Time.GetUtcNow().AddDays(3), null, Ct);
        Assert.DoesNotContain(await _harness.OpenNotificationsAsync(), one => one.Key == CaseAlarm.StandstillKey(waiting.Id));

        var held = (await Rig.OpenAsync(finding: SomeCases.Finding(0, score: 11, usage: 12))).Case;
        Assert.Equal((14, true, (DateTimeOffset?)null), (held.HeldDays, held.IsStandstill, held.SnoozedUntil));
        Assert.True(held.IsOverdueAt(_harness.Time.GetUtcNow()));
        var notice = Assert.Single(await _harness.OpenNotificationsAsync(), one => one.Key == CaseAlarm.StandstillKey(held.Id));
        Assert.Contains("14 days", notice.Body, StringComparison.Ordinal);

        // Put off once more, a further day does not take it out of the way again: it was demanded once.
        await Rig.Snooze.RunAsync(Ann, new(held.Id), _harness.Time.GetUtcNow().AddDays(1), null, Ct);
        Assert.NotNull((await Rig.OpenAsync(finding: SomeCases.Finding(1, score: 11, usage: 12))).Case.SnoozedUntil);
        Assert.Single(await _harness.OpenNotificationsAsync(), one => one.Key == CaseAlarm.StandstillKey(held.Id));
        await Rig.Decide.RunAsync(Ann, new(held.Id), new(DecisionReason.Migration), Ct);
        Assert.DoesNotContain(await _harness.OpenNotificationsAsync(), one => one.Key == CaseAlarm.StandstillKey(held.Id));
        Assert.False((await Rig.FindAsync(held.Id)).Case.IsStandstill);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2, 5, 6 }, 3)]
    [InlineData(new[] { 4 }, 1)]
    [InlineData(new int[0], 0)]
    public void Days_count_where_they_follow_each_other(int[] days, int held) =>
        Assert.Equal(held, CaseFiles.HeldDays([.. days.Select(day => SomeCases.Finding(day)), .. days.Select(day => SomeCases.Finding(day + 20, "bandwidth")), SomeCases.Finding(3, "bandwidth", verdict: DayVerdict.Normal)]));
}
