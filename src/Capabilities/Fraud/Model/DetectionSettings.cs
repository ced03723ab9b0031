namespace Breakwater.Fraud.Model;

/// <summary>What an operator may set of detection.</summary>
/// <param name="Thresholds">Where a finished day's score becomes a suspicion; the hours of an unfinished day follow in proportion.</param>
/// <param name="Fleet">What the features of a finished day usually are over all customers.</param>
/// <param name="FleetDays">Finished days that <paramref name="Fleet"/> was estimated from; 0 for the published scales.</param>
/// <param name="Version">Counts changes; saving asks for the version that was read.</param>
/// <param name="ChangedAt">When the thresholds were changed last; null for never.</param>
/// <param name="ChangedBy">By whom.</param>
public sealed record DetectionSettings(
    ScoreThresholds Thresholds, FeatureScales Fleet, int FleetDays = 0, int Version = 0, DateTimeOffset? ChangedAt = null, string? ChangedBy = null)
{
    /// <summary>As published, until somebody changes something.</summary>
    public static DetectionSettings Published { get; } = new(ScoreThresholds.Published, FeatureScales.Published);
}
