using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Components.Charts;

/// <summary>A chart for people who listen, and as a file.</summary>
public static class ChartWords
{
    /// <summary>The chart in one or two sentences: what it counts, from where to where, lowest, highest, latest, marked points.</summary>
    public static string Summary(string title, ChartModel model)
    {
        if (model.IsEmpty) return $"{title}: no data.";
        var words = new List<string> { $"{title}: {model.Labels.Count} points from {model.Labels[0]} to {model.Labels[^1]}" };
        foreach (var series in model.Series.Take(6))
        {
            if (series.Values.All(value => value is null)) continue;
            var top = series.Values.Max();
            var where = model.Labels[series.Values.ToList().IndexOf(top)];
            words.Add($"{series.Name} lowest {Format.Quantity(series.Values.Min(), model.Unit)}, highest {Format.Quantity(top, model.Unit)} at {where}, last {Format.Quantity(series.Values.Last(value => value is not null), model.Unit)}");
        }

        foreach (var (kind, count) in Kinds(model)) words.Add(kind == ChartMarkKind.Outside ? $"{count} outside what is expected" : Count(kind, count));
        return string.Join(". ", words) + ".";
    }

    /// <summary>Every value of the chart, exact, as CSV.</summary>
    public static string Csv(ChartModel model)
    {
        var csv = new CsvWriter();
        csv.Cell(model.LabelName);
        foreach (var series in model.Series) csv.Cell(Head(series));
        if (model.Band is { } band) csv.Cell(band.Name + " from").Cell(band.Name + " to");
        if (Marked(model)) csv.Cell("Note");
        csv.EndRow();
        for (var i = 0; i < model.Labels.Count; i++)
        {
            csv.Cell(model.Labels[i]);
            foreach (var series in model.Series) csv.Cell(series.Values[i]);
            if (model.Band is { } range) csv.Cell(range.Low[i]).Cell(range.High[i]);
            if (Marked(model)) csv.Cell(Note(model, i));
            csv.EndRow();
        }

        return csv.ToString();

        string Head(ChartSeries series) => model.Unit.Length == 0 ? series.Name : $"{series.Name} ({model.Unit})";
    }

    /// <summary>True where some point carries a note.</summary>
    public static bool Marked(ChartModel model) => model.Marks.Count > 0;

    /// <summary>The note of a point, or empty.</summary>
    public static string Note(ChartModel model, int index) => string.Join("; ", model.Marks.Where(mark => mark.Index == index).OrderByDescending(mark => mark.Kind).Select(mark => mark.Text));

    /// <summary>How many points are marked in each way, the gravest first.</summary>
    public static IEnumerable<(ChartMarkKind Kind, int Count)> Kinds(ChartModel model) =>
        model.Marks.GroupBy(mark => mark.Kind).OrderByDescending(marks => marks.Key).Select(marks => (marks.Key, marks.Count()));

    /// <summary>That many marks in words, e.g. <c>2 alerts</c>.</summary>
    public static string Count(ChartMarkKind kind, int count) => kind switch
    {
        ChartMarkKind.Alert => count == 1 ? "1 alert" : $"{count} alerts",
        ChartMarkKind.Review => $"{count} to review",
        ChartMarkKind.Named => $"{count} named",
        _ => $"{count} outside",
    };
}
