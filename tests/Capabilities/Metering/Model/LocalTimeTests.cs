using CsCheck;

namespace Breakwater.Tests.Metering.Model;

public sealed class LocalTimeTests
{
    // Half and quarter hours, changes at midnight, by half an hour, negative summer time, a skipped day, Ramadan.
    private static readonly string[] Names =
    [
        "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "Africa/Cairo",
        "America/Sao_Paulo", "Asia/Beirut", "Atlantic/Azores", "Europe/Dublin", "Africa/Casablanca", "Pacific/Chatham", "America/Havana", "Asia/Tehran", "America/Santiago", "Pacific/Kiritimati",
    ];

    private static readonly Gen<TimeZoneInfo> Zones = Gen.Int[0, Names.Length - 1].Select(i => LocalTime.Zone(Names[i])!);
    private static readonly Gen<DateTimeOffset> Instants = Gen.Long[new DateTimeOffset(2008, 1, 1, 0, 0, 0, default).ToUnixTimeMilliseconds(), new DateTimeOffset(2029, 1, 1, 0, 0, 0, default).ToUnixTimeMilliseconds()].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    [Fact]
    public void Pieces_partition_the_period() => Gen.Select(Zones, Instants, Gen.Int[1, 60 * 24 * 40], Gen.Bool).Sample((zone, start, minutes, days) =>
    {
        var period = new TimeRange(start, start.AddMinutes(minutes));
        var pieces = LocalTime.Cut(period, days ? UsageWindow.Day : UsageWindow.Hour, zone);
        Assert.Equal(period.Start, pieces[0].Start);
        Assert.Equal(period.End, pieces[^1].End);
        Assert.All(pieces, piece => Assert.False(piece.IsEmpty));
        Assert.All(pieces.Zip(pieces.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
    });

    [Fact]
    public void Every_piece_lies_within_one_local_day_or_hour() => Gen.Select(Zones, Instants, Gen.Bool).Sample((zone, start, days) =>
    {
        foreach (var piece in LocalTime.Cut(new(start, start.AddDays(days ? 200 : 10)), days ? UsageWindow.Day : UsageWindow.Hour, zone))
        {
            var first = LocalTime.At(piece.Start, zone);
            var last = LocalTime.At(piece.End.AddTicks(-1), zone);
            Assert.Equal(first.Date, last.Date);
            if (!days) Assert.Equal((first.Hour, first.Offset), (last.Hour, last.Offset));
        }
    });

    [Fact]
    public void A_day_starts_where_the_date_changes() => Gen.Select(Zones, Instants).Sample((zone, instant) =>
    {
        var date = LocalTime.DateAt(instant, zone);
        var day = LocalTime.Day(date, zone);
        Assert.True(day.Contains(instant) || zone.IsAmbiguousTime(LocalTime.At(instant, zone).DateTime), $"{zone.Id} {instant:o} {day}");
        Assert.Equal(date, LocalTime.DateAt(day.Start, zone));
        Assert.True(LocalTime.DateAt(day.Start.AddTicks(-1), zone) < date);
        Assert.True(LocalTime.DateAt(day.End, zone) > date);
    });

    [Theory]
    [InlineData("Europe/Berlin", 2026, 3, 29, 23)]
    [InlineData("Europe/Berlin", 2026, 10, 25, 25)]
    [InlineData("America/New_York", 2026, 3, 8, 23)]
    [InlineData("Australia/Lord_Howe", 2026, 4, 5, 24.5)]
    [InlineData("Africa/Cairo", 2026, 4, 24, 23)]
    [InlineData("Asia/Beirut", 2026, 3, 29, 23)]
    [InlineData("Asia/Kathmandu", 2026, 3, 29, 24)]
    public void Days_have_the_hours_that_the_clock_shows(string name, int year, int month, int day, double hours)
    {
        var zone = LocalTime.Zone(name)!;
        var range = LocalTime.Day(new(year, month, day), zone);
        Assert.Equal(TimeSpan.FromHours(hours), range.Length);
        Assert.Equal(range, Assert.Single(LocalTime.Cut(range, UsageWindow.Day, zone)));
        Assert.Equal((int)Math.Ceiling(hours), LocalTime.Cut(range, UsageWindow.Hour, zone).Length);
    }

    [Fact]
    public void Hours_follow_zones_with_half_hours()
    {
        var pieces = LocalTime.Cut(new(DateTimeOffset.Parse("2026-03-01T00:10Z"), DateTimeOffset.Parse("2026-03-01T02:00Z")), UsageWindow.Hour, LocalTime.Zone("Asia/Kolkata")!);
        Assert.Equal(["00:10", "00:30", "01:30"], pieces.Select(piece => piece.Start.ToString("HH:mm")));
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("../../etc/passwd")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("'; DROP TABLE x;--")]
    public void Unknown_zones_are_not_found(string name) => Assert.Null(LocalTime.Zone(name));
}
