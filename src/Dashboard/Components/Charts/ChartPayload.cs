namespace Breakwater.Dashboard.Components.Charts;

/// <summary>What travels to chart.js. Values only: colours are token names that the browser resolves in its own theme.</summary>
internal sealed record ChartPayload(
    IReadOnlyList<string> Labels, IReadOnlyList<string> Ticks, IReadOnlyList<PayloadSeries> Series, IReadOnlyList<PayloadMark> Marks,
    IReadOnlyList<PayloadLine> Lines, string Unit, bool Stacked, ValueAxis Axis, int Height)
{
    /// <summary>Puts a bounded, checked chart into the form of the browser module.</summary>
    public static ChartPayload From(ChartModel model, int height)
    {
        var series = new List<PayloadSeries>(model.Series.Count + 1);
        if (model.Band is { } band)
        {
            series.Add(new PayloadSeries(band.Name, "rangeArea", "expected", false, false, false,
                [.. band.Low.Zip(band.High, (low, high) => low is { } l && high is { } h ? new[] { l, h } : (object?)null)]));
        }

        foreach (var one in model.Series)
        {
            var type = one.Shape switch { ChartShape.Bars => "bar", ChartShape.Area => "area", _ => "line" };
            var color = one.Color is >= 1 and <= 6 ? $"series-{one.Color}" : "expected";
            series.Add(new PayloadSeries(one.Name, type, color, one.Dashed, one.Dashed, !one.Dashed, [.. one.Values.Select(value => (object?)value)]));
        }

        return new ChartPayload(model.Labels, model.Ticks ?? TimeAxis.Thin(model.Labels), series, [.. model.Marks.Select(PayloadMark.From)],
            [.. model.Lines.Select(line => new PayloadLine(line.Value, line.Text, line.Tone))],
            model.Unit, model.Stacked, ValueAxis.For(model), height);
    }
}

/// <summary>A series as the browser module takes it.</summary>
internal sealed record PayloadSeries(string Name, string Type, string Color, bool Dash, bool Faint, bool Marked, IReadOnlyList<object?> Data);

/// <summary>A marked point as the browser module takes it.</summary>
internal sealed record PayloadMark(int Index, string Text, string Color, string Shape, int Size, bool Filled)
{
    public static PayloadMark From(ChartMark mark) => mark.Kind switch
    {
        ChartMarkKind.Alert => new(mark.Index, mark.Text, "critical", "diamond", 8, true),
        ChartMarkKind.Review => new(mark.Index, mark.Text, "warning", "diamond", 6, true),
        ChartMarkKind.Named => new(mark.Index, mark.Text, "primary", "square", 5, false),
        _ => new(mark.Index, mark.Text, "critical", "circle", 5, false),
    };
}

/// <summary>A horizontal line as the browser module takes it.</summary>
internal sealed record PayloadLine(double Value, string Text, string Color);
