using System.Globalization;
using Breakwater.Dashboard.Components.Charts;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>A customer's risk in words and charts.</summary>
public static class RiskWords
{
    private static readonly DayOfWeek[] Week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>Names of the weekdays, Monday first.</summary>
    public static IReadOnlyList<string> Weekdays { get; } = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>Names of the hours.</summary>
    public static IReadOnlyList<string> Hours { get; } = [.. Enumerable.Range(0, 24).Select(hour => $"{hour:00}:00")];

    /// <summary>What the history of scores shows.</summary>
    public static string Finding(SeriesRisk series)
    {
        var suspicious = series.Days.Count(day => day.Verdict.IsSuspicion());
        return series.Days.Count == 0 ? "Scores" : $"{suspicious} of the last {series.Days.Count} scored days {(suspicious == 1 ? "was" : "were")} suspicious";
    }

    /// <summary>Score by day; what has a name of its own is marked with it.</summary>
    public static ChartModel Scores(SeriesRisk series, ScoreThresholds thresholds) => new(
        [.. series.Days.Select(day => day.Date.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture))], [new("Score", [.. series.Days.Select(day => (double?)day.Score.Value)])])
    {
        Ticks = TimeAxis.DayTicks([.. series.Days.Select(day => day.Date)]),
        LabelName = $"Day ({series.Coverage.TimeZone})",
        Unit = "points",
        Lines = [new(thresholds.Review, "review"), new(thresholds.Alert, "alert", "critical")],
        Marks = [.. series.Days.Select((day, i) => (day, i)).Where(at => at.day.Verdict is not (DayVerdict.Normal or DayVerdict.Learning or DayVerdict.NoBaseline))
            .Select(at => new ChartMark(at.i, $"{at.day.Verdict}: {FindingWords.Of(at.day.Score.Features.Peak, series.Metric.Unit)}"))],
    };

    /// <summary>Expected usage by weekday and hour, Monday first.</summary>
    public static IReadOnlyList<IReadOnlyList<double?>> Expected(SeriesBaseline baseline) =>
        [.. Week.Select(day => (IReadOnlyList<double?>)[.. Enumerable.Range(0, 24).Select(hour => (double?)baseline.Week.Band(day, hour).Expected)])];
}
