namespace Breakwater.Fraud.Model;

/// <summary>What a feature usually is, over all customers.</summary>
/// <param name="Middle">Median.</param>
/// <param name="Spread">Root of 2.2 times the median squared excess over the middle.</param>
public readonly record struct FeaturePrior(double Middle, double Spread);

/// <summary>Says how unusual a feature is for this customer: his own past, held to the fleet's where it is short.</summary>
public static class Calibration
{
    /// <summary>Earlier days that a calibration looks at.</summary>
    public const int Days = 56;

    /// <summary>How many own days the fleet's prior weighs as much as.</summary>
    private const int PriorDays = 8;

    /// <summary>Excess beyond this many prior spreads is not learnt from.</summary>
    private const double MaxExcess = 8;

    /// <summary>Deviations from what is usual; above 0 is more suspicious.</summary>
    /// <param name="value">The feature today.</param>
    /// <param name="past">The same feature on earlier days, each measured before that day was known; the last <see cref="Days"/> count.</param>
    /// <param name="prior">The fleet's.</param>
    public static double Z(double value, ReadOnlySpan<double> past, FeaturePrior prior)
    {
        if (past.Length > Days) past = past[^Days..];
        if (past.IsEmpty) return (value - prior.Middle) / prior.Spread;
        var middle = (past.Length * WeightedMedian.Plain(past) + PriorDays * prior.Middle) / (past.Length + PriorDays);
        double squares = 0;
        foreach (var earlier in past)
        {
            var excess = Math.Clamp(earlier - middle, 0, MaxExcess * prior.Spread);
            squares += excess * excess;
        }

        return (value - middle) / Math.Sqrt((2 * squares + PriorDays * prior.Spread * prior.Spread) / (past.Length + PriorDays));
    }
}

/// <summary>The fleet's priors of the four features.</summary>
/// <param name="Shape">Of <see cref="Feature.Shape"/>.</param>
/// <param name="Volume">Of <see cref="Feature.Volume"/>.</param>
/// <param name="Window">Of <see cref="Feature.Window"/>.</param>
/// <param name="Cosine">Of <see cref="Feature.Cosine"/>.</param>
public sealed record FleetPriors(FeaturePrior Shape, FeaturePrior Volume, FeaturePrior Window, FeaturePrior Cosine)
{
    /// <summary>Estimated by the detector's reference on its development set of public usage series; used until the operator's own fleet is large enough.</summary>
    public static FleetPriors Published { get; } = new(
        new(-1.8609755018146739, 3.77634421886418), new(0, 1.2111352252514458), new(1.2829280636810783, .5695604005369577), new(.16441406294992572, .264556126139293));

    /// <summary>One of the four.</summary>
    public FeaturePrior this[Feature feature] => feature switch
    {
        Feature.Shape => Shape,
        Feature.Volume => Volume,
        Feature.Window => Window,
        _ => Cosine,
    };
}
