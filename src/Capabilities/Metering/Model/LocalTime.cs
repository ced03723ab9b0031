namespace Breakwater.Metering.Model;

/// <summary>Length of the windows that a period is cut into.</summary>
public enum UsageWindow
{
    /// <summary>Hours of the zone's clock.</summary>
    Hour,

    /// <summary>Days of the zone's calendar, 23 to 25 hours where clocks change.</summary>
    Day,
}

/// <summary>Cuts periods at the hours and days of a time zone. The pieces adjoin, share no instant and add up to the period.</summary>
public static class LocalTime
{
    /// <summary>The zone of an IANA name, or null where there is none of that name.</summary>
    public static TimeZoneInfo? Zone(string name) =>
        name is "UTC" or "Etc/UTC" ? TimeZoneInfo.Utc : name.Length <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId ? zone : null;

    /// <summary>The pieces of a period, in order.</summary>
    public static TimeRange[] Cut(TimeRange period, UsageWindow window, TimeZoneInfo zone)
    {
        List<TimeRange> pieces = [];
        for (var start = period.Start; start < period.End;)
        {
            var next = window == UsageWindow.Day ? NextDay(start, zone) : NextHour(start, zone);
            var end = next < period.End ? next : period.End;
            pieces.Add(new(start, end));
            start = end;
        }

        return [.. pieces];
    }

    /// <summary>A whole day of the zone.</summary>
    public static TimeRange Day(DateOnly date, TimeZoneInfo zone) => new(StartOf(date, zone), StartOf(date.AddDays(1), zone));

    /// <summary>Whole days of the zone in a row.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many, 0 or more.</param>
    /// <param name="zone">The zone.</param>
    public static TimeRange[] Days(DateOnly first, int count, TimeZoneInfo zone) => [.. Enumerable.Range(0, count).Select(i => Day(first.AddDays(i), zone))];

    /// <summary>The date in the zone at an instant.</summary>
    public static DateOnly DateAt(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(At(instant, zone).DateTime);

    /// <summary>The instant with the zone's offset.</summary>
    public static DateTimeOffset At(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone);

    /// <summary>The first instant of a date in the zone: midnight, or what follows where clocks skip it.</summary>
    public static DateTimeOffset StartOf(DateOnly date, TimeZoneInfo zone)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        if (!zone.IsInvalidTime(midnight))
        {
            // Where midnight comes twice, the day begins with the earlier one, which has the larger offset.
            var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
            var start = new DateTimeOffset(DateTime.SpecifyKind(midnight - offset, DateTimeKind.Utc));
            if (At(start, zone).DateTime == midnight && At(start.AddTicks(-1), zone).DateTime < midnight) return start;
        }

        // The rare rest: the clock jumps over midnight. The first instant at which it shows midnight or later.
        var before = DateTime.SpecifyKind(midnight, DateTimeKind.Utc).AddHours(-30).Ticks;
        var after = DateTime.SpecifyKind(midnight, DateTimeKind.Utc).AddHours(30).Ticks;
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (At(new(middle, TimeSpan.Zero), zone).DateTime >= midnight) after = middle;
            else before = middle;
        }

        return new(after, TimeSpan.Zero);
    }

    private static DateTimeOffset NextDay(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var date = DateAt(instant, zone);
        var next = StartOf(date.AddDays(1), zone);
        // Where clocks go back over midnight, an instant of the repeated hour lies before its own date's start.
        while (next <= instant) next = StartOf((date = date.AddDays(1)).AddDays(1), zone);
        return next;
    }

    // The clock's next full hour, or the instant at which the clock jumps in the middle of one (Chatham does at a quarter to).
    private static DateTimeOffset NextHour(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = At(instant, zone);
        var next = instant.AddTicks(TimeSpan.TicksPerHour - (local.Ticks % TimeSpan.TicksPerHour));
        if (At(next.AddTicks(-1), zone).Offset == local.Offset) return next;
        var (before, after) = (instant.UtcTicks, next.UtcTicks - 1);
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (At(new(middle, TimeSpan.Zero), zone).Offset == local.Offset) before = middle;
            else after = middle;
        }

        return new(after, TimeSpan.Zero);
    }
}
