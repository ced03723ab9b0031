using System.Globalization;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;
using MudBlazor;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>What detection says of days, series and cases, in words with a picture: never colour alone.</summary>
internal static class RiskWords
{
    /// <summary>A verdict in a word or two.</summary>
    public static string Word(DayVerdict verdict) => verdict switch
    {
        DayVerdict.NoBaseline => "No baseline",
        DayVerdict.Learning => "Learning",
        DayVerdict.Outage => "Outage",
        DayVerdict.Reactivation => "Reactivation",
        DayVerdict.Growth => "Growth",
        DayVerdict.Review => "Review",
        DayVerdict.Alert => "Alert",
        _ => "Normal",
    };

    /// <summary>What a verdict means.</summary>
    public static string Sentence(DayVerdict verdict) => verdict switch
    {
        DayVerdict.NoBaseline => "There was no baseline to compare with",
        DayVerdict.Learning => "The history was too short for an alarm",
        DayVerdict.Outage => "Usage broke off: an outage rather than a changed pattern",
        DayVerdict.Reactivation => "The first usage after a long silence",
        DayVerdict.Growth => "More usage in the customer's own shape for days",
        DayVerdict.Review => "Worth a look: about 1 in 100 innocent days scores as high",
        DayVerdict.Alert => "Somebody should look: about 1 in 1,000 innocent days scores as high",
        _ => "Nothing unusual",
    };

    /// <summary>True for days that have a name of their own, whether suspicious or not.</summary>
    public static bool IsNamed(DayVerdict verdict) => verdict is DayVerdict.Review or DayVerdict.Alert or DayVerdict.Outage or DayVerdict.Reactivation or DayVerdict.Growth;

    public static string Tone(DayVerdict verdict) => verdict switch { DayVerdict.Alert => "critical", DayVerdict.Review => "warning", DayVerdict.Outage or DayVerdict.Reactivation or DayVerdict.Growth => "info", _ => "" };

    public static string? Picture(DayVerdict verdict) => verdict switch
    {
        DayVerdict.Alert => Icons.Material.Outlined.ReportProblem,
        DayVerdict.Review => Icons.Material.Outlined.Visibility,
        DayVerdict.Outage => Icons.Material.Outlined.CloudOff,
        DayVerdict.Reactivation => Icons.Material.Filled.Replay,
        DayVerdict.Growth => Icons.Material.Filled.TrendingUp,
        _ => null,
    };

    public static string Word(DetectabilityGrade grade) => grade switch
    {
        DetectabilityGrade.None => "No baseline",
        DetectabilityGrade.Learning => "Learning",
        DetectabilityGrade.Poor => "Poor",
        DetectabilityGrade.Fair => "Fair",
        _ => "Good",
    };

    public static string Tone(DetectabilityGrade grade) => grade switch { DetectabilityGrade.Good => "ok", DetectabilityGrade.Poor or DetectabilityGrade.None => "warning", DetectabilityGrade.Learning => "info", _ => "" };

    /// <summary>Why a series has its grade: the rule of <see cref="Detectability"/> with the series' own figures.</summary>
    public static string Reason(SeriesCoverage series, string unit)
    {
        var noise = Format.Number(series.Irregularity);
        return series.Grade switch
        {
            DetectabilityGrade.None when series.HistoryDays < ColdStart.MinDays => $"{Days(series.HistoryDays)} of history; a baseline needs {ColdStart.MinDays}.",
            DetectabilityGrade.None when series.LearntDays == 0 => "Every day of its history is under suspicion or was confirmed as fraud: nothing is left to learn from.",
            DetectabilityGrade.None => "No baseline was built yet. The job fraud-baselines builds it, or somebody who may rebuild it.",
            DetectabilityGrade.Learning when series.HistoryDays < ColdStart.AlertDays => $"{Days(series.HistoryDays)} of history: scores are shown, an alarm needs {ColdStart.AlertDays} days.",
            DetectabilityGrade.Learning => $"{Days(series.HistoryDays)} of history: only an alert is raised, a review needs {ColdStart.ReviewDays} days.",
            DetectabilityGrade.Poor when series.DailyUsage < Detectability.LowVolume =>
                $"{Format.Quantity(series.DailyUsage, unit)} on a usual day, below {Format.Quantity(Detectability.LowVolume, unit)}: only long or strong attacks show.",
            DetectabilityGrade.Poor => $"Irregular: hourly noise {noise}, above {Format.Number(Detectability.PoorNoise)}. Only long or strong attacks show.",
            DetectabilityGrade.Fair => $"Fairly regular: hourly noise {noise}. Most attacks show.",
            _ => $"Regular: hourly noise {noise}, below {Format.Number(Detectability.GoodNoise)}. Attacks show well.",
        };
    }

    public static string Word(CaseSeverity severity) => severity.ToString();

    public static string Tone(CaseSeverity severity) => severity switch { CaseSeverity.Critical => "critical", CaseSeverity.High => "warning", CaseSeverity.Medium => "info", _ => "" };

    public static string Word(CaseState state) => state switch { CaseState.Confirmed => "Confirmed fraud", CaseState.Dismissed => "Dismissed as expected", CaseState.Merged => "Merged", _ => "Open" };

    public static string Word(DayStanding? standing) => standing switch
    {
        DayStanding.Fraud => "Confirmed as fraud",
        DayStanding.Cleared => "Found to be expected",
        DayStanding.Suspected => "In an open case",
        _ => "Not decided",
    };

    public static string Day(DateOnly day) => day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);

    public static string? Iso(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Score(double score) => Format.Number(score, 1);

    public static string Days(int count) => count == 1 ? "1 day" : $"{Format.Count(count)} days";

    public static string CustomerHref(string customer, string? metric = null) => UrlState.Href($"/fraud/customers/{Uri.EscapeDataString(customer)}", new RiskState(metric));
}
