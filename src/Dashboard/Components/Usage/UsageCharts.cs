using System.Globalization;
using Breakwater.Dashboard.Components.Charts;
using Breakwater.Dashboard.State;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;

namespace Breakwater.Dashboard.Components.Usage;

/// <summary>Turns answers about usage into charts.</summary>
public static class UsageCharts
{
    /// <summary>Bars per day or hour, with the band, a mark on every finished bar outside of it, and what detection has named.</summary>
    public static ChartModel Bars(UsageBars bars, UsageView view)
    {
        var starts = bars.Bars.Select(bar => bar.Period.Start).ToList();
        var days = view.Window == UsageWindow.Day ? starts.Select(start => LocalTime.DateAt(start, view.Zone)).ToList() : null;
        var labels = days is not null ? TimeAxis.DayLabels(days) : TimeAxis.Labels(starts, view.Zone);
        return new([.. labels.Select((label, i) => Named(label, bars.Bars[i].Verdict))], [new(view.Metric.Name, [.. bars.Bars.Select(bar => (double?)bar.Value)])])
        {
            Ticks = days is not null ? TimeAxis.DayTicks(days) : TimeAxis.Ticks(starts, view.Zone),
            LabelName = days is not null ? $"Day ({view.Zone.Id})" : $"Hour ({view.Zone.Id})",
            Unit = view.Metric.Unit,
            Band = bars.Banded ? Band("Expected, same weekdays", bars.Bars.Select(bar => bar.Expected)) : null,
            Marks =
            [
                .. Marks(bars.Bars.Select(bar => (bar.Expected, bar.Verdict)), "the same weekdays", view.Metric.Unit),
                .. bars.Bars.Select((bar, i) => (bar.Named, i)).Where(at => at.Named is not null).Select(at => new ChartMark(at.i, Told(at.Named!, view.Zone), at.Named!.Mark)),
            ],
        };
    }

    /// <summary>The hours of a day against the usual ones of its weekday.</summary>
    public static ChartModel Hours(HourlyPatternReport report)
    {
        // With the offset where an hour comes twice: otherwise two bars would carry one name.
        var format = report.Hours.Select(hour => hour.Local.Offset).Distinct().Count() > 1 ? "HH:mm zzz" : "HH:mm";
        var names = report.Hours.Select(hour => hour.Local.ToString(format, CultureInfo.InvariantCulture)).ToList();
        return new([.. names.Select((name, i) => Named(name, report.Hours[i].Verdict))],
        [
            new(report.Date.ToString("ddd d MMM", CultureInfo.InvariantCulture), [.. report.Hours.Select(hour => (double?)hour.Value)]),
            new($"Usual {report.Date.DayOfWeek}", [.. report.Hours.Select(hour => (double?)hour.Expected?.Typical)], ChartShape.Line, Color: 0, Dashed: true),
        ])
        {
            Ticks = [.. names.Select((name, i) => i % 3 == 0 ? name[..5] : "")],
            LabelName = $"Hour ({report.TimeZone})",
            Unit = report.Metric.Unit,
            Band = Band("Expected", report.Hours.Select(hour => hour.Expected)),
            Marks = Marks(report.Hours.Select(hour => (hour.Expected, hour.Verdict)), "this hour of the weekday", report.Metric.Unit),
        };
    }

    // Days of two clocks overlap; then the words say whose day is meant.
    private static string Told(Pages.FraudRisk.NamedDay day, TimeZoneInfo zone) => day.Zone.Id == zone.Id ? day.Words : $"{day.Words} (on the customer's clock, {day.Zone.Id})";

    private static string Named(string label, BandVerdict verdict) => verdict == BandVerdict.Unfinished ? label + " (not over)" : label;

    private static ChartBand? Band(string name, IEnumerable<ExpectedBand?> expected)
    {
        var all = expected.ToList();
        return all.All(band => band is null) ? null : new(name, [.. all.Select(band => (double?)band?.Low)], [.. all.Select(band => (double?)band?.High)]);
    }

    private static List<ChartMark> Marks(IEnumerable<(ExpectedBand? Expected, BandVerdict Verdict)> points, string than, string unit) =>
        [.. points.Select((point, index) => (point, index)).Where(at => at.point.Verdict is BandVerdict.Above or BandVerdict.Below).Select(at => new ChartMark(
            at.index,
            $"{(at.point.Verdict == BandVerdict.Above ? "More" : "Less")} than {than} let expect: {Format.Quantity((double?)at.point.Expected?.Low, unit)} to {Format.Quantity((double?)at.point.Expected?.High, unit)}"))];
}
