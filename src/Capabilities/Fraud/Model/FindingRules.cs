namespace Breakwater.Fraud.Model;

/// <summary>What a finding must look like to be recorded.</summary>
public static class FindingRules
{
    /// <summary>Null where it is well-formed; else what is wrong. Figures that are no numbers would poison every sum they enter.</summary>
    public static string? Check(CaseFinding finding) =>
        !Identifier.IsValid(finding.Metric.Value ?? "") ? $"The metric {Identifier.Rule}."
        : finding.Hours is < 1 or > 24 ? "The scored hours must be 1 to 24."
        : finding.HourlyUsage.Count != 24 || finding.HourlyBand.Count != 24 ? "Usage and band must have 24 hours."
        : finding.Incident.IsEmpty ? "The incident must have a length."
        : finding.Course.Count > 24 || finding.Terms.Count > 10 ? "The course has at most 24 hours, the score at most 10 terms."
        : !Figures(finding).All(double.IsFinite) ? "Every figure must be a finite number."
        : null;

    private static IEnumerable<double> Figures(CaseFinding finding) =>
    [
        finding.Score, finding.ReviewAt, finding.AlertAt, finding.Observed, finding.Expected, finding.Cosine ?? 0, finding.Z ?? 0, finding.Irregularity,
        finding.Peak.Observed, finding.Peak.Expected, finding.Attack.Share,
        .. finding.Terms.SelectMany(term => new[] { term.Deviation, term.Points }), .. finding.HourlyUsage,
        .. finding.HourlyBand.SelectMany(hour => new[] { hour.Expected, hour.Low, hour.High }), .. finding.Course.SelectMany(hour => new[] { hour.Score, hour.ReviewAt, hour.AlertAt }),
    ];
}
