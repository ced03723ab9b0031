using System.Globalization;
using System.Text;

namespace Breakwater.Dashboard.Components.Charts;

/// <summary>The outlines of a sparkline in a box 100 wide and 28 high, zero at the bottom unless values are negative.</summary>
public static class SparkPath
{
    private const double Width = 100, Height = 28, Margin = 1.5;

    /// <summary>The line; one sub-path per run of values.</summary>
    public static string Line(IReadOnlyList<double?> points) => Draw(points, closed: false);

    /// <summary>The area below the line.</summary>
    public static string Area(IReadOnlyList<double?> points) => Draw(points, closed: true);

    private static string Draw(IReadOnlyList<double?> points, bool closed)
    {
        var known = points.OfType<double>().Where(double.IsFinite).ToList();
        if (known.Count == 0) return "";
        var low = Math.Min(0, known.Min());
        var high = Math.Max(known.Max(), low + double.Epsilon);
        var span = high - low > 0 ? high - low : 1;
        var text = new StringBuilder();
        var open = false;
        double last = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var x = points.Count == 1 ? 0 : Width * i / (points.Count - 1);
            if (points[i] is not { } value || !double.IsFinite(value))
            {
                Close();
                continue;
            }

            var y = Height - Margin - ((value - low) / span * (Height - (2 * Margin)));
            if (!open) text.Append(closed ? $"M{At(x)} {At(Height)}L{At(x)} {At(y)}" : $"M{At(x)} {At(y)}");
            else text.Append($"L{At(x)} {At(y)}");
            (open, last) = (true, x);
        }

        Close();
        return text.ToString();

        void Close()
        {
            if (open && closed) text.Append($"L{At(last)} {At(Height)}Z");
            open = false;
        }
    }

    private static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
