using System.Text.Json;
using Breakwater.Dashboard.Components.Charts;
using CsCheck;

namespace Breakwater.Tests.Dashboard.Charts;

public sealed class ChartModelTests
{
    private static readonly Gen<double?> Value = Gen.Select(Gen.Double[-1e9, 1e9], Gen.Int[0, 9]).Select((v, n) => n == 0 ? (double?)null : v);

    [Fact]
    public void A_chart_never_sends_more_points_than_the_limit_and_never_loses_a_peak() => Value.Array[0, 9_000].Sample(values =>
    {
        var model = new ChartModel([.. values.Select((_, i) => $"{i}")], [new ChartSeries("a", values)]);
        var bounded = model.Bounded().Checked();
        return bounded.Labels.Count <= ChartModel.MaxPoints && bounded.Series[0].Values.Max() == values.Max()
            && (values.Length > ChartModel.MaxPoints || ReferenceEquals(model, bounded));
    }, iter: 60);

    [Fact]
    public void Marks_move_with_their_points()
    {
        var model = new ChartModel([.. Enumerable.Range(0, 6_000).Select(i => $"{i}")], [new ChartSeries("a", [.. Enumerable.Range(0, 6_000).Select(i => (double?)i)])])
        {
            Marks = [new ChartMark(5_999, "last"), new ChartMark(0, "first")],
            Band = new ChartBand("expected", [.. Enumerable.Repeat((double?)1, 6_000)], [.. Enumerable.Repeat((double?)2, 6_000)]),
        };
        var bounded = model.Bounded().Checked();
        Assert.Equal(3, bounded.Thinned);
        Assert.Equal([(1_999, "last"), (0, "first")], bounded.Marks.Select(mark => (mark.Index, mark.Text)));
    }

