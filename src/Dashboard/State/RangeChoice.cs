using System.Globalization;
using Breakwater.Kernel;

namespace Breakwater.Dashboard.State;

/// <summary>
/// What the range picker holds: the last so many hours or days, or whole days from one to another.
/// In the URL it is one value: <c>24h</c>, <c>30d</c> or <c>2026-11-01..2026-11-15</c> (both days included).
/// </summary>
public sealed record RangeChoice
{
    /// <summary>The longest range, in days: as far back as history may be loaded.</summary>
    public const int MaxDays = 400;

    private RangeChoice(int hours, int days, DateOnly? from, DateOnly? to) => (Hours, Days, From, To) = (hours, days, from, to);

    /// <summary>Length in hours; 0 where the choice counts days or names dates.</summary>
    public int Hours { get; }

    /// <summary>Length in days with today as the last; 0 where the choice counts hours or names dates.</summary>
    public int Days { get; }

    /// <summary>First day.</summary>
    public DateOnly? From { get; }

    /// <summary>Last day, included.</summary>
    public DateOnly? To { get; }

    /// <summary>What every page starts with: 30 days.</summary>
    public static RangeChoice Default { get; } = LastDays(30);

    /// <summary>The choices that the picker offers by name.</summary>
    public static IReadOnlyList<RangeChoice> Presets { get; } =
        [LastHours(1), LastHours(6), LastHours(24), LastDays(7), LastDays(30), LastDays(60), LastDays(90), LastDays(365)];

    /// <summary>The last <paramref name="hours"/> hours, the running one included.</summary>
    /// <param name="hours">1 to 9,600.</param>
    public static RangeChoice LastHours(int hours) => new(Math.Clamp(hours, 1, MaxDays * 24), 0, null, null);

    /// <summary>The last <paramref name="days"/> days, today included.</summary>
    /// <param name="days">1 to <see cref="MaxDays"/>.</param>
    public static RangeChoice LastDays(int days) => new(0, Math.Clamp(days, 1, MaxDays), null, null);

    /// <summary>Whole days, both included; the order does not matter, and only the last <see cref="MaxDays"/> are kept.</summary>
    public static RangeChoice Between(DateOnly from, DateOnly to)
    {
        if (to < from) (from, to) = (to, from);
        if (to == DateOnly.MaxValue) to = to.AddDays(-1);
        if (to.DayNumber - from.DayNumber >= MaxDays) from = to.AddDays(1 - MaxDays);
        return new RangeChoice(0, 0, from, to);
    }

    /// <summary>Reads the form that <see cref="ToString"/> writes; anything else gives null.</summary>
    public static RangeChoice? TryParse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 24) return null;
        if (text.Split("..") is [var first, var last])
            return Day(first) is { } from && Day(last) is { } to ? Between(from, to) : null;
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1) return null;
        return text[^1] switch { 'h' => LastHours(size), 'd' => LastDays(size), _ => null };

        static DateOnly? Day(string value) =>
            DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>
    /// The instants of the choice: whole hours or whole days of the zone, so that the same choice stays the same range for an
    /// hour or a day (identical queries are shared) and no bar is cut.
    /// </summary>
    public TimeRange Resolve(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Hours > 0)
        {
            var end = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(1);
            return TimeRange.Until(end, TimeSpan.FromHours(Hours));
        }

        var today = DateOnly.FromDateTime(Format.In(now, zone).DateTime);
        var first = From ?? today.AddDays(1 - Days);
        var last = To ?? today;
        return new TimeRange(Midnight(first, zone), Midnight(last.AddDays(1), zone));
    }

    /// <summary>The choice in words: <c>Last 30 days</c>, <c>1 Nov – 15 Nov 2026</c>.</summary>
    public string Words => this switch
    {
        { Hours: 1 } => "Last hour",
        { Hours: > 0 } => $"Last {Hours} hours",
        { Days: 1 } => "Today",
        { Days: > 0 } => $"Last {Days} days",
        _ when From == To => From!.Value.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
        _ => $"{From!.Value.ToString(From.Value.Year == To!.Value.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture)} – {To.Value.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}",
    };

    /// <summary>The URL form.</summary>
    public override string ToString() => this switch
    {
        { Hours: > 0 } => $"{Hours}h",
        { Days: > 0 } => $"{Days}d",
        _ => $"{From!.Value:yyyy-MM-dd}..{To!.Value:yyyy-MM-dd}",
    };

    /// <summary>The first instant of a day in a zone; where midnight is skipped by a clock change, the first one after it.</summary>
    public static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        // A midnight that happens twice: the day starts with the first of the two, which has the larger offset.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
