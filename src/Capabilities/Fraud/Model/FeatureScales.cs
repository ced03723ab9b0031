namespace Breakwater.Fraud.Model;

/// <summary>What a feature usually is.</summary>
/// <param name="Middle">Median.</param>
/// <param name="Spread">Root of 2.2 times the median squared excess over the middle: one standard deviation upwards.</param>
public readonly record struct FeatureScale(double Middle, double Spread)
{
    /// <summary>Deviations from what is usual; above 0 is more suspicious.</summary>
    public double Z(double value) => (value - Middle) / Spread;
}

/// <summary>What each of the four features of a finished day usually is: over all customers, or for one of them.</summary>
/// <param name="Shape">Of <see cref="Feature.Shape"/>.</param>
/// <param name="Volume">Of <see cref="Feature.Volume"/>.</param>
/// <param name="Window">Of <see cref="Feature.Window"/>.</param>
/// <param name="Cosine">Of <see cref="Feature.Cosine"/>.</param>
public sealed record FeatureScales(FeatureScale Shape, FeatureScale Volume, FeatureScale Window, FeatureScale Cosine)
{
    /// <summary>Earlier days that a customer's own scales look at.</summary>
    public const int Days = 56;

    /// <summary>How many own days the fleet's scales weigh as much as.</summary>
    private const int PriorDays = 8;

    /// <summary>Excess beyond this many fleet spreads is not learnt from.</summary>
    private const double MaxExcess = 8;

    /// <summary>Estimated by the detector's reference on its development set of public usage series; used until the operator's own fleet is large enough.</summary>
    public static FeatureScales Published { get; } = new(
        new(-1.8609755018146739, 3.77634421886418), new(0, 1.2111352252514458), new(1.2829280636810783, .5695604005369577), new(.16441406294992572, .264556126139293));

    /// <summary>One of the four.</summary>
    public FeatureScale this[Feature feature] => feature switch
    {
        Feature.Shape => Shape,
        Feature.Volume => Volume,
        Feature.Window => Window,
        _ => Cosine,
    };

    /// <summary>A customer's own scales, held to these (the fleet's) where its past is short.</summary>
    /// <param name="past">The customer's finished days, oldest first, each measured before it was known; the last <see cref="Days"/> count.</param>
    public FeatureScales Own(IReadOnlyList<FeatureValues> past)
    {
        var from = Math.Max(0, past.Count - Days);
        Span<double> values = stackalloc double[past.Count - from];
        Span<FeatureScale> own = stackalloc FeatureScale[4];
        foreach (var feature in Enum.GetValues<Feature>())
        {
            for (var i = 0; i < values.Length; i++) values[i] = past[from + i][feature];
            own[(int)feature] = Own(values, this[feature]);
        }

        return new(own[0], own[1], own[2], own[3]);
    }

    /// <summary>A fleet's scale as its own finished days show them; null where they are all alike.</summary>
    /// <param name="values">Values of one feature each, of every customer's innocent days.</param>
    public static FeatureScale? Estimate(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return null;
        var middle = WeightedMedian.Plain(values);
        var squares = new List<double>();
        foreach (var value in values)
        {
            if (value > middle) squares.Add((value - middle) * (value - middle));
        }

        return squares.Count == 0 ? null : new(middle, Math.Max(Math.Sqrt(2.2 * WeightedMedian.Plain([.. squares])), HourScales.MinSpread));
    }

    private static FeatureScale Own(ReadOnlySpan<double> past, FeatureScale prior)
    {
        if (past.IsEmpty) return prior;
        var middle = (past.Length * WeightedMedian.Plain(past) + PriorDays * prior.Middle) / (past.Length + PriorDays);
        double squares = 0;
        foreach (var earlier in past)
        {
            var excess = Math.Clamp(earlier - middle, 0, MaxExcess * prior.Spread);
            squares += excess * excess;
        }

        return new(middle, Math.Sqrt((2 * squares + PriorDays * prior.Spread * prior.Spread) / (past.Length + PriorDays)));
    }
}
