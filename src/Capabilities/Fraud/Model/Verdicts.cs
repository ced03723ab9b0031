namespace Breakwater.Fraud.Model;

/// <summary>From a score to what is said about it: short history, outage, reactivation and growth have names of their own and are no suspicion.</summary>
public static class Verdicts
{
    /// <summary>Days of silence after which usage is a reactivation.</summary>
    public const int SilentDays = 14;

    /// <summary>Growing days of the last <see cref="GrowthWindow"/> after which more of the same is growth.</summary>
    public const int GrowingDays = 3;

    /// <summary>Days that growth looks back on.</summary>
    public const int GrowthWindow = 5;

    private const double GrowthVolume = 2;
    private const double OwnShape = 1;

    /// <summary>The verdict of a scored day.</summary>
    /// <param name="score">The score.</param>
    /// <param name="baseline">What it was scored with.</param>
    /// <param name="thresholds">The thresholds for as many hours as were scored.</param>
    public static DayVerdict Of(FraudScore score, SeriesBaseline baseline, ScoreThresholds thresholds)
    {
        if (baseline.HistoryDays < ColdStart.MinDays || baseline.LearntDays == 0) return DayVerdict.NoBaseline;
        if (baseline.SilentDays >= SilentDays) return score.Features.Observed > 0 ? DayVerdict.Reactivation : DayVerdict.Normal;
        if (score.IsOutage) return DayVerdict.Outage;
        if (!score.Reaches(thresholds.Review)) return baseline.HistoryDays < ColdStart.AlertDays ? DayVerdict.Learning : DayVerdict.Normal;
        if (baseline.GrowingDays >= GrowingDays && IsGrowth(score.Volume, score.Shape, score.Cosine)) return DayVerdict.Growth;
        if (baseline.HistoryDays < ColdStart.AlertDays) return DayVerdict.Learning;
        if (score.Reaches(thresholds.Alert)) return DayVerdict.Alert;
        return baseline.HistoryDays < ColdStart.ReviewDays ? DayVerdict.Learning : DayVerdict.Review;
    }

    /// <summary>True where the day has far more usage, in the customer's own shape.</summary>
    /// <param name="volume">Deviation of the volume.</param>
    /// <param name="shape">Deviation of the shape.</param>
    /// <param name="cosine">Deviation of the cosine.</param>
    public static bool IsGrowth(double volume, double shape, double cosine) => volume >= GrowthVolume && shape < OwnShape && cosine < OwnShape;

    /// <summary>True for a verdict that opens a case and keeps the day from teaching.</summary>
    public static bool IsSuspicion(this DayVerdict verdict) => verdict is DayVerdict.Review or DayVerdict.Alert;
}
