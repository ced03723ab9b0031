using System.Globalization;
using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Components.Charts;

/// <summary>Names for points in time: exact ones for tooltips, tables and CSV, and few short ones for the axis.</summary>
public static class TimeAxis
{
    /// <summary>About how many names an axis carries.</summary>
    public const int MaxTicks = 10;

    /// <summary>The labels of whole days, <c>Mon 23 Nov 2026</c>.</summary>
    public static IReadOnlyList<string> DayLabels(IEnumerable<DateOnly> days) =>
        [.. days.Select(day => day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture))];

    /// <summary>The axis names of whole days, <c>23 Nov</c>, thinned.</summary>
    public static IReadOnlyList<string> DayTicks(IReadOnlyList<DateOnly> days) =>
        Thin([.. days.Select(day => day.ToString("d MMM", CultureInfo.InvariantCulture))]);

    /// <summary>The labels of instants in a zone: to the minute, with the offset where clocks change inside the range.</summary>
    public static IReadOnlyList<string> Labels(IReadOnlyList<DateTimeOffset> times, TimeZoneInfo zone)
    {
        var local = times.Select(at => Format.In(at, zone)).ToList();
        var format = local.Select(at => at.Offset).Distinct().Count() > 1 ? "ddd d MMM yyyy, HH:mm zzz" : "ddd d MMM yyyy, HH:mm";
        return [.. local.Select(at => at.ToString(format, CultureInfo.InvariantCulture))];
    }

    /// <summary>The axis names of instants: the hour, and the day where it begins.</summary>
    public static IReadOnlyList<string> Ticks(IReadOnlyList<DateTimeOffset> times, TimeZoneInfo zone)
    {
        if (times.Count == 0) return [];
        var local = times.Select(at => Format.In(at, zone)).ToList();
        var days = local.Select(at => at.Date).Distinct().Count();
        // Over several days only the days are named; within one or two the hours are.
        var names = days > 2
            ? local.Select((at, i) => i > 0 && local[i - 1].Date == at.Date ? "" : at.ToString("d MMM", CultureInfo.InvariantCulture)).ToList()
            : [.. local.Select(at => at.ToString("HH:mm", CultureInfo.InvariantCulture))];
        return Thin(names);
    }

    /// <summary>Keeps about <see cref="MaxTicks"/> names, evenly among those that are not empty.</summary>
    public static IReadOnlyList<string> Thin(IReadOnlyList<string> names)
    {
        var named = names.Count(name => name.Length > 0);
        var every = Math.Max(1, (named + MaxTicks - 1) / MaxTicks);
        var seen = 0;
        return [.. names.Select(name => name.Length > 0 && seen++ % every == 0 ? name : "")];
    }
}
