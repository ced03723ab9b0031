using Breakwater.Ingestion.Client;
using Breakwater.Ingestion.Demo;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using CsCheck;

namespace Breakwater.Tests.Cli.Demo;

/// <summary>The demonstration's story is a pure function with believable figures.</summary>
public sealed class StoryTests
{
    private static readonly DateTimeOffset Anchor = new(2026, 3, 31, 14, 23, 5, TimeSpan.Zero);
    private static readonly TimeRange Sixty = new(new DateTimeOffset(2026, 1, 30, 0, 0, 0, TimeSpan.Zero), Anchor);

    private static readonly Gen<DemoCustomer> Customers = Gen.Int[0, DemoCustomer.All.Count - 1].Select(index => DemoCustomer.All[index]);

    private static readonly Gen<(DateTimeOffset A, DateTimeOffset B, DateTimeOffset C)> ThreeInstants =
        Gen.Int[0, 80 * 24 * 3600].Array[3].Select(seconds =>
        {
            Array.Sort(seconds);
            return (At(seconds[0]), At(seconds[1]), At(seconds[2]));
        });

    [Fact]
    public void The_same_seed_tells_the_same_story() =>
        Gen.Select(Customers, ThreeInstants, Gen.Int[0, 9]).Sample(
            (customer, at, seed) =>
            {
                var range = new TimeRange(at.A, at.B < at.A.AddDays(3) ? at.B : at.A.AddDays(3));
                return Json(new DemoStory(Anchor, seed).Between(customer, range)) == Json(new DemoStory(Anchor, seed).Between(customer, range));
            },
            iter: 50);

    [Fact]
    public void Adjoining_ranges_share_nothing_and_lose_nothing() =>
        Gen.Select(Customers, ThreeInstants).Sample(
            (customer, at) =>
            {
                var story = new DemoStory(Anchor);
                var parts = story.Between(customer, new(at.A, at.B)).Concat(story.Between(customer, new(at.B, at.C)));
                return Json(parts) == Json(story.Between(customer, new(at.A, at.C)));
            },
            iter: 20);

    [Fact]
    public void Every_event_is_valid_unique_and_inside_its_range() =>
        Gen.Select(Customers, ThreeInstants).Sample(
            (customer, at) =>
            {
                var range = new TimeRange(at.A, at.B);
                var events = new DemoStory(Anchor).Between(customer, range).ToList();
                Assert.Equal(events.Count, events.Select(usage => usage.TransactionId).Distinct().Count());
                foreach (var usage in events)
                {
                    Assert.True(Identifier.IsValid(usage.TransactionId));
                    Assert.True(Identifier.IsValid(usage.CustomerId));
                    Assert.InRange(usage.Timestamp, range.StartMs, range.EndMs - 1);
                    Assert.All(usage.Properties, property => Assert.True(property.Value.Kind != PropertyKind.Number || (Quantity.IsValid(property.Value.Number) && property.Value.Number > 0)));
                    Assert.Contains(usage.Properties, property => property.Name == usage.EventType switch { "api_request" => "bytes", "compute" => "cpu_ms", _ => "gb_stored" });
                }
            },
            iter: 20);

    [Fact]
    public void Sixty_days_are_enough_to_see_and_few_enough_to_fill_quickly()
    {
        var story = new DemoStory(Anchor);
        var counts = DemoCustomer.All.ToDictionary(customer => customer.Id, customer => story.Between(customer, Sixty).Count());
        Assert.InRange(counts.Count, 12, 16);
        Assert.InRange(counts.Values.Sum(), 150_000, 600_000);
        Assert.All(counts.Values, count => Assert.InRange(count, 500, 120_000));
    }

    [Theory]
    [InlineData("acme-maps", 10, 16, 0, 6)]
    [InlineData("granite-bank", 1, 4, 10, 16)]
    [InlineData("monsoon-travel", 19, 22, 1, 5)]
    [InlineData("aurora-school", 8, 11, 15, 23)]
    public void Rhythms_follow_the_customers_own_clock(string id, int busyFrom, int busyTo, int quietFrom, int quietTo)
    {
        var customer = Customer(id);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(customer.TimeZone);
        var byHour = new DemoStory(Anchor).Between(customer, Sixty).Where(usage => usage.EventType != "storage")
            .CountBy(usage => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(usage.Timestamp), zone).Hour).ToDictionary();
        double Average(int from, int to) => Enumerable.Range(from, to - from).Average(hour => byHour.GetValueOrDefault(hour));
        Assert.True(Average(busyFrom, busyTo) > 4 * Average(quietFrom, quietTo));
    }

    [Fact]
    public void Offices_rest_at_the_weekend_and_shops_do_not()
    {
        Assert.True(PerWeekday("delta-print", weekend: false) > 4 * PerWeekday("delta-print", weekend: true));
        Assert.True(PerWeekday("harbor-foods", weekend: true) > 1.4 * PerWeekday("harbor-foods", weekend: false));
    }

    [Fact]
    public void Growth_decline_and_silence_are_there()
    {
        Assert.True(InDays("kitewave", 0, 14) < 0.75 * InDays("kitewave", 45, 59));
        Assert.True(InDays("oldtown-media", 0, 14) > 1.25 * InDays("oldtown-media", 45, 59));
        var silent = Customer("tidal-sensors");
        var story = new DemoStory(Anchor);
        Assert.NotEmpty(story.Between(silent, new(Anchor.AddHours(-24), Anchor.AddHours(-10))));
        Assert.Empty(story.Between(silent, new(Anchor.AddHours(-9), Anchor.AddDays(30))));
    }

    [Fact]
    public void A_year_of_running_does_not_grow_without_end()
    {
        var story = new DemoStory(Anchor);
        var month = story.HourlyPace(Customer("kitewave"), Anchor.AddDays(35));
        var year = Enumerable.Range(340, 28).Max(day => story.HourlyPace(Customer("kitewave"), Anchor.AddDays(day)));
        Assert.True(month > 0);
        Assert.True(year < Customer("kitewave").EventsPerDay);
    }

    [Fact]
    public void Live_pace_is_lively_first_and_eases_to_the_customers_own()
    {
        var pace = new DemoPace(3);
        Assert.Equal(30, pace.Factor(0.1, TimeSpan.Zero), 9);
        Assert.Equal(30, pace.Factor(0.1, TimeSpan.FromMinutes(10)), 9);
        Assert.Equal(15, pace.Factor(0.1, TimeSpan.FromMinutes(15)), 9);
        Assert.Equal(1, pace.Factor(0.1, TimeSpan.FromHours(5)), 9);
        Assert.Equal(1, pace.Factor(50, TimeSpan.Zero), 9);
    }

    private static double PerWeekday(string id, bool weekend) =>
        new DemoStory(Anchor).Between(Customer(id), Sixty)
            .GroupBy(usage => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(usage.Timestamp), TimeZoneInfo.FindSystemTimeZoneById(Customer(id).TimeZone)).Date)
            .Where(day => (day.Key.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) == weekend).Average(day => day.Count());

    private static int InDays(string id, int from, int to) =>
        new DemoStory(Anchor).Between(Customer(id), new(Sixty.Start.AddDays(from), Sixty.Start.AddDays(to))).Count();

    private static DemoCustomer Customer(string id) => DemoCustomer.All.Single(customer => customer.Id == id);

    private static DateTimeOffset At(int seconds) => Sixty.Start.AddDays(-10).AddSeconds(seconds);

    private static string Json(IEnumerable<OutgoingEvent> events) => System.Text.Encoding.UTF8.GetString(OutgoingEvent.Body(events));
}
