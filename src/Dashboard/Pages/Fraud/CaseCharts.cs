using System.Globalization;
using Breakwater.Dashboard.Components.Charts;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;

namespace Breakwater.Dashboard.Pages.Fraud;

/// <summary>Turns a finding into charts.</summary>
public static class CaseCharts
{
    private static readonly IReadOnlyList<string> Hours = [.. Enumerable.Range(0, 24).Select(hour => $"{hour:00}:00")];

    /// <summary>Expected usage with its band against the actual one; hours that are not over have no bar.</summary>
    public static ChartModel Day(CaseFinding finding) => new(
        [.. Hours.Select((name, hour) => hour < finding.Hours ? name : name + " (not over)")],
        [
            new("Actual", [.. finding.HourlyUsage.Select((value, hour) => hour < finding.Hours ? value : (double?)null)]),
            new("Expected", [.. finding.HourlyBand.Select(band => (double?)band.Expected)], ChartShape.Line, Color: 0, Dashed: true),
        ])
    {
        Ticks = [.. Hours.Select((name, hour) => hour % 3 == 0 ? name : "")],
        LabelName = $"Hour ({finding.TimeZone})",
        Unit = finding.Unit,
        Band = new("Usual", [.. finding.HourlyBand.Select(band => (double?)band.Low)], [.. finding.HourlyBand.Select(band => (double?)band.High)]),
        Marks = [.. Enumerable.Range(0, finding.Hours).Where(hour => IsUnusual(finding, hour)).Select(hour => new ChartMark(
            hour, $"More than usual: {Format.Quantity(finding.HourlyBand[hour].Low, finding.Unit)} to {Format.Quantity(finding.HourlyBand[hour].High, finding.Unit)}"))],
    };

    /// <summary>Score by hour with the thresholds of each hour.</summary>
    public static ChartModel Course(CaseFinding finding) => new(
        [.. finding.Course.Select(point => $"after {point.Hours} h")],
        [
            new("Score", [.. finding.Course.Select(point => (double?)point.Score)], ChartShape.Area),
            new("Alert from", [.. finding.Course.Select(point => (double?)point.AlertAt)], ChartShape.Line, Color: 2, Dashed: true),
            new("Review from", [.. finding.Course.Select(point => (double?)point.ReviewAt)], ChartShape.Line, Color: 0, Dashed: true),
        ])
    {
        Ticks = [.. finding.Course.Select(point => point.Hours % 4 == 0 ? point.Hours.ToString(CultureInfo.InvariantCulture) : "")],
        LabelName = "Hours of the day scored",
        Unit = "points",
    };

    /// <summary>True where an hour lies above its band.</summary>
    public static bool IsUnusual(CaseFinding finding, int hour) => hour < finding.Hours && finding.HourlyUsage[hour] > finding.HourlyBand[hour].High;

    /// <summary>Ratio of actual to expected usage by day and hour of a metric's findings; null where an hour is not over.</summary>
    public static IReadOnlyList<IReadOnlyList<double?>> Grid(IReadOnlyList<CaseFinding> days) =>
        [.. days.Select(day => (IReadOnlyList<double?>)[.. day.HourlyUsage.Select((value, hour) => hour < day.Hours ? value : (double?)null)])];
}
