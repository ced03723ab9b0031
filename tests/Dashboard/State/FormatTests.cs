using System.Globalization;
using CsCheck;

namespace Breakwater.Tests.Dashboard.State;

public sealed class FormatTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset At = new(2026, 11, 23, 14, 5, 7, 123, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9.876, "9.88")]
    [InlineData(1234, "1,234")]
    [InlineData(9999, "9,999")]
    [InlineData(12345, "12.3k")]
    [InlineData(999_949, "1M")]
    [InlineData(1_000_000, "1M")]
    [InlineData(18_234_567, "18.2M")]
    [InlineData(-2_500_000_000, "−2.5G")]
    [InlineData(double.NaN, "–")]
    public void Compact_numbers_have_three_digits(double value, string expected) => Assert.Equal(expected, Format.Compact(value));

    [Theory]
    [InlineData("22.250", "22.25")]
    [InlineData("100", "100")]
    [InlineData("0.000", "0")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("0.000000001", "0.000000001")]
    [InlineData("9999999999999999.123456789", "9,999,999,999,999,999.123456789")]
    [InlineData("1.5e3", "1,500")]
    [InlineData("1e400", "1e400")]
    public void Digits_are_kept_exactly_and_trailing_zeros_dropped(string sent, string expected) => Assert.Equal(expected, Format.Digits(sent));

    [Theory]
    [InlineData(512, "bytes", "512 bytes")]
    [InlineData(1_234_567, "bytes", "1.23 MB")]
    [InlineData(999_999, "bytes", "1 MB")]
    [InlineData(250, "ms", "250 ms")]
    [InlineData(90_000, "ms", "1.5 min")]
    [InlineData(7_200_000, "ms", "2 h")]
    [InlineData(12_345, "calls", "12.3k calls")]
    public void Quantities_take_the_unit_that_reads_best(double value, string unit, string expected) =>
        Assert.Equal(expected, Format.Quantity(value, unit).ToString());

    [Theory]
    [InlineData(0.0004, "0.4 ms")]
    [InlineData(0.35, "350 ms")]
    [InlineData(2.1, "2.1 s")]
    [InlineData(184, "3 min 4 s")]
    [InlineData(7200, "2 h")]
    [InlineData(190_800, "2 d 5 h")]
    public void Durations_take_two_units(double seconds, string expected) => Assert.Equal(expected, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1, "just now")]
    [InlineData(45, "45 s ago")]
    [InlineData(-600, "in 10 min")]
    [InlineData(3 * 86400, "3 days ago")]
    public void Distances_are_in_words(int secondsAgo, string expected) => Assert.Equal(expected, Format.Relative(At.AddSeconds(-secondsAgo), At));

    [Fact]
    public void Times_are_in_the_screens_zone()
    {
        Assert.Equal("2026-11-23 15:05:07.123 +01:00", Format.Exact(At, Berlin));
        Assert.Equal("23 Nov 2026, 15:05", Format.Minute(At, Berlin));
    }

    [Fact]
    public void A_compact_number_stays_within_half_a_percent_of_the_value() => Gen.Double[-1e15, 1e15].Sample(value =>
    {
        var text = Format.Compact(value).Replace("−", "-", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        var scale = text[^1] switch { 'k' => 1e3, 'M' => 1e6, 'G' => 1e9, 'T' => 1e12, _ => 1 };
        var read = double.Parse(text.TrimEnd('k', 'M', 'G', 'T'), CultureInfo.InvariantCulture) * scale;
        return Math.Abs(read - value) <= Math.Max(0.006, Math.Abs(value) * 0.0051);
    });

    [Theory]
    [InlineData(112, 100.0, "▲", "up 12 %", "ok")]
    [InlineData(97, 100.0, "▼", "down 3 %", "critical")]
    [InlineData(100, 100.0, "=", "unchanged", "muted")]
    [InlineData(100.01, 100.0, "=", "unchanged", "muted")]
    [InlineData(5, 0.0, "▲", "new", "ok")]
    [InlineData(0, 0.0, "=", "unchanged", "muted")]
    [InlineData(5000, 100.0, "▲", "up 50 times", "ok")]
    [InlineData(5, null, "=", "nothing to compare", "muted")]
    public void A_change_has_a_sign_and_words(double now, double? before, string sign, string words, string tone)
    {
        var change = new Change(now, before, "the day before", Better.Higher);
        Assert.Equal((sign, words, tone), (change.Sign, change.Words, change.Tone));
    }

    [Fact]
    public void Less_is_better_turns_the_tone_around()
    {
        Assert.Equal("ok", new Change(1, 2, "x", Better.Lower).Tone);
        Assert.Equal("muted", new Change(1, 2, "x").Tone);
    }
}
