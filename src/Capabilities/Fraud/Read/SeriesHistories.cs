namespace Breakwater.Fraud.Read;

/// <summary>Makes a series' history out of its hours.</summary>
internal static class SeriesHistories
{
    /// <summary>The finished days before a date.</summary>
    /// <param name="run">Days that are withheld and histories that begin anew.</param>
    /// <param name="key">The series.</param>
    /// <param name="calendar">Sorts the hours into days of the customer's zone.</param>
    /// <param name="hours">The hours; those of the first day do not count, as it may be cut off.</param>
    /// <param name="known">Days scored before.</param>
    /// <param name="until">The first day that is not part of it.</param>
    /// <returns>Null where there is no usage at all.</returns>
    public static SeriesHistory? Of(DetectionRun run, SeriesKey key, LocalDays calendar, float[] hours, IReadOnlyDictionary<DateOnly, PastDay> known, DateOnly until)
    {
        var days = calendar.Sort(hours);
        if (days.Length < 2) return null;
        var first = Array.FindIndex(days, 1, day => day.Any(quantity => quantity > 0));
        if (first < 0) return null;
        if (run.Anew.TryGetValue(key, out var anew)) first = Math.Max(first, anew.DayNumber - calendar.First.DayNumber);
        var end = Math.Min(until.DayNumber - calendar.First.DayNumber, days.Length);
        first = Math.Min(first, end);
        UsageDay[] finished = [.. Enumerable.Range(first, end - first).Select(i =>
        {
            var date = calendar.First.AddDays(i);
            return new UsageDay(date.DayOfWeek, days[i], !run.Withheld.Contains((key, date)));
        })];
        return new(key, calendar.Zone.Id, calendar.First.AddDays(first), finished, known);
    }
}
