using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;

namespace Breakwater.Fraud.Read;

/// <summary>How unusual a period's volume is.</summary>
public enum AnomalySeverity
{
    /// <summary>Within what is usual.</summary>
    Normal,

    /// <summary>At the threshold or beyond.</summary>
    Warning,

    /// <summary>Far beyond: five thirds of the threshold (5 where it is 3).</summary>
    Critical,

    /// <summary>Fewer than 7 comparable periods had usage, or all of them were alike.</summary>
    InsufficientData,
}

/// <summary>The plain z-score of a period against the same hours of the days before it: a part of a day is never compared with a whole one.</summary>
public sealed class AnomalyCheck(IUsageReader usage, ICatalogSource catalog)
{
    /// <summary>Longest period that can be checked, days.</summary>
    public const int MaxPeriodDays = 31;

    /// <summary>Most baseline days.</summary>
    public const int MaxBaselineDays = 365;

    private const double Critical = 5d / 3;

    /// <summary>Checks a period.</summary>
    /// <param name="customerId">Whose usage.</param>
    /// <param name="metric">Code of an additive metric.</param>
    /// <param name="period">The period, at most 31 days.</param>
    /// <param name="baselineDays">Days before it to compare with, 7 to 365; periods longer than a day are compared with as many as fit in whole.</param>
    /// <param name="threshold">Deviations that are an anomaly, above 0 to 100.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<AnomalyReport>> GetAsync(string? customerId, string? metric, TimeRange period, int baselineDays, double threshold, CancellationToken ct) => Guarded.RunAsync<AnomalyReport>(async () =>
    {
        var subject = FraudRules.Subject(catalog.Current, customerId, metric);
        if (!subject.IsOk) return subject.Problem!;
        if (UsageRules.Period(period.Start, period.End).Problem is { } wrong) return wrong with { Field = "current_" + wrong.Field };
        if (period.Length > TimeSpan.FromDays(MaxPeriodDays)) return Problem.Invalid("current_end", $"The period may be {MaxPeriodDays} days long at most.");
        if (baselineDays is < PlainVolume.MinDays or > MaxBaselineDays) return Problem.Invalid("baseline_days", $"baseline_days must lie between {PlainVolume.MinDays} and {MaxBaselineDays}.");
        if (threshold is not (> 0 and <= 100)) return Problem.Invalid("threshold", "threshold must be a number above 0 and at most 100.");

        var (customer, found) = subject.Value;
        var step = Math.Max(1, (int)Math.Ceiling(period.Length.TotalDays));
        TimeRange[] slices = [.. Enumerable.Range(1, baselineDays / step).Select(i => new TimeRange(period.Start.AddDays(-i * step), period.End.AddDays(-i * step))).Reverse(), period];
        var totals = new double[slices.Length];
        foreach (var slice in await usage.ReadAsync(new(found, customer, slices), ct).ConfigureAwait(false)) totals[slice.Slice] = (double)(slice.State.Figure(found) ?? 0);
        // Before the first usage there is no zero to compare with.
        var first = Array.FindIndex(totals, total => total > 0);
        var earlier = first < 0 || first >= slices.Length - 1 ? [] : totals[first..^1];
        var volume = PlainVolume.From(earlier);
        var z = volume.Z(totals[^1]);
        var severity = z is not { } deviation ? AnomalySeverity.InsufficientData
            : Math.Abs(deviation) >= threshold * Critical ? AnomalySeverity.Critical
            : Math.Abs(deviation) >= threshold ? AnomalySeverity.Warning : AnomalySeverity.Normal;
        return new AnomalyReport(customer, found, period, totals[^1], volume, z, severity);
    });
}

/// <summary>A checked period.</summary>
/// <param name="Customer">Whose usage.</param>
/// <param name="Metric">The metric, with its unit.</param>
/// <param name="Period">The period.</param>
/// <param name="Value">Its figure.</param>
/// <param name="Baseline">Mean, deviation and number of the periods it was compared with.</param>
/// <param name="Z">Deviations from the mean; null where the baseline is too short or all alike.</param>
/// <param name="Severity">How unusual that is.</param>
public sealed record AnomalyReport(CustomerId Customer, Metric Metric, TimeRange Period, double Value, PlainVolume Baseline, double? Z, AnomalySeverity Severity)
{
    /// <summary>True at the threshold or beyond.</summary>
    public bool IsAnomaly => Severity is AnomalySeverity.Warning or AnomalySeverity.Critical;
}
