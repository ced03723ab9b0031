using Breakwater.Dashboard.Components.Charts;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>A scored day that has a name of its own, on the customer's clock.</summary>
/// <param name="Day">The day with its score.</param>
/// <param name="Zone">The clock that its hours follow.</param>
public sealed record NamedDay(ScoredDay Day, TimeZoneInfo Zone)
{
    /// <summary>When the day began and ended.</summary>
    public TimeRange Period => LocalTime.Day(Day.Date, Zone);

    /// <summary>How a chart marks it.</summary>
    public ChartMarkKind Mark => Day.Verdict switch { DayVerdict.Alert => ChartMarkKind.Alert, DayVerdict.Review => ChartMarkKind.Review, _ => ChartMarkKind.Named };

    /// <summary>True where somebody should look at it.</summary>
    public bool IsSuspicious => Day.Verdict is DayVerdict.Alert or DayVerdict.Review;

    /// <summary>Verdict, score and the named hypothesis, e.g. for a tooltip.</summary>
    public string Words => $"{RiskWords.Word(Day.Verdict)}, {RiskWords.Score(Day.Score.Value)} points: {Why}";

    /// <summary>What explains it, without a full stop.</summary>
    public string Why => IsSuspicious ? FindingWords.Of(Day.Score.Features.Hypothesis) : char.ToLowerInvariant(RiskWords.Sentence(Day.Verdict)[0]) + RiskWords.Sentence(Day.Verdict)[1..];

    /// <summary>The named days among scored ones, newest first.</summary>
    public static IReadOnlyList<NamedDay> Of(IEnumerable<ScoredDay> days, TimeZoneInfo zone) =>
        [.. days.Where(day => RiskWords.IsNamed(day.Verdict)).Select(day => new NamedDay(day, zone)).Reverse()];

    /// <summary>True where most of a bar lies in this day, or for an hour of a suspicious day, where it belongs to the hours that stand out.</summary>
    public bool Marks(TimeRange bar)
    {
        if (bar.Length > TimeSpan.FromHours(2))
        {
            var (from, to) = (Later(bar.Start, Period.Start), bar.End < Period.End ? bar.End : Period.End);
            return (to - from) * 2 > bar.Length;
        }

        var (local, peak) = (LocalTime.At(bar.Start, Zone), Day.Score.Features.Peak);
        // The hours that stand out may run past midnight: a finished day is a circle.
        return IsSuspicious && DateOnly.FromDateTime(local.DateTime) == Day.Date && (local.Hour - peak.From + UsageDay.HoursPerDay) % UsageDay.HoursPerDay < peak.Hours;
    }

    /// <summary>The case that speaks of it: an open one first, then the newest; null for none.</summary>
    public FraudCase? CaseAmong(IEnumerable<FraudCase> cases) => !IsSuspicious ? null
        : cases.Where(one => one.State != CaseState.Merged && one.Metrics.Contains(Day.Key.Metric) && one.Incident.Start < Period.End && one.Incident.End > Period.Start)
            .OrderByDescending(one => one.State == CaseState.Open).ThenByDescending(one => one.OpenedAt).FirstOrDefault();

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
