using System.Globalization;

namespace Breakwater.Tests.Metering.Model;

public sealed class AggregateTests
{
    [Theory]
    [InlineData(Aggregation.Sum, "22.25")]
    [InlineData(Aggregation.Max, "12.25")]
    [InlineData(Aggregation.Min, "10")]
    [InlineData(Aggregation.Avg, "11.125")]
    [InlineData(Aggregation.Latest, "10")]
    [InlineData(Aggregation.Percentile, "10")]
    public void A_figure_has_no_trailing_zeros_whatever_was_sent(Aggregation aggregation, string figure)
    {
        var metric = new Metric(new("m"), "M", "e", aggregation, "p", "units", []);
        var state = new Aggregate();
        state.Add(metric, 1, "a", new(PropertyKind.Number, "12.2500", 12.2500m));
        state.Add(metric, 2, "b", new(PropertyKind.Number, "10.000", 10.000m));
        Assert.Equal(figure, state.Figure(metric)?.ToString(CultureInfo.InvariantCulture));
    }
}
