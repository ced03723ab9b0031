using Breakwater.Fraud.Model;
using Breakwater.Kernel;
using Breakwater.Tests.Contracts.Fraud;

namespace Breakwater.Tests.Fraud.Cases;

/// <summary>Which findings are one incident, and what a decision means for those that follow.</summary>
public sealed class IncidentTests : IAsyncDisposable
{
    private static readonly Actor Ann = SomeCases.Analyst();
    private readonly CaseHarness _harness = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private CaseRig Rig => _harness.Rig;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task New_hours_further_metrics_and_following_days_enrich_the_open_case()
    {
        var first = await Rig.OpenAsync(finding: SomeCases.Finding(hours: 4, score: 11, usage: 12));
        Assert.Equal(CaseSeverity.Medium, first.Case.Severity);
        await Rig.Snooze.RunAsync(Ann, new(first.Case.Id), _harness.Time.GetUtcNow().AddDays(3), null, Ct);
        Assert.Equal(first.Case.Id, (await Rig.OpenAsync(finding: SomeCases.Finding(hours: 9, score: 18))).Case.Id);
        Assert.Equal(first.Case.Id, (await Rig.OpenAsync(finding: SomeCases.Finding(metric: "bandwidth"))).Case.Id);
        var grown = await Rig.OpenAsync(finding: SomeCases.Finding(day: 2));
        Assert.Equal((first.Case.Id, 5, 3, CaseSeverity.Critical), (grown.Case.Id, grown.Case.Version, grown.Findings.Count, grown.Case.Severity));
        Assert.Null(grown.Case.SnoozedUntil);
        Assert.Equal(_harness.Time.GetUtcNow().AddHours(1), grown.Case.DueAt);
        Assert.Equal(new(SomeCases.Finding().Incident.Start, SomeCases.Finding(day: 2).Incident.End), grown.Case.Incident);
        Assert.NotEqual(first.Case.Id, (await Rig.OpenAsync(finding: SomeCases.Finding(day: 6))).Case.Id);
        Assert.NotEqual(first.Case.Id, (await Rig.OpenAsync("other")).Case.Id);
    }

    [Theory]
    [InlineData(DayVerdict.Normal)]
    [InlineData(DayVerdict.NoBaseline)]
    [InlineData(DayVerdict.Learning)]
    [InlineData(DayVerdict.Outage)]
    [InlineData(DayVerdict.Reactivation)]
    [InlineData(DayVerdict.Growth)]
    public async Task What_is_no_suspicion_opens_nothing_and_only_brings_an_open_day_up_to_date(DayVerdict verdict)
    {
        Assert.Empty((await Rig.Record.RunAsync([SomeCases.Of("acme", SomeCases.Finding(verdict: verdict))], Ct)).Value);
        Assert.Empty(await Rig.AllAsync());
        var open = await Rig.OpenAsync(finding: SomeCases.Finding(hours: 4));
        var later = await Rig.OpenAsync(finding: SomeCases.Finding(hours: 8, verdict: verdict));
        Assert.Equal((open.Case.Id, 2, verdict), (later.Case.Id, later.Case.Version, Assert.Single(later.Findings).Verdict));
        Assert.Empty((await Rig.Record.RunAsync([SomeCases.Of("acme", SomeCases.Finding(day: 1, verdict: verdict))], Ct)).Value);
    }

    [Fact]
    public async Task A_decided_day_stays_decided_while_its_hours_go_on()
    {
        var decided = await Rig.OpenAsync(finding: SomeCases.Finding(hours: 10));
        await Rig.Decide.RunAsync(Ann, new(decided.Case.Id), new(DecisionReason.Launch), Ct);
        Assert.Empty((await Rig.Record.RunAsync([SomeCases.Of("acme", SomeCases.Finding(hours: 11, score: 13))], Ct)).Value);
        Assert.Equal(2, (await Rig.FindAsync(decided.Case.Id)).Case.Version);
        Assert.Equal(DayStanding.Cleared, Assert.Single(await Rig.Store.DayFlagsAsync(SomeCases.Day, null, Ct)).Standing);
    }

    [Fact]
    public async Task A_new_incident_after_a_decision_is_a_new_case_that_follows_the_earlier_one()
    {
        var earlier = await Rig.OpenAsync(finding: SomeCases.Finding(hours: 6, score: 7, verdict: DayVerdict.Review));
        await Rig.Decide.RunAsync(Ann, new(earlier.Case.Id), new(DecisionReason.Launch), Ct);
        var worse = await Rig.OpenAsync(finding: SomeCases.Finding(hours: 7, score: 12));
        Assert.Equal(earlier.Case.Id, worse.Case.Follows);
        Assert.Equal(DayStanding.Suspected, Assert.Single(await Rig.Store.DayFlagsAsync(SomeCases.Day, null, Ct)).Standing);
        Assert.Equal("case-followed", (await Rig.Reopen.RunAsync(Ann, new(earlier.Case.Id), "wrong", Ct)).Problem!.Type);
        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        await Rig.Decide.RunAsync(Ann, new(worse.Case.Id), new(DecisionReason.StolenKey), Ct);
        Assert.Equal(worse.Case.Id, (await Rig.OpenAsync(finding: SomeCases.Finding(day: 1))).Case.Follows);
        Assert.Null((await Rig.OpenAsync(finding: SomeCases.Finding(day: 9))).Case.Follows);
    }

