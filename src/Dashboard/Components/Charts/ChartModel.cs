namespace Breakwater.Dashboard.Components.Charts;

/// <summary>How a series is drawn.</summary>
public enum ChartShape
{
    /// <summary>Bars from a zero baseline: amounts per period.</summary>
    Bars,

    /// <summary>A line: levels and rates.</summary>
    Line,

    /// <summary>A line with its area: one level that matters.</summary>
    Area,
}

/// <summary>One series of a chart.</summary>
/// <param name="Name">Name for the legend, tooltip, table and CSV.</param>
/// <param name="Values">One value per label; null leaves a gap.</param>
/// <param name="Shape">How it is drawn.</param>
/// <param name="Color">Series colour 1 to 6; the same thing keeps its colour on every page. 0 is the grey of comparisons.</param>
/// <param name="Dashed">True for a comparison such as the previous period.</param>
public sealed record ChartSeries(
    string Name, IReadOnlyList<double?> Values, ChartShape Shape = ChartShape.Bars, int Color = 1, bool Dashed = false);

/// <summary>The expected range, drawn as a grey band behind the series.</summary>
/// <param name="Name">Name, e.g. "Expected (same weekdays)".</param>
/// <param name="Low">Lower edge per label; null where nothing is expected yet.</param>
/// <param name="High">Upper edge per label.</param>
public sealed record ChartBand(string Name, IReadOnlyList<double?> Low, IReadOnlyList<double?> High);

/// <summary>Why a point is marked, the gravest last. Each has a colour and a shape of its own.</summary>
public enum ChartMarkKind
{
    /// <summary>Outside what is expected: a ring.</summary>
    Outside,

    /// <summary>It has a name, and nobody is under suspicion: a square.</summary>
    Named,

    /// <summary>Worth a look: a diamond, and the bar in its colour.</summary>
    Review,

    /// <summary>Somebody should look now: a larger diamond, and the bar in its colour.</summary>
    Alert,
}

/// <summary>A point that stands out: marked, and said in the tooltip and the table.</summary>
/// <param name="Index">Index of the label.</param>
/// <param name="Text">Why it is marked.</param>
/// <param name="Kind">How it is marked.</param>
public sealed record ChartMark(int Index, string Text, ChartMarkKind Kind = ChartMarkKind.Outside);

/// <summary>A horizontal line such as a limit.</summary>
/// <param name="Value">Where it lies on the value axis.</param>
/// <param name="Text">Its name.</param>
/// <param name="Tone">critical, warning, ok or expected.</param>
public sealed record ChartLine(double Value, string Text, string Tone = "warning");

/// <summary>Everything that a chart shows, computed before the browser sees it.</summary>
/// <param name="Labels">Exact name of each point, for tooltip, table and CSV.</param>
/// <param name="Series">The series, each with as many values as there are labels.</param>
public sealed record ChartModel(IReadOnlyList<string> Labels, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The most points that are sent to a browser.</summary>
    public const int MaxPoints = 2_000;

    /// <summary>Short names for the axis; empty where a point has none. Null thins <see cref="Labels"/>.</summary>
    public IReadOnlyList<string>? Ticks { get; init; }

    /// <summary>What the labels are, e.g. "Day"; heads the first column of table and CSV.</summary>
    public string LabelName { get; init; } = "Time";

    /// <summary>Unit of the values.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The expected range.</summary>
    public ChartBand? Band { get; init; }

    /// <summary>Points that stand out; a point may have several.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>Limits and thresholds.</summary>
    public IReadOnlyList<ChartLine> Lines { get; init; } = [];

    /// <summary>True to put bars on each other instead of beside each other.</summary>
    public bool Stacked { get; init; }

    /// <summary>True where the value axis may start above zero; only for lines.</summary>
    public bool FreeBaseline { get; init; }

    /// <summary>How many original points one point stands for; 1 unless the chart was thinned.</summary>
    public int Thinned { get; init; } = 1;

    /// <summary>True where nothing can be drawn.</summary>
    public bool IsEmpty => Labels.Count == 0 || !Series.Any(series => series.Values.Any(value => value is not null));

    /// <summary>The chart with at most <see cref="MaxPoints"/> points: of each group of neighbours the highest value remains, so no peak is lost.</summary>
    public ChartModel Bounded()
    {
        if (Labels.Count <= MaxPoints) return this;
        var group = (Labels.Count + MaxPoints - 1) / MaxPoints;
        IReadOnlyList<double?> Highest(IReadOnlyList<double?> values) => [.. values.Chunk(group).Select(chunk => chunk.Max())];
        return this with
        {
            Labels = [.. Labels.Chunk(group).Select(chunk => chunk[0])],
            Ticks = Ticks is null ? null : [.. Ticks.Chunk(group).Select(chunk => chunk.FirstOrDefault(tick => tick.Length > 0) ?? "")],
            Series = [.. Series.Select(series => series with { Values = Highest(series.Values) })],
            Band = Band is null ? null : Band with { Low = [.. Band.Low.Chunk(group).Select(chunk => chunk.Min())], High = Highest(Band.High) },
            Marks = [.. Marks.GroupBy(mark => (Index: mark.Index / group, mark.Kind)).Select(marks => marks.First() with { Index = marks.Key.Index })],
            Thinned = Thinned * group,
        };
    }

    /// <summary>Checks that every series fits the labels.</summary>
    /// <exception cref="ArgumentException">A series or the band has another length.</exception>
    public ChartModel Checked()
    {
        foreach (var series in Series)
        {
            if (series.Values.Count != Labels.Count)
                throw new ArgumentException($"Series '{series.Name}' has {series.Values.Count} values for {Labels.Count} labels.");
        }

        if (Band is { } band && (band.Low.Count != Labels.Count || band.High.Count != Labels.Count))
            throw new ArgumentException($"Band '{band.Name}' does not fit {Labels.Count} labels.");
        if (Ticks is { } ticks && ticks.Count != Labels.Count)
            throw new ArgumentException($"{ticks.Count} ticks do not fit {Labels.Count} labels.");
        return this;
    }
}
