using System.Text.Json.Serialization;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;

namespace Breakwater.Ingestion.Http;

/// <summary>Answer of the plain z-score.</summary>
internal sealed record AnomalyAnswer(
    string CustomerId, string Metric, PeriodAnswer Period, double CurrentValue, AnomalyBaseline Baseline,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? ZScore, bool IsAnomaly, AnomalySeverity Severity, string Unit)
{
    public static AnomalyAnswer Of(AnomalyReport report) => new(
        report.Customer.Value, report.Metric.Code.Value, new(report.Period.Start, report.Period.End), report.Value,
        new(report.Baseline.Mean, report.Baseline.Deviation, report.Baseline.Days), report.Z, report.IsAnomaly, report.Severity, report.Metric.Unit);
}

/// <summary>A half-open period.</summary>
internal sealed record PeriodAnswer(DateTimeOffset Start, DateTimeOffset End);

/// <summary>What a volume was compared with.</summary>
internal sealed record AnomalyBaseline(double Mean, double Stddev, int SampleCount);

/// <summary>Answer of the verdict on a day.</summary>
internal sealed record FraudAnswer(
    string CustomerId, string Metric, DateOnly Date, string Timezone, int Hours, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Similarity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? VolumeChangePercent, bool IsFraud, string? FraudType, DayVerdict Verdict, IReadOnlyList<double> CurrentVector,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<double>? BaselineVector, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? BaselineVolume,
    double? ZScore, double? Score, double? AlertAt, double? ReviewAt, IReadOnlyList<string> Reasons)
{
    public static FraudAnswer Of(DayCheckReport report)
    {
        var plain = report.Baseline?.Plain[(int)report.Date.DayOfWeek];
        var finding = report.Finding;
        // What a day so far is compared with is the same hours of the baseline, never the whole of it.
        var expected = plain is null ? (double?)null : plain.Volume * plain.Shares.Take(report.Hours).Sum();
        var observed = report.Usage.Take(report.Hours).Sum();
        return new(
            report.Key.Customer.Value, report.Metric.Code.Value, report.Date, report.TimeZone, report.Hours, finding?.Cosine,
            expected > 0 ? Math.Round((observed - expected.Value) / expected.Value * 100, 2) : null, report.Verdict.IsSuspicion(),
            report.Verdict.IsSuspicion() ? FindingWords.Code(finding!.Attack) : null, report.Verdict, report.Usage,
            plain is null ? null : [.. plain.Shares.Select(share => share * plain.Volume)], plain?.Volume, finding?.Z, finding?.Score, finding?.AlertAt, finding?.ReviewAt,
            finding is null ? [Without(report)] : FindingWords.Reasons(finding));
    }

    private static string Without(DayCheckReport report) => report.Baseline is null
        ? $"No baseline: {report.HistoryDays} days of history that may be learnt from, {ColdStart.MinDays} are needed."
        : $"The day is only {report.Hours} hours old: of fewer than {HourScales.MinHours} there is no shape to compare.";
}

/// <summary>Answer of a dashboard's one call.</summary>
internal sealed record DashboardAnswer(
    string CustomerId, string Metric, string Unit, string Timezone, IEnumerable<DashboardDay> UsageHistory, IReadOnlyList<double> CurrentPattern,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<double>? BaselinePattern, FraudAnswer LatestCheck)
{
    public static DashboardAnswer Of(DayHistoryReport report)
    {
        var latest = FraudAnswer.Of(report.Latest);
        return new(
            report.Latest.Key.Customer.Value, report.Latest.Metric.Code.Value, report.Latest.Metric.Unit, report.Latest.TimeZone,
            report.Days.Select(day => new DashboardDay(day.Date, day.Total, day.Verdict.IsSuspicion(), Type(day))), latest.CurrentVector, latest.BaselineVector, latest);
    }

    private static string? Type(HistoryRow day) => day.Verdict switch
    {
        DayVerdict.Review or DayVerdict.Alert => day.Attack is { } attack ? FindingWords.Code(attack) : null,
        DayVerdict.Outage => "outage",
        DayVerdict.Reactivation => "reactivation",
        DayVerdict.Growth => "growth",
        _ => null,
    };
}

/// <summary>One day of it.</summary>
internal sealed record DashboardDay(DateOnly Date, double Total, bool IsAnomaly, string? AnomalyType);

/// <summary>Answer of a backtest.</summary>
internal sealed record BacktestAnswer(
    DateOnly From, DateOnly To, long Days, BacktestSide Current, BacktestSide Proposed, int ConfirmedLost, IEnumerable<BacktestExample> Examples, int Version)
{
    public static BacktestAnswer Of(BacktestReport report) => new(
        report.From, report.To, report.Days, report.Current, report.Proposed, report.ConfirmedLost,
        report.Examples.Select(example => new BacktestExample(
            example.Day.Key.Customer.Value, example.Day.Key.Metric.Value, example.Day.Date, Math.Round(example.Day.Score, 3), example.Standing, example.Before, example.After, example.Gained)),
        report.Version);
}

/// <summary>A day that two pairs of thresholds call differently.</summary>
internal sealed record BacktestExample(string CustomerId, string Metric, DateOnly Date, double Score, DayStanding? Standing, DayVerdict Before, DayVerdict After, bool Gained);
