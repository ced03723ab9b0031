namespace Breakwater.Fraud.Model;

/// <summary>Medians that do not follow a single wild day.</summary>
internal static class WeightedMedian
{
    // A customer's days fit on the stack; a fleet's do not.
    private const int MostOnStack = 256;

    /// <summary>Keeps the median defined where every weight is 0.</summary>
    private const double Floor = 1e-12;

    /// <summary>The smallest value at which half of the weight is reached.</summary>
    /// <param name="values">At least one value; the order does not matter.</param>
    /// <param name="weights">A weight for each, not negative.</param>
    public static double Of(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        Span<double> sorted = values.Length <= MostOnStack ? stackalloc double[values.Length] : new double[values.Length];
        Span<double> carried = values.Length <= MostOnStack ? stackalloc double[values.Length] : new double[values.Length];
        values.CopyTo(sorted);
        weights.CopyTo(carried);
        sorted.Sort(carried);
        double total = 0;
        foreach (ref var weight in carried) total += weight += Floor;
        double reached = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if ((reached += carried[i]) >= total / 2) return sorted[i];
        }

        return sorted[^1];
    }

    /// <summary>The plain median; the mean of the two middle values where their number is even.</summary>
    /// <param name="values">At least one value.</param>
    public static double Plain(ReadOnlySpan<double> values)
    {
        Span<double> sorted = values.Length <= MostOnStack ? stackalloc double[values.Length] : new double[values.Length];
        values.CopyTo(sorted);
        sorted.Sort();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
