using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;

namespace Breakwater.Tests.Contracts.Fraud;

/// <summary>What every store of scores does.</summary>
public abstract class ScoreStoreContract
{
    protected abstract IScoreStore Store { get; }

    protected abstract IAuditLog Log { get; }

    private static DateOnly Day => SomeFraud.Day;

    [Fact]
    public async Task A_scored_day_comes_back_as_it_was()
    {
        ScoredDay[] days = [SomeFraud.Scored("acme", 2), SomeFraud.Scored("acme", 1, 900), SomeFraud.Scored("acme", 1, 5, new("bandwidth")), SomeFraud.Scored("other", 1)];
        await Store.SaveAsync(days, Some.Ct);
        Assert.Equal(days[..2], await Store.ReadAsync(new("acme"), SomeFraud.Calls, Day.AddDays(-2), Day, Some.Ct));
        Assert.Equal(days[..3], await Store.ReadAsync(new("acme"), null, Day.AddDays(-2), Day, Some.Ct));
        Assert.Equal([days[0]], await Store.ReadAsync(new("acme"), null, Day.AddDays(-2), Day.AddDays(-1), Some.Ct));
        Assert.Empty(await Store.ReadAsync(new("nobody"), null, Day.AddDays(-9), Day, Some.Ct));
    }

    [Fact]
    public async Task Scoring_a_day_again_replaces_it()
    {
        await Store.SaveAsync([SomeFraud.Scored("acme", 1)], Some.Ct);
        var again = SomeFraud.Scored("acme", 1, 700) with { Verdict = DayVerdict.Alert, Z = null, Cosine = null };
        await Store.SaveAsync([again], Some.Ct);
        Assert.Equal([again], await Store.ReadAsync(new("acme"), null, Day.AddDays(-5), Day, Some.Ct));
        Assert.Equal([(new DateOnly(2026, 3, 1), 1L)], await Store.CountAsync(Day.AddDays(-5), Day, Some.Ct));
    }

    [Fact]
    public async Task What_is_remembered_of_a_metric_comes_for_everybody_or_for_one()
    {
        ScoredDay[] days = [SomeFraud.Scored("a", 3), SomeFraud.Scored("a", 1), SomeFraud.Scored("b", 1, 500), SomeFraud.Scored("a", 1, 50, new("bandwidth"))];
        await Store.SaveAsync(days, Some.Ct);
        var all = await Store.PastAsync(SomeFraud.Calls, null, Day.AddDays(-2), Some.Ct);
        Assert.Equal(["a", "b"], all.Keys.Select(customer => customer.Value).Order());
        Assert.Equal([Day.AddDays(-1)], all[new("a")].Keys);
        Assert.Equal(days[2].Score.Features.Values, all[new("b")][Day.AddDays(-1)].Features);
        Assert.True(all[new("b")][Day.AddDays(-1)].Growing);
        Assert.False(all[new("a")][Day.AddDays(-1)].Growing);
        var one = await Store.PastAsync(SomeFraud.Calls, new("a"), Day.AddDays(-9), Some.Ct);
        Assert.Equal(2, Assert.Single(one).Value.Count);
    }

    [Fact]
    public async Task High_days_come_highest_first()
    {
        ScoredDay[] days = [SomeFraud.Scored("a", 1), SomeFraud.Scored("b", 1, 140), SomeFraud.Scored("c", 1, 5_000), SomeFraud.Scored("d", 9, 5_000)];
        await Store.SaveAsync(days, Some.Ct);
        var high = await Store.HighAsync(days[1].Score.Value, Day.AddDays(-2), Day, Some.Ct);
        Assert.Equal(["c", "b"], high.Select(day => day.Key.Customer.Value));
        Assert.Equal((days[2].Score.Value, days[2].Date, days[2].Verdict), (high[0].Score, high[0].Date, high[0].Verdict));
    }