    [Fact]
    public void Series_that_do_not_fit_their_labels_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ChartModel(["a", "b"], [new ChartSeries("x", [1])]).Checked());
        Assert.Throws<ArgumentException>(() => new ChartModel(["a"], []) { Ticks = [] }.Checked());
        Assert.Throws<ArgumentException>(() => new ChartModel(["a"], []) { Band = new ChartBand("b", [1], []) }.Checked());
    }

    [Fact]
    public void A_value_axis_holds_its_range_in_few_round_steps() => Gen.Select(Gen.Double[-1e12, 1e12], Gen.Double[0, 1e12]).Sample((low, size) =>
    {
        var axis = ValueAxis.Round(low, low + size);
        var step = (axis.Max - axis.Min) / axis.Steps;
        var mantissa = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-9));
        return axis.Min <= low + (step * 1e-6) && axis.Max >= low + size - (step * 1e-6) && axis.Steps is >= 1 and <= 8
            && new[] { 1, 2, 2.5, 5, 10 }.Any(round => Math.Abs(mantissa - round) < 1e-6);
    });

    [Fact]
    public void Bars_start_at_zero_and_limits_are_seen()
    {
        var bars = new ChartModel(["a", "b"], [new ChartSeries("x", [900, 1_000])]) { FreeBaseline = true, Lines = [new ChartLine(2_600, "limit")] };
        Assert.Equal(new ValueAxis(0, 3_000, 3), ValueAxis.For(bars));
        var line = new ChartModel(["a", "b"], [new ChartSeries("x", [900, 1_000], ChartShape.Line)]) { FreeBaseline = true };
        Assert.Equal(900, ValueAxis.For(line).Min);
        var stacked = new ChartModel(["a"], [new ChartSeries("x", [60]), new ChartSeries("y", [60])]) { Stacked = true };
        Assert.True(ValueAxis.For(stacked).Max >= 120);
        Assert.Equal(new ValueAxis(0, 1, 1), ValueAxis.For(new ChartModel([], [])));
    }

    [Fact]
    public void What_travels_to_the_browser_keeps_gaps_and_names_colours_by_token()
    {
        var model = new ChartModel(["Mon", "Tue"], [new ChartSeries("calls", [5, null]), new ChartSeries("before", [4, 4], ChartShape.Line, 0, true)])
        {
            Band = new ChartBand("expected", [null, 3], [null, 6]), Unit = "calls",
        };
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(ChartPayload.From(model, 200), JsonSerializerOptions.Web));
        var series = json.RootElement.GetProperty("series");
        Assert.Equal(["rangeArea", "bar", "line"], series.EnumerateArray().Select(s => s.GetProperty("type").GetString()));
        Assert.Equal(["expected", "series-1", "expected"], series.EnumerateArray().Select(s => s.GetProperty("color").GetString()));
        Assert.Equal("[null,[3,6]]", series[0].GetProperty("data").GetRawText());
        Assert.Equal("[5,null]", series[1].GetProperty("data").GetRawText());
    }

    [Fact]
    public void A_chart_can_be_heard()
    {
        var model = new ChartModel(["Mon", "Tue", "Wed"], [new ChartSeries("calls", [5, 900, null])]) { Unit = "calls", Marks = [new ChartMark(1, "high")] };
        var words = ChartWords.Summary("Usage per day", model);
        Assert.Equal("Usage per day: 3 points from Mon to Wed. calls lowest 5 calls, highest 900 calls at Tue, last 900 calls. 1 outside what is expected.", words);
        Assert.Equal("x: no data.", ChartWords.Summary("x", new ChartModel([], [])));
    }

    [Fact]
    public void Marks_of_several_kinds_have_a_colour_and_a_shape_each_and_are_told_the_gravest_first()
    {
        ChartMark[] marks =
        [
            new(1, "more than usual"), new(1, "a moved day", ChartMarkKind.Alert), new(0, "an outage", ChartMarkKind.Named), new(2, "look at it", ChartMarkKind.Review), new(2, "more than usual"),
        ];
        var model = new ChartModel(["Mon", "Tue", "Wed"], [new ChartSeries("calls", [5, 900, 40])]) { Unit = "calls", Marks = marks };
        var sent = ChartPayload.From(model, 200).Marks;
        Assert.Equal(4, sent.Select(mark => (mark.Color, mark.Shape, mark.Size)).Distinct().Count());
        // Bars take the colour of a suspicion only.
        Assert.Equal([false, true, false, true, false], sent.Select(mark => mark.Filled));
        Assert.Equal("a moved day; more than usual", ChartWords.Note(model, 1));
        Assert.EndsWith(". 1 alert. 1 to review. 1 named. 2 outside what is expected.", ChartWords.Summary("Usage per day", model), StringComparison.Ordinal);
    }

    [Fact]
    public void A_thinned_chart_keeps_an_alert_beside_other_marks()
    {
        var labels = Enumerable.Range(0, 4_000).Select(i => $"{i}").ToArray();
        var model = new ChartModel(labels, [new ChartSeries("calls", [.. labels.Select(_ => (double?)1)])]) { Marks = [new(10, "more"), new(11, "a moved day", ChartMarkKind.Alert), new(11, "more still")] };
        Assert.Equal([(5, "more"), (5, "a moved day")], model.Bounded().Marks.Select(mark => (mark.Index, mark.Text)));
    }

    [Fact]
    public void The_file_holds_every_value_and_note()
    {
        var model = new ChartModel(["Mon", "Tue"], [new ChartSeries("calls", [5.25, null])])
        {
            LabelName = "Day", Unit = "calls", Marks = [new ChartMark(0, "high")], Band = new ChartBand("Expected", [1, 2], [3, 4]),
        };
        Assert.Equal("Day,calls (calls),Expected from,Expected to,Note\r\nMon,5.25,1,3,high\r\nTue,,2,4,\r\n", ChartWords.Csv(model));
    }

    [Fact]
    public void Axis_names_are_few_and_days_are_named_once()
    {
        var hours = Enumerable.Range(0, 24 * 30).Select(i => new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddHours(i)).ToList();
        var ticks = TimeAxis.Ticks(hours, TimeZoneInfo.Utc);
        Assert.Equal(hours.Count, ticks.Count);
        Assert.InRange(ticks.Count(tick => tick.Length > 0), 5, TimeAxis.MaxTicks);
        Assert.Equal(["1 Nov", "4 Nov"], ticks.Where(tick => tick.Length > 0).Take(2));
        Assert.Equal("14:00", TimeAxis.Ticks([.. hours.Skip(14).Take(3)], TimeZoneInfo.Utc)[0]);
    }

    [Fact]
    public void The_hour_that_happens_twice_has_two_names()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var hours = Enumerable.Range(0, 5).Select(i => new DateTimeOffset(2026, 10, 24, 22, 0, 0, TimeSpan.Zero).AddHours(i)).ToList();
        Assert.Equal(5, TimeAxis.Labels(hours, berlin).Distinct().Count());
    }

    [Fact]
    public void A_sparkline_leaves_gaps_and_stays_in_its_box() => Value.Array[0, 50].Sample(values =>
    {
        var line = SparkPath.Line(values);
        var runs = values.Where((value, i) => value is not null && (i == 0 || values[i - 1] is null)).Count();
        var ys = line.Split('M', 'L').Where(part => part.Length > 0).Select(part => double.Parse(part.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        return line.Count(c => c == 'M') == runs && ys.All(y => y is >= 0 and <= 28);
    });
}
