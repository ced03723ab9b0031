using Breakwater.Dashboard.Components.Charts;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>Scores and baselines as charts.</summary>
internal static class RiskCharts
{
    private static readonly DayOfWeek[] Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>Scored days of a range.</summary>
    public static IReadOnlyList<ScoredDay> Within(SeriesRisk series, TimeRange range, TimeZoneInfo zone)
    {
        var (from, to) = (LocalTime.DateAt(range.Start, zone), LocalTime.DateAt(range.End.AddTicks(-1), zone));
        return [.. series.Days.Where(day => day.Date >= from && day.Date <= to)];
    }

    /// <summary>A point per day with both thresholds; days with a name of their own are marked, days without a score leave a gap.</summary>
    public static ChartModel Scores(IReadOnlyList<ScoredDay> days, IReadOnlyList<NamedDay> named, ScoreThresholds thresholds, string zone)
    {
        if (days.Count == 0) return new([], []);
        var byDate = days.ToDictionary(day => day.Date);
        DateOnly[] dates = [.. Enumerable.Range(0, days[^1].Date.DayNumber - days[0].Date.DayNumber + 1).Select(days[0].Date.AddDays)];
        return new(TimeAxis.DayLabels(dates), [new("Score", [.. dates.Select(date => byDate.GetValueOrDefault(date)?.Score.Value)], ChartShape.Line)])
        {
            Ticks = TimeAxis.DayTicks(dates),
            LabelName = $"Day ({zone})",
            Unit = "points",
            Lines = [new(thresholds.Review, $"Review from {RiskWords.Score(thresholds.Review)}"), new(thresholds.Alert, $"Alert from {RiskWords.Score(thresholds.Alert)}", "critical")],
            Marks = [.. named.Select(day => new ChartMark(day.Day.Date.DayNumber - dates[0].DayNumber, day.Words, day.Mark))],
        };
    }

    /// <summary>Expected usage, Monday first.</summary>
    public static IReadOnlyList<IReadOnlyList<double?>> Expected(WeekBaseline week) =>
        [.. Weekdays.Select(day => (IReadOnlyList<double?>)[.. Enumerable.Range(0, UsageDay.HoursPerDay).Select(hour => (double?)week.Band(day, hour).Expected)])];
}
