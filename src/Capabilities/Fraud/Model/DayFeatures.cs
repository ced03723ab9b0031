namespace Breakwater.Fraud.Model;

/// <summary>The four measurements that a score is made of, and the one that everybody knows beside them.</summary>
public enum Feature
{
    /// <summary>How much better the best attack explains the shape of the day than the best innocent explanation; signed root of twice the log likelihood ratio.</summary>
    Shape,

    /// <summary>How far the day's volume lies above expectation, in standard deviations of its logarithm.</summary>
    Volume,

    /// <summary>The busiest stretch of 1 to 6 hours against expectation; ln(1 + z).</summary>
    Window,

    /// <summary>Cosine distance to the plain mean shape of the same weekday, 0 to 1.</summary>
    Cosine,
}

/// <summary>Hours that stand out from the rest of a day.</summary>
/// <param name="From">First hour, 0 to 23.</param>
/// <param name="Hours">Length, 1 to 6 hours; may run past midnight on a finished day.</param>
/// <param name="Observed">Usage in it.</param>
/// <param name="Expected">Expected usage in it.</param>
public readonly record struct StandingOut(int From, int Hours, double Observed, double Expected);

/// <summary>What was measured of a day, or of its first hours.</summary>
/// <param name="Shape">See <see cref="Feature.Shape"/>.</param>
/// <param name="Volume">See <see cref="Feature.Volume"/>.</param>
/// <param name="Window">See <see cref="Feature.Window"/>.</param>
/// <param name="Cosine">See <see cref="Feature.Cosine"/>.</param>
/// <param name="Observed">Usage of the measured hours.</param>
/// <param name="Expected">Expected usage of the measured hours.</param>
/// <param name="Hypothesis">The attack that explains the shape best, whether or not it explains it well.</param>
/// <param name="Peak">The hours that stand out most.</param>
/// <param name="Silence">How far the longest silence lies below expectation, in its standard deviations; 0 where no hour is silent.</param>
public sealed record DayFeatures(
    double Shape, double Volume, double Window, double Cosine, double Observed, double Expected, AttackHypothesis Hypothesis, StandingOut Peak, double Silence)
{
    /// <summary>The four alone.</summary>
    public FeatureValues Values => new(Shape, Volume, Window, Cosine);
}

/// <summary>The four features of a day, as its customer's scales learn from them.</summary>
/// <param name="Shape">See <see cref="Feature.Shape"/>.</param>
/// <param name="Volume">See <see cref="Feature.Volume"/>.</param>
/// <param name="Window">See <see cref="Feature.Window"/>.</param>
/// <param name="Cosine">See <see cref="Feature.Cosine"/>.</param>
public readonly record struct FeatureValues(double Shape, double Volume, double Window, double Cosine)
{
    /// <summary>One of the four.</summary>
    public double this[Feature feature] => feature switch
    {
        Feature.Shape => Shape,
        Feature.Volume => Volume,
        Feature.Window => Window,
        _ => Cosine,
    };
}