    [Fact]
    public async Task Coverage_is_listed_filtered_and_counted_by_grade()
    {
        await Store.SaveCoverageAsync(
            [SomeFraud.Coverage("good", 56, .1), SomeFraud.Coverage("poor_1", 56, .9), SomeFraud.Coverage("small", 56, .1, usage: 5), SomeFraud.Coverage("new", 3, null), SomeFraud.Coverage("x", 20, .2, metric: new("bandwidth"), ago: 9)], Some.Ct);
        var all = await Store.CoverageAsync(null, null, new(), Some.Ct);
        Assert.Equal(["new", "x", "poor_1", "small", "good"], all.Items.Select(series => series.Key.Customer.Value));
        Assert.Equal(5, all.Total);
        Assert.Equal(["poor_1", "small"], (await Store.CoverageAsync(SomeFraud.Calls, DetectabilityGrade.Poor, new(), Some.Ct)).Items.Select(series => series.Key.Customer.Value));
        Assert.Equal(["small"], (await Store.CoverageAsync(null, null, new(Search: "mal"), Some.Ct)).Items.Select(series => series.Key.Customer.Value));
        Assert.Empty((await Store.CoverageAsync(null, null, new(Search: "%"), Some.Ct)).Items);
        Assert.Equal("small", (await Store.CoverageAsync(null, null, new(Take: 1, Sort: "usage"), Some.Ct)).Items.Single().Key.Customer.Value);
        var grades = await Store.GradesAsync(Some.Ct);
        Assert.Equal((1, 1, 2, 1), (grades[DetectabilityGrade.None], grades[DetectabilityGrade.Learning], grades[DetectabilityGrade.Poor], grades[DetectabilityGrade.Good]));
        await Store.SaveCoverageAsync([SomeFraud.Coverage("new", 30, .2)], Some.Ct);
        Assert.Equal(SomeFraud.Coverage("new", 30, .2), (await Store.SeriesAsync(SomeFraud.Calls, new("new"), Day, Some.Ct))[new("new")]);
        Assert.Empty(await Store.SeriesAsync(new("bandwidth"), null, Day.AddDays(-8), Some.Ct));
        Assert.Single(await Store.SeriesAsync(new("bandwidth"), null, Day.AddDays(-9), Some.Ct));
    }

    [Fact]
    public async Task Zones_are_set_and_forgotten_with_their_audit_entries()
    {
        await Store.SetZoneAsync(new("acme"), "Europe/Berlin", Some.Entry("fraud.time-zone-set"), Some.Ct);
        await Store.SetZoneAsync(new("acme"), "Asia/Kolkata", Some.Entry("fraud.time-zone-set"), Some.Ct);
        Assert.Equal("Asia/Kolkata", (await Store.ZonesAsync(Some.Ct))[new("acme")]);
        await Store.SetZoneAsync(new("acme"), null, Some.Entry("fraud.time-zone-set"), Some.Ct);
        Assert.Empty(await Store.ZonesAsync(Some.Ct));
        Assert.Equal(3, (await Log.ListAsync(new(Search: "action:fraud.time-zone-set"), Some.Ct)).Total);
    }

    [Fact]
    public async Task Settings_are_saved_by_whoever_has_seen_the_last_version()
    {
        Assert.Equal(DetectionSettings.Published, await Store.SettingsAsync(Some.Ct));
        var first = DetectionSettings.Published with { Thresholds = new(7, 12), Version = 1, ChangedAt = Some.Instant, ChangedBy = "Somebody" };
        Assert.False(await Store.SaveSettingsAsync(first with { Version = 2 }, Some.Entry(), Some.Ct));
        Assert.True(await Store.SaveSettingsAsync(first, Some.Entry(), Some.Ct));
        Assert.False(await Store.SaveSettingsAsync(first with { Thresholds = new(1, 2) }, Some.Entry(), Some.Ct));
        Assert.Equal(first, await Store.SettingsAsync(Some.Ct));
        var second = first with { Fleet = new(new(1, 2), new(3, 4), new(5, 6), new(7, 8)), FleetDays = 900, Version = 2 };
        bool[] saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.SaveSettingsAsync(second, Some.Entry(), Some.Ct)));
        Assert.Single(saved, true);
        Assert.Equal(second, await Store.SettingsAsync(Some.Ct));
        Assert.Equal(2, (await Log.ListAsync(new(), Some.Ct)).Total);
    }
}
