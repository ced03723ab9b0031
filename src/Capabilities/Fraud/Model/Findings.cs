namespace Breakwater.Fraud.Model;

/// <summary>Turns a scored day, or its first hours, into what a person needs to judge it.</summary>
public static class Findings
{
    /// <summary>Scores the hours of a day that are over.</summary>
    /// <param name="baseline">Ends before the day.</param>
    /// <param name="date">The day.</param>
    /// <param name="usage">24 hours.</param>
    /// <param name="hours">Hours that are over, 2 to 24.</param>
    public static FraudScore Score(SeriesBaseline baseline, DateOnly date, double[] usage, int hours) =>
        Score(baseline, baseline.Week.For(date.DayOfWeek), date, usage, hours);

    /// <summary>The finding of a scored day.</summary>
    /// <param name="baseline">What it was scored with.</param>
    /// <param name="unit">Unit of the metric.</param>
    /// <param name="date">The day.</param>
    /// <param name="usage">24 hours; those not over are 0.</param>
    /// <param name="hours">Hours that are over, 2 to 24.</param>
    /// <param name="thresholds">Of finished days.</param>
    /// <param name="now">Time of scoring.</param>
    public static CaseFinding Of(SeriesBaseline baseline, string unit, DateOnly date, double[] usage, int hours, ScoreThresholds thresholds, DateTimeOffset now)
    {
        var day = baseline.Week.For(date.DayOfWeek);
        var course = new List<HourScore>();
        FraudScore score = null!;
        for (var until = HourScales.MinHours; until <= hours; until++)
        {
            score = Score(baseline, day, date, usage, until);
            var at = HourScales.At(thresholds, until);
            course.Add(new(until, score.IsOutage ? 0 : score.Value, at.Review, at.Alert));
        }

        var band = Enumerable.Range(0, UsageDay.HoursPerDay).Select(hour => baseline.Week.Band(date.DayOfWeek, hour)).ToArray();
        return new(
            baseline.Key.Metric, unit, date, baseline.TimeZone, hours, Incident(baseline, date, usage, hours, band, score.Features.Peak), score.Value, course[^1].ReviewAt, course[^1].AlertAt,
            Verdicts.Of(score, baseline, HourScales.At(thresholds, hours)), score.Terms, score.Features.Hypothesis, score.Features.Peak, score.Features.Observed, score.Features.Expected,
            baseline.Plain[(int)date.DayOfWeek]?.Cosine(usage.AsSpan(0, hours)), hours == UsageDay.HoursPerDay ? baseline.Volume.Z(score.Features.Observed) : null,
            baseline.HistoryDays, baseline.Week.Irregularity, usage, band, course, now);
    }

    private static FraudScore Score(SeriesBaseline baseline, DayBaseline day, DateOnly date, double[] usage, int hours) =>
        FraudScore.Of(DayMeasure.Of(day, baseline.Plain[(int)date.DayOfWeek], usage, hours), HourScales.At(baseline.Scales, hours));

    // From the first hour above its band; where none is, from the stretch that stands out most.
    private static TimeRange Incident(SeriesBaseline baseline, DateOnly date, double[] usage, int hours, HourBand[] band, StandingOut peak)
    {
        var first = Enumerable.Range(0, hours).Where(hour => usage[hour] > band[hour].High).DefaultIfEmpty(Math.Min(peak.From, hours - 1)).First();
        var zone = LocalTime.Zone(baseline.TimeZone) ?? TimeZoneInfo.Utc;
        var windows = LocalTime.Cut(LocalTime.Day(date, zone), UsageWindow.Hour, zone);
        var start = windows.FirstOrDefault(window => LocalTime.At(window.Start, zone).Hour >= first, windows[^1]).Start;
        var end = windows.LastOrDefault(window => LocalTime.At(window.Start, zone).Hour < hours, windows[^1]).End;
        return new(start, end > start ? end : start.AddHours(1));
    }
}
