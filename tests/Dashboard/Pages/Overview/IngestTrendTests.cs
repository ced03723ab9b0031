using Breakwater.Dashboard.Pages.Overview;
using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;

namespace Breakwater.Tests.Dashboard.Pages.Overview;

public sealed class IngestTrendTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Before_anything_was_measured_there_is_no_rate() => Assert.Null(IngestTrend.From([], Now).Rate);

    [Fact]
    public void A_quiet_minute_is_zero_and_not_unknown()
    {
        var trend = IngestTrend.From(Seconds(60, _ => 0), Now);
        Assert.Equal(0, trend.Rate);
        Assert.Equal(0, trend.Points[^6]);
        Assert.Null(trend.Points[^8]);
    }

    [Fact]
    public void The_rate_is_that_of_the_last_ten_seconds()
    {
        var trend = IngestTrend.From(Seconds(900, ago => ago < 10 ? 50 : 7), Now);
        Assert.Equal(50, trend.Rate);
        Assert.Equal(7, trend.Points[^2]);
        Assert.Equal((50 * 10) + (7 * 890), trend.Last.Accepted);
    }

    [Fact]
    public void Just_after_the_start_the_rate_is_not_diluted_by_time_that_was_not_measured() =>
        Assert.Equal(100, IngestTrend.From(Seconds(3, _ => 100), Now).Rate);

    [Fact]
    public void Older_than_fifteen_minutes_is_left_out()
    {
        var trend = IngestTrend.From([new(Now.AddMinutes(-16), Accepted(99)), new(Now.AddMinutes(1), Accepted(98))], Now);
        Assert.All(trend.Points, point => Assert.Null(point));
        Assert.Equal(0, trend.Last.Accepted);
    }

    private static List<IngestSecond> Seconds(int count, Func<int, int> accepted) =>
        [.. Enumerable.Range(0, count).Reverse().Select(ago => new IngestSecond(Now.AddSeconds(-ago), Accepted(accepted(ago))))];

    private static IngestCounts Accepted(long count) => new(count, 0, 0, 0, 0, 1);
}