    [Fact]
    public async Task A_confirmed_day_never_loses_its_flag()
    {
        var stolen = await Rig.OpenAsync(finding: SomeCases.Finding(hours: 6, usage: 20));
        await Rig.Decide.RunAsync(Ann, new(stolen.Case.Id), new(DecisionReason.StolenKey), Ct);
        // The same day grows to another matter, becomes a case of its own, and is dismissed.
        var again = await Rig.OpenAsync(finding: SomeCases.Finding(hours: 20, usage: 90));
        Assert.NotEqual(stolen.Case.Id, again.Case.Id);
        Assert.Equal(DayStanding.Fraud, Assert.Single(await Rig.Store.DayFlagsAsync(SomeCases.Day, null, Ct)).Standing);
        await Rig.Decide.RunAsync(Ann, new(again.Case.Id), new(DecisionReason.Launch), Ct);
        Assert.Equal(DayStanding.Fraud, Assert.Single(await Rig.Store.DayFlagsAsync(SomeCases.Day, null, Ct)).Standing);
        foreach (var refused in new[] { await Rig.Merge.RunAsync(Ann, new(stolen.Case.Id), [new(again.Case.Id)], null, Ct), await Rig.Decide.RunAsync(Ann, new(stolen.Case.Id), new(DecisionReason.Launch), Ct) })
        {
            Assert.Equal("case-not-open", refused.Problem!.Type);
        }

        Assert.Equal("case-not-open", (await Rig.Split.RunAsync(Ann, new(stolen.Case.Id), [(new("api_calls"), SomeCases.Day)], null, Ct)).Problem!.Type);
        Assert.Equal(DayStanding.Fraud, Assert.Single(await Rig.Store.DayFlagsAsync(SomeCases.Day, null, Ct)).Standing);
    }

    [Fact]
    public async Task What_a_person_split_stays_apart_and_what_two_people_work_is_not_joined()
    {
        await Rig.Record.RunAsync([SomeCases.Of("acme", SomeCases.Finding()), SomeCases.Of("acme", SomeCases.Finding(metric: "bandwidth"))], Ct);
        var both = Assert.Single(await Rig.AllAsync());
        var (kept, opened) = (await Rig.Split.RunAsync(Ann, new(both.Id), [(new("bandwidth"), SomeCases.Day)], "a backup", Ct)).Value;
        Assert.Equal((both.Id, both.Id), (kept.Id, opened.Follows!.Value));
        await Rig.Release.RunAsync(Ann, new(kept.Id), Ct);
        await Rig.Release.RunAsync(Ann, new(opened.Id), Ct);
        Assert.Equal(opened.Id, (await Rig.OpenAsync(finding: SomeCases.Finding(metric: "bandwidth", hours: 8))).Case.Id);
        Assert.Equal(kept.Id, (await Rig.OpenAsync(finding: SomeCases.Finding(day: 1))).Case.Id);
        Assert.Equal(2, (await Rig.AllAsync(new(CaseState.Open))).Count);

        var (one, other) = (await Rig.OpenAsync("umbrella"), await Rig.OpenAsync("umbrella", SomeCases.Finding(day: 4)));
        await Rig.Claim.RunAsync(Ann, new(one.Case.Id), Ct);
        await Rig.Claim.RunAsync(SomeCases.Analyst(2), new(other.Case.Id), Ct);
        await Rig.OpenAsync("umbrella", SomeCases.Finding(day: 2));
        Assert.Equal(2, (await Rig.AllAsync(new(CaseState.Open, Customer: new("umbrella")))).Count);
        await Rig.Release.RunAsync(Ann, new(one.Case.Id), Ct);
        Assert.Equal(other.Case.Id, (await Rig.OpenAsync("umbrella", SomeCases.Finding(day: 2, hours: 9))).Case.Id);
        var gone = (await Rig.FindAsync(one.Case.Id)).Case;
        Assert.Equal((CaseState.Merged, other.Case.Id), (gone.State, gone.MergedInto!.Value));
    }

    [Fact]
    public async Task A_full_case_goes_on_as_another_and_loses_nothing()
    {
        var findings = Enumerable.Range(0, 60).SelectMany(day => new[] { "api_calls", "bandwidth" }.Select(metric => SomeCases.Of("acme", SomeCases.Finding(-day, metric)))).ToList();
        Assert.Equal(2, (await Rig.Record.RunAsync(findings, Ct)).Value.Count);
        var books = Assert.Single(await Rig.Store.BooksAsync([new("acme")], DateOnly.MinValue, Ct));
        Assert.Equal(120, books.Open.Sum(file => file.Findings.Count));
        Assert.All(books.Open, file => Assert.InRange(file.Findings.Count, 1, CaseRules.MaxFindings));
    }

    [Fact]
    public async Task Findings_that_are_none_are_refused_by_name_and_nothing_is_saved()
    {
        var good = SomeCases.Of("acme", SomeCases.Finding());
        foreach (var bad in new[]
        {
            SomeCases.Of("not/an/id", SomeCases.Finding()), SomeCases.Of("acme", SomeCases.Finding() with { Score = double.NaN }), SomeCases.Of("acme", SomeCases.Finding() with { Observed = double.PositiveInfinity }),
            SomeCases.Of("acme", SomeCases.Finding() with { HourlyUsage = [1] }), SomeCases.Of("acme", SomeCases.Finding() with { Hours = 0 }), SomeCases.Of("acme", SomeCases.Finding(metric: "a b")),
            SomeCases.Of("acme", SomeCases.Finding() with { HourlyBand = [.. Enumerable.Repeat(new HourBand(double.NaN, 0, 1), 24)] }), (default, SomeCases.Finding()),
        })
        {
            Assert.StartsWith("findings[1]", (await Rig.Record.RunAsync([good, bad], Ct)).Problem!.Field, StringComparison.Ordinal);
        }

        Assert.Empty((await Rig.Record.RunAsync([], Ct)).Value);
        Assert.Empty(await Rig.AllAsync());
    }
}
