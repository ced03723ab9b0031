using CsCheck;

namespace Breakwater.Tests.Dashboard.State;

public sealed class RangeChoiceTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Asia/Beirut"];
    private static readonly Gen<TimeZoneInfo> Zone = Gen.Int[0, Zones.Length - 1].Select(i => TimeZoneInfo.FindSystemTimeZoneById(Zones[i]));
    private static readonly Gen<DateTimeOffset> Now = Gen.Long[0, 50L * 366 * 24 * 3600].Select(s => DateTimeOffset.FromUnixTimeSeconds(631_152_000 + s));
    private static readonly Gen<DateOnly> Day = Gen.Int[0, 20_000].Select(d => new DateOnly(1990, 1, 1).AddDays(d));

    private static readonly Gen<RangeChoice> Choice = Gen.OneOf(
        Gen.Int[1, 20_000].Select(RangeChoice.LastHours),
        Gen.Int[1, 800].Select(RangeChoice.LastDays),
        Gen.Select(Day, Day).Select((a, b) => RangeChoice.Between(a, b)));

    [Fact]
    public void What_is_written_is_read_back() => Choice.Sample(choice => RangeChoice.TryParse(choice.ToString()) == choice);

    [Fact]
    public void Whatever_stands_in_the_address_never_throws() => Gen.String.Sample(text => { RangeChoice.TryParse(text); });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0d")]
    [InlineData("-3d")]
    [InlineData("3w")]
    [InlineData("2026-11-01..")]
    [InlineData("2026-02-30..2026-03-01")]
    [InlineData("99999999999999999999d")]
    public void Nonsense_is_no_range(string? text) => Assert.Null(RangeChoice.TryParse(text));

    [Fact]
    public void A_range_is_never_empty_and_never_longer_than_the_limit() => Gen.Select(Choice, Now, Zone).Sample((choice, now, zone) =>
    {
        var range = choice.Resolve(now, zone);
        return !range.IsEmpty && range.Length <= TimeSpan.FromDays(RangeChoice.MaxDays).Add(TimeSpan.FromHours(2));
    });

    [Fact]
    public void The_last_hours_and_days_hold_the_present_instant() => Gen.Select(Gen.OneOf(Gen.Int[1, 100].Select(RangeChoice.LastHours), Gen.Int[1, 100].Select(RangeChoice.LastDays)), Now, Zone)
        .Sample((choice, now, zone) => choice.Resolve(now, zone).Contains(now));

    [Fact]
    public void Adjoining_days_share_no_instant_and_leave_no_gap() => Gen.Select(Day, Zone, Now).Sample((day, zone, now) =>
        RangeChoice.Between(day, day).Resolve(now, zone).End == RangeChoice.Between(day.AddDays(1), day.AddDays(1)).Resolve(now, zone).Start);

    [Fact]
    public void Every_instant_of_a_day_shows_that_day_on_the_zones_clock() => Gen.Select(Day, Zone, Now, Gen.Double[0, 0.999999]).Sample((day, zone, now, part) =>
    {
        var range = RangeChoice.Between(day, day).Resolve(now, zone);
        return DateOnly.FromDateTime(Format.In(range.Start + (range.Length * part), zone).DateTime) == day;
    });

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-06-01", 24)]
    public void Days_are_as_long_as_the_clocks_make_them(string day, int hours)
    {
        var range = RangeChoice.TryParse($"{day}..{day}")!.Resolve(default, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal(TimeSpan.FromHours(hours), range.Length);
    }

    [Fact]
    public void A_choice_says_what_it_is()
    {
        Assert.Equal("Last 30 days", RangeChoice.Default.Words);
        Assert.Equal("Last hour", RangeChoice.LastHours(1).Words);
        Assert.Equal("1 Nov – 15 Nov 2026", RangeChoice.TryParse("2026-11-01..2026-11-15")!.Words);
        Assert.Equal("28 Dec 2025 – 3 Jan 2026", RangeChoice.TryParse("2026-01-03..2025-12-28")!.Words);
    }
}
