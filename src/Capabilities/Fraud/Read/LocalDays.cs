namespace Breakwater.Fraud.Read;

/// <summary>
/// Sorts hours of UTC into the days and hours of a zone's clock. Where the clock goes back two hours fall into one, where it goes
/// forward one stays empty; where a zone's hours begin within one of UTC, that hour counts where it begins.
/// </summary>
public sealed class LocalDays
{
    private readonly (int Day, byte Hour)[] _places;

    /// <summary>Prepares a zone; every customer of it then costs a loop over its hours.</summary>
    public LocalDays(HourlyUsage usage, TimeZoneInfo zone)
    {
        Zone = zone;
        First = LocalTime.DateAt(usage.From, zone);
        _places = new (int, byte)[usage.Hours];
        for (var i = 0; i < usage.Hours; i++)
        {
            var local = LocalTime.At(usage.From.AddHours(i), zone);
            _places[i] = (DateOnly.FromDateTime(local.DateTime).DayNumber - First.DayNumber, (byte)local.Hour);
        }

        Count = usage.Hours == 0 ? 0 : _places[^1].Day + 1;
    }

    /// <summary>The zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Date of the first day, which may be cut off at its start.</summary>
    public DateOnly First { get; }

    /// <summary>How many days the hours touch.</summary>
    public int Count { get; }

    /// <summary>The hours of each day.</summary>
    public double[][] Sort(float[] hours)
    {
        var days = new double[Count][];
        for (var day = 0; day < Count; day++) days[day] = new double[UsageDay.HoursPerDay];
        for (var i = 0; i < hours.Length; i++) days[_places[i].Day][_places[i].Hour] += hours[i];
        return days;
    }
}
