using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;

namespace Breakwater.Tests.Contracts.Fraud;

/// <summary>What every store of baselines does.</summary>
public abstract class BaselineStoreContract
{
    protected abstract IBaselineStore Store { get; }

    [Fact]
    public async Task A_baseline_comes_back_as_it_was_to_the_precision_of_a_score()
    {
        var baseline = SomeFraud.Baseline("acme");
        await Store.SaveAsync([baseline], Some.Ct);
        var found = (await Store.GetAsync(SomeFraud.Calls, [new("acme")], Some.Ct))[new("acme")];
        Assert.Equal(
            (baseline.Key, baseline.TimeZone, baseline.Through, baseline.HistoryDays, baseline.LearntDays, baseline.SilentDays, baseline.GrowingDays, baseline.Volume, baseline.BuiltAt, baseline.Scales),
            (found.Key, found.TimeZone, found.Through, found.HistoryDays, found.LearntDays, found.SilentDays, found.GrowingDays, found.Volume, found.BuiltAt, found.Scales));
        foreach (var weekday in Enum.GetValues<DayOfWeek>())
        {
            var day = SomeFraud.Business(30);
            var (left, right) = (Findings.Score(baseline, Date(weekday), day, 24), Findings.Score(found, Date(weekday), day, 24));
            Assert.Equal(left.Value, right.Value, 1e-4);
            Assert.Equal(left.Features.Shape, right.Features.Shape, 1e-4);
            Assert.Equal(baseline.Plain[(int)weekday]!.Volume, found.Plain[(int)weekday]!.Volume);
        }
    }

    [Fact]
    public async Task Series_are_told_apart_by_customer_and_metric_and_the_last_save_counts()
    {
        await Store.SaveAsync([SomeFraud.Baseline("a.1"), SomeFraud.Baseline("a.2", 200), SomeFraud.Baseline("a.1", 900, new("bandwidth"))], Some.Ct);
        await Store.SaveAsync([SomeFraud.Baseline("a.2", 300)], Some.Ct);
        var found = await Store.GetAsync(SomeFraud.Calls, [new("a.1"), new("a.2"), new("a.3"), new("a")], Some.Ct);
        Assert.Equal(["a.1", "a.2"], found.Keys.Select(customer => customer.Value).Order());
        Assert.InRange(found[new("a.2")].Volume.Mean, 3_000, 3_200);
        Assert.InRange((await Store.GetAsync(new("bandwidth"), [new("a.1")], Some.Ct))[new("a.1")].Volume.Mean, 9_000, 9_200);
        Assert.Empty(await Store.GetAsync(SomeFraud.Calls, [], Some.Ct));
    }

    [Fact]
    public async Task A_weekday_without_usage_has_no_plain_shape()
    {
        var workdays = SomeFraud.History("weekdays", 40) with { Days = [.. SomeFraud.Days(40).Select(day => day.IsWeekend ? new UsageDay(day.Weekday, new double[24]) : day)] };
        var baseline = new SeriesReplay(DetectionSettings.Published, Some.Instant).Run(workdays, SomeFraud.Day).Baseline!;
        await Store.SaveAsync([baseline], Some.Ct);
        var found = (await Store.GetAsync(SomeFraud.Calls, [new("weekdays")], Some.Ct))[new("weekdays")];
        Assert.Null(found.Plain[(int)DayOfWeek.Sunday]);
        Assert.NotNull(found.Plain[(int)DayOfWeek.Monday]);
    }

    [Fact]
    public async Task A_thousand_baselines_travel_at_once()
    {
        var one = SomeFraud.Baseline("b");
        SeriesBaseline[] many = [.. Enumerable.Range(0, 1_200).Select(i => one with { Key = new(new($"b-{i}"), SomeFraud.Calls), SilentDays = i % 50 })];
        await Store.SaveAsync(many, Some.Ct);
        var found = await Store.GetAsync(SomeFraud.Calls, [.. many.Select(baseline => baseline.Key.Customer)], Some.Ct);
        Assert.Equal(1_200, found.Count);
        Assert.All(many, baseline => Assert.Equal(baseline.SilentDays, found[baseline.Key.Customer].SilentDays));
    }

    private static DateOnly Date(DayOfWeek weekday) => SomeFraud.Day.AddDays(((int)weekday - (int)SomeFraud.Day.DayOfWeek + 7) % 7);
}
