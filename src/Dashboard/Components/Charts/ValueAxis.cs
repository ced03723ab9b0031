namespace Breakwater.Dashboard.Components.Charts;

/// <summary>A value axis with round steps that holds everything drawn: series, stacks, band and limits.</summary>
/// <param name="Min">Lowest value; zero unless values are negative or the baseline is free.</param>
/// <param name="Max">Highest value.</param>
/// <param name="Steps">Number of equal steps between them, 1 to 8.</param>
public sealed record ValueAxis(double Min, double Max, int Steps)
{
    private const int Wanted = 4;

    /// <summary>The axis of a chart. The browser library scales by its series alone, so a limit above the data would be cut off.</summary>
    public static ValueAxis For(ChartModel model)
    {
        var values = Drawn(model).Where(double.IsFinite).ToList();
        if (values.Count == 0) return new ValueAxis(0, 1, 1);
        var (low, high) = (values.Min(), values.Max());
        var free = model.FreeBaseline && !model.Series.Any(series => series.Shape == ChartShape.Bars);
        return Round(free ? low : Math.Min(0, low), free ? high : Math.Max(0, high));
    }

    /// <summary>Widens a range to round steps of 1, 2, 2.5 or 5 times a power of ten.</summary>
    public static ValueAxis Round(double low, double high)
    {
        // A range this narrow is a flat line: its steps would be lost in the digits that a double has left beside the value.
        if (high - low <= Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-8) high = low + (low == 0 ? 1 : Math.Abs(low) * 0.1);
        var rough = (high - low) / Wanted;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 2.5 => 2.5, <= 5 => 5, _ => 10 };
        var (first, last) = (Math.Floor((low / step) + 1e-9), Math.Ceiling((high / step) - 1e-9));
        return new ValueAxis(first * step, last * step, (int)(last - first));
    }

    private static IEnumerable<double> Drawn(ChartModel model)
    {
        var series = model.Stacked
            ? Enumerable.Range(0, model.Labels.Count).Select(i => model.Series.Sum(one => one.Values[i] ?? 0))
            : model.Series.SelectMany(one => one.Values).OfType<double>();
        var band = model.Band is { } range ? range.Low.Concat(range.High).OfType<double>() : [];
        return series.Concat(band).Concat(model.Lines.Select(line => line.Value));
    }
}
