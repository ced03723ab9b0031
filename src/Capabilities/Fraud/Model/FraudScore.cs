namespace Breakwater.Fraud.Model;

/// <summary>How suspicious a day is: its features, each against what is usual for this customer.</summary>
/// <param name="Features">What was measured.</param>
/// <param name="Shape">Deviations of <see cref="Feature.Shape"/>.</param>
/// <param name="Volume">Deviations of <see cref="Feature.Volume"/>.</param>
/// <param name="Window">Deviations of <see cref="Feature.Window"/>.</param>
/// <param name="Cosine">Deviations of <see cref="Feature.Cosine"/>.</param>
public sealed record FraudScore(DayFeatures Features, double Shape, double Volume, double Window, double Cosine)
{
    /// <summary>The highest score.</summary>
    public const double Max = 50;

    private const double Cap = 10;
    private const double VolumeCap = 20;
    private const double MinSilence = 2;
    private const double MaxShare = .85;
    private const double MaxWindow = 4;

    /// <summary>The score, 0 to 50: the deviations added up, none below 0 and each capped, so that no single one decides alone.</summary>
    public double Value { get; } = Math.Clamp(Shape, 0, Cap) + Math.Clamp(Volume, 0, VolumeCap) + Math.Clamp(Window, 0, Cap) + Math.Clamp(Cosine, 0, Cap);

    /// <summary>
    /// True where usage broke off rather than changed hands: the day lies far below expectation, or it holds a silence that the
    /// customer does not have, usage is missing on the whole, and no hours stand out. Such a day is never called fraud.
    /// </summary>
    public bool IsOutage => IsDrop || (Features.Silence > MinSilence && Features.Observed < MaxShare * Features.Expected && Window < MaxWindow);

    // The published rule: half of the expected volume is missing, and that is rare for this customer.
    private bool IsDrop => Features.Observed < .5 * Features.Expected && Features.Volume < -3;

    /// <summary>Scores measured features.</summary>
    /// <param name="features">The day's.</param>
    /// <param name="scales">What they usually are for this customer after as many hours.</param>
    public static FraudScore Of(DayFeatures features, FeatureScales scales) => new(
        features, scales.Shape.Z(features.Shape), scales.Volume.Z(features.Volume), scales.Window.Z(features.Window), scales.Cosine.Z(features.Cosine));

    /// <summary>What the score is made of, largest first.</summary>
    public IReadOnlyList<ScoreTerm> Terms => [.. new[]
    {
        Term(Feature.Shape, Shape, Cap), Term(Feature.Volume, Volume, VolumeCap), Term(Feature.Window, Window, Cap), Term(Feature.Cosine, Cosine, Cap),
    }.OrderByDescending(term => term.Points)];

    private static ScoreTerm Term(Feature feature, double deviation, double cap) => new(feature, deviation, Math.Clamp(deviation, 0, cap));

    /// <summary>True where the score reaches a threshold and the day is no outage.</summary>
    public bool Reaches(double threshold) => Value >= threshold && !IsOutage;
}

/// <summary>Where a score becomes something to look at.</summary>
/// <param name="Review">From here a day goes to the review queue; about 1 in 100 innocent customer-days.</param>
/// <param name="Alert">From here a day is an alert; about 1 in 1,000 or fewer.</param>
public sealed record ScoreThresholds(double Review, double Alert)
{
    /// <summary>Estimated together with <see cref="FeatureScales.Published"/>.</summary>
    public static ScoreThresholds Published { get; } = new(6.361145410393196, 10.582517294130154);

    /// <summary>What a score alone comes to: normal, review or alert.</summary>
    public DayVerdict Level(double score) => score >= Alert ? DayVerdict.Alert : score >= Review ? DayVerdict.Review : DayVerdict.Normal;
}
