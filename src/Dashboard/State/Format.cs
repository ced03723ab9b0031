using System.Globalization;
using System.Numerics;

namespace Breakwater.Dashboard.State;

/// <summary>How figures, sizes, durations and times are written, everywhere the same.</summary>
public static class Format
{
    private static readonly CultureInfo Words = CultureInfo.InvariantCulture;

    /// <summary>What stands where there is no value.</summary>
    public const string None = "–";

    /// <summary>A number with thousands separators and at most <paramref name="decimals"/> decimals: <c>1,234.5</c>.</summary>
    public static string Number(double? value, int decimals = 2) =>
        value is { } v && double.IsFinite(v) ? Signed(Math.Round(v, decimals, MidpointRounding.AwayFromZero), decimals) : None;

    /// <summary>A decimal number as it was sent, exact to its last digit, without zeros that say nothing: <c>1022.250</c> becomes <c>1,022.25</c>.</summary>
    /// <param name="text">The number in JSON's grammar; anything else stays as it is.</param>
    public static string Digits(string text) => decimal.TryParse(text, NumberStyles.Float, Words, out var value) ? value.ToString("#,0.############################", Words) : text;

    /// <summary>A count with thousands separators: <c>12,345</c>.</summary>
    public static string Count<T>(T value) where T : IBinaryInteger<T> => value.ToString("#,0", Words);

    /// <summary>Three significant digits with k, M, G or T: <c>1.23M</c>. Exact below 10,000.</summary>
    public static string Compact(double? value)
    {
        if (value is not { } v || !double.IsFinite(v)) return None;
        var size = Math.Abs(v);
        if (size < 10_000) return Number(v, size < 10 ? 2 : size < 100 ? 1 : 0);
        ReadOnlySpan<(double Size, string Letter)> steps = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
        foreach (var (step, letter) in steps)
        {
            // 999,950 would print as "1,000k": the step is taken after rounding.
            if (size >= step * 0.9995) return Three(v / step) + letter;
        }

        return Number(v, 0);
    }

    /// <summary>A size in decimal units: <c>1.23 GB</c>.</summary>
    /// <param name="bytes">Size in bytes.</param>
    public static string Bytes(double? bytes) => bytes is null ? None : Quantity(bytes, "bytes").ToString();

    /// <summary>A share as a percentage: 0.123 becomes <c>12.3 %</c>.</summary>
    public static string Percent(double? share, int decimals = 1) => share is null ? None : Number(share * 100, decimals) + " %";

    /// <summary>A length of time in its two largest units: <c>350 ms</c>, <c>2.1 s</c>, <c>3 min 4 s</c>, <c>2 d 5 h</c>.</summary>
    public static string Duration(TimeSpan span)
    {
        var sign = span < TimeSpan.Zero ? "−" : "";
        span = span.Duration();
        return sign + span switch
        {
            { TotalMilliseconds: < 1 } => Number(span.TotalMilliseconds, 2) + " ms",
            { TotalMilliseconds: < 999.5 } => Number(span.TotalMilliseconds, 0) + " ms",
            { TotalSeconds: < 59.95 } => Number(span.TotalSeconds, 1) + " s",
            { TotalHours: < 1 } => Two(span.Minutes, "min", span.Seconds, "s"),
            { TotalDays: < 1 } => Two(span.Hours, "h", span.Minutes, "min"),
            _ => Two(span.Days, "d", span.Hours, "h"),
        };
    }

    /// <summary>A figure in the unit that reads best: bytes become kB to PB, milliseconds become s to h, other units stay.</summary>
    /// <param name="value">The value, in <paramref name="unit"/>.</param>
    /// <param name="unit">The catalog's unit, e.g. <c>bytes</c>, <c>ms</c>, <c>calls</c>.</param>
    public static Quantity Quantity(double? value, string? unit)
    {
        if (value is not { } v || !double.IsFinite(v)) return new Quantity(None, "");
        return unit switch
        {
            "bytes" or "B" => Scale(v, [(1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")], "bytes"),
            "ms" => Scale(v, [(3_600_000, "h"), (60_000, "min"), (1_000, "s")], "ms"),
            _ => new Quantity(Compact(v), unit ?? ""),
        };
    }

    /// <summary>The day: <c>23 Nov 2026</c>.</summary>
    public static string Date(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone).ToString("d MMM yyyy", Words);

    /// <summary>Day and minute: <c>23 Nov 2026, 14:05</c>.</summary>
    public static string Minute(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone).ToString("d MMM yyyy, HH:mm", Words);

    /// <summary>The exact instant with its offset, as it may be pasted into a ticket: <c>2026-11-23 14:05:07.123 +01:00</c>.</summary>
    public static string Exact(DateTimeOffset at, TimeZoneInfo zone) => In(at, zone).ToString("yyyy-MM-dd HH:mm:ss.fff zzz", Words);

    /// <summary>The distance from now in words: <c>3 min ago</c>, <c>in 2 h</c>, <c>just now</c>.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var away = now - at;
        var size = away.Duration();
        if (size < TimeSpan.FromSeconds(2)) return "just now";
        var words = size switch
        {
            { TotalSeconds: < 60 } => $"{(int)size.TotalSeconds} s",
            { TotalMinutes: < 60 } => $"{(int)size.TotalMinutes} min",
            { TotalHours: < 48 } => $"{(int)size.TotalHours} h",
            { TotalDays: < 60 } => $"{(int)size.TotalDays} days",
            { TotalDays: < 730 } => $"{(int)(size.TotalDays / 30.44)} months",
            _ => $"{(int)(size.TotalDays / 365.25)} years",
        };
        return away >= TimeSpan.Zero ? words + " ago" : "in " + words;
    }

    /// <summary>The instant as the zone's clocks show it.</summary>
    public static DateTimeOffset In(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone);

    private static Quantity Scale(double value, ReadOnlySpan<(double Size, string Unit)> steps, string smallest)
    {
        foreach (var (size, unit) in steps)
        {
            if (Math.Abs(value) >= size * 0.9995) return new Quantity(Three(value / size), unit);
        }

        return new Quantity(Number(value, Math.Abs(value) < 10 ? 2 : 0), smallest);
    }

    private static string Three(double value) =>
        Number(value, Math.Abs(value) switch { < 9.995 => 2, < 99.95 => 1, _ => 0 });

    private static string Signed(double value, int decimals) =>
        (value < 0 ? "−" : "") + Math.Abs(value).ToString(decimals <= 0 ? "#,0" : "#,0." + new string('#', decimals), Words);

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}

/// <summary>A figure and the unit it is written in.</summary>
/// <param name="Text">The digits, ready to show.</param>
/// <param name="Unit">The unit, empty where there is none.</param>
public readonly record struct Quantity(string Text, string Unit)
{
    /// <inheritdoc/>
    public override string ToString() => Unit.Length == 0 ? Text : Text + " " + Unit;
}
