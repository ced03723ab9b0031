using Breakwater.Fraud.Model;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using CsCheck;

namespace Breakwater.Tests.Fraud;

/// <summary>What must hold when a series' days are walked through.</summary>
public sealed class ReplayTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly First = new(2026, 1, 5);
    private static readonly SeriesKey Key = new(new CustomerId("acme"), new MetricCode("api_calls"));

    private static readonly Gen<double[][]> Days =
        from count in Gen.Int[8, 70]
        from perHour in Gen.Int[1, 300]
        from jitter in Gen.Double[.7, 1.4].Array[count]
        from noise in Gen.Double[.5, 1.5].Array[24]
        select jitter.Select(factor => noise.Select((wobble, hour) => Math.Round(factor * wobble * (hour is >= 8 and < 18 ? perHour : perHour / 8d))).ToArray()).ToArray();

    [Fact]
    public void Walking_night_by_night_and_at_once_say_the_same() => Days.Sample(all =>
    {
        // As many days as a first run scores in hindsight: both ways then score the same days.
        var days = all[..Math.Min(all.Length, ColdStart.MinDays + SeriesReplay.HindsightDays)];
        var (whole, scored) = Run(days);
        var known = new Dictionary<DateOnly, PastDay>();
        SeriesBaseline? last = null;
        for (var night = ColdStart.MinDays; night <= days.Length; night++)
        {
            var (baseline, fresh) = Run(days[..night], known);
            foreach (var day in fresh) known[day.Date] = new(day.Score.Features.Values, Verdicts.IsGrowth(day.Score.Volume, day.Score.Shape, day.Score.Cosine));
            last = baseline;
        }

        Assert.Equal(scored.ToDictionary(day => day.Date, day => day.Score.Features.Values), known.ToDictionary(day => day.Key, day => day.Value.Features));
        Assert.Equal(whole!.Scales, last!.Scales);
        Assert.Equal([.. whole.Week.Noise, whole.Week.Level], (double[])[.. last.Week.Noise, last.Week.Level]);
    }, iter: 30);

    [Fact]
    public void A_day_confirmed_as_fraud_never_changes_a_baseline() => Gen.Select(Days, Gen.Int[0, 69], Gen.Double[0, 50_000].Array[24]).Sample((days, at, stolen) =>
    {
        at %= days.Length;
        SeriesBaseline? With(double[] hours)
        {
            UsageDay[] all = [.. days.Select((day, i) => new UsageDay(First.AddDays(i).DayOfWeek, i == at ? hours : day, InUse: i != at))];
            var known = Enumerable.Range(0, days.Length).ToDictionary(i => First.AddDays(i), i => new PastDay(new(i % 5, 1, 1, .1), false));
            return new SeriesReplay(DetectionSettings.Published, Now).Run(new(Key, "UTC", First, all, known), DateOnly.MaxValue).Baseline;
        }

        var (innocent, fraud) = (With(days[at])!, With(stolen)!);
        Assert.Equal(innocent.Scales, fraud.Scales);
        Assert.Equal([.. innocent.Week.Weekdays.SelectMany(shape => shape), .. innocent.Week.Noise, innocent.Week.Level, innocent.Week.VolumeVariance],
            (double[])[.. fraud.Week.Weekdays.SelectMany(shape => shape), .. fraud.Week.Noise, fraud.Week.Level, fraud.Week.VolumeVariance]);
        Assert.Equal(innocent.Volume, fraud.Volume);
        Assert.Equal(innocent.Plain.Select(shape => shape?.Volume), fraud.Plain.Select(shape => shape?.Volume));
    }, iter: 200);

    [Fact]
    public void Cosine_and_z_are_those_of_the_textbook() => Days.Sample(days =>
    {
        var (baseline, _) = Run(days);
        var date = First.AddDays(days.Length);
        var today = days[0].Select((value, hour) => value + hour).ToArray();
        var finding = Findings.Of(baseline!, "calls", date, today, 24, ScoreThresholds.Published, Now);
        var recent = Enumerable.Range(Math.Max(0, days.Length - 30), Math.Min(30, days.Length)).ToArray();
        var same = recent.Where(i => First.AddDays(i).DayOfWeek == date.DayOfWeek && days[i].Sum() > 0).Select(i => days[i].Select(value => value / days[i].Sum()).ToArray()).ToArray();
        if (same.Length == 0) Assert.Null(finding.Cosine);
        else
        {
            var mean = Enumerable.Range(0, 24).Select(hour => same.Average(day => day[hour])).ToArray();
            var cosine = mean.Zip(today, (a, b) => a * b).Sum() / (Math.Sqrt(mean.Sum(a => a * a)) * Math.Sqrt(today.Sum(a => a * a)));
            Assert.Equal(cosine, finding.Cosine!.Value, 1e-9);
        }

        var totals = recent.Select(i => days[i].Sum()).ToArray();
        var average = totals.Average();
        var deviation = Math.Sqrt(totals.Sum(total => (total - average) * (total - average)) / (totals.Length - 1));
        if (deviation > 0) Assert.Equal((today.Sum() - average) / deviation, finding.Z!.Value, 1e-6);
        else Assert.Null(finding.Z);
    }, iter: 200);

    [Fact]
    public void A_part_of_a_day_is_held_against_the_same_part_and_has_no_z_score() => Gen.Select(Days, Gen.Int[2, 23]).Sample((days, hours) =>
    {
        var (baseline, _) = Run(days);
        var date = First.AddDays(days.Length);
        double[] part = [.. days[^1][..hours], .. new double[24 - hours]];
        var finding = Findings.Of(baseline!, "calls", date, part, hours, ScoreThresholds.Published, Now);
        Assert.Null(finding.Z);
        Assert.Equal(Enumerable.Range(0, hours).Sum(hour => baseline!.Week.Band(date.DayOfWeek, hour).Expected), finding.Expected, 1e-6 * Math.Max(1, finding.Expected));
        Assert.Equal(Enumerable.Range(2, hours - 1), finding.Course.Select(point => point.Hours));
        Assert.Equal(finding.Course[^1].AlertAt, finding.AlertAt);
        // What is still to come says nothing.
        Assert.Equal(finding.Score, Findings.Of(baseline!, "calls", date, [.. part[..hours], .. days[0][hours..]], hours, ScoreThresholds.Published, Now).Score);
    }, iter: 100);

    [Fact]
    public void Short_histories_stay_quiet()
    {
        double[] business = [.. Enumerable.Range(0, 24).Select(hour => hour is >= 8 and < 18 ? 100.0 : 2)], night = [.. business[12..], .. business[..12]];
        DayVerdict After(int days)
        {
            var (baseline, _) = Run([.. Enumerable.Range(0, days).Select(i => business.Select(value => value + (i % 3)).ToArray())]);
            return baseline is null ? DayVerdict.NoBaseline : Findings.Of(baseline, "calls", First.AddDays(days), night, 24, ScoreThresholds.Published, Now).Verdict;
        }

        Assert.Equal([DayVerdict.NoBaseline, DayVerdict.Learning, DayVerdict.Learning, DayVerdict.Alert, DayVerdict.Alert], ((int[])[6, 7, 13, 14, 40]).Select(After));
    }

    [Fact]
    public void Usage_after_a_long_silence_is_a_reactivation_and_lasting_growth_is_growth()
    {
        double[] Day(double scale) => [.. Enumerable.Range(0, 24).Select(hour => Math.Round(scale * (hour is >= 8 and < 18 ? 100.0 : 2)))];
        var silent = Enumerable.Range(0, 40).Select(i => i < 25 ? Day(1) : new double[24]).ToArray();
        Assert.Equal(DayVerdict.Reactivation, Findings.Of(Run(silent).Baseline!, "calls", First.AddDays(40), Day(1), 24, ScoreThresholds.Published, Now).Verdict);
        Assert.Equal(DayVerdict.Normal, Findings.Of(Run(silent).Baseline!, "calls", First.AddDays(40), new double[24], 24, ScoreThresholds.Published, Now).Verdict);

        // Three days of far more usage, each looked at and cleared by a person: the fourth is growth.
        var growing = Enumerable.Range(0, 43).Select(i => Day(i < 40 ? 1 + (.05 * (i % 3)) : 3)).ToArray();
        Assert.Equal(DayVerdict.Growth, Findings.Of(Run(growing).Baseline!, "calls", First.AddDays(43), Day(3.4), 24, ScoreThresholds.Published, Now).Verdict);
    }

    private static (SeriesBaseline? Baseline, IReadOnlyList<ScoredDay> Scored) Run(double[][] days, Dictionary<DateOnly, PastDay>? known = null)
    {
        UsageDay[] all = [.. days.Select((hours, i) => new UsageDay(First.AddDays(i).DayOfWeek, hours))];
        return new SeriesReplay(DetectionSettings.Published, Now).Run(new(Key, "UTC", First, all, known ?? []), DateOnly.MaxValue);
    }
}
