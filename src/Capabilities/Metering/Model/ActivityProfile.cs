using System.Collections;

namespace Breakwater.Metering.Model;

/// <summary>
/// When a customer usually sends, hour by hour of the week, from four weeks of its own history; and whether its silence now is
/// longer than that history explains. Quiet nights and weekends are no gaps, because the customer never sent in them.
/// </summary>
public sealed class ActivityProfile
{
    /// <summary>Hours of history that a profile looks at: four weeks.</summary>
    public const int Hours = 28 * 24;

    private const int Week = 7 * 24;
    private const int MinHistory = 2 * Week;
    private const int MinReliableHours = 10;
    private const int MinSilence = 2;
    private const int MaxSilence = 24;
    private readonly BitArray _active;

    /// <summary>Makes a profile.</summary>
    /// <param name="active">For each of the last 672 full hours, oldest first, whether something was sent in it.</param>
    /// <exception cref="ArgumentException">There are not 672 hours.</exception>
    public ActivityProfile(BitArray active)
    {
        if (active.Length != Hours) throw new ArgumentException($"A profile needs {Hours} hours.", nameof(active));
        _active = active;
    }

    /// <summary>
    /// The verdict at the end of the last hour. The silent hours at the end are not part of the history that judges them. An hour
    /// of the week is reliable where the customer sent in at least three quarters of its weeks. The silence is a gap
    /// when it covers more than twice as many reliable hours in a row as any earlier silence did, and more than 2; a long
    /// outage in the history does not make the rule blind: it never waits for more than 24.
    /// </summary>
    public GapVerdict Judge()
    {
        var first = 0;
        while (first < Hours && !_active[first]) first++;
        var last = Hours - 1;
        while (last >= first && !_active[last]) last--;
        if (last - first + 1 < MinHistory) return GapVerdict.NotWatched;

        var reliable = new bool[Week];
        var count = 0;
        for (var slot = 0; slot < Week; slot++)
        {
            var (weeks, sent) = (0, 0);
            for (var hour = slot; hour <= last; hour += Week)
            {
                if (hour < first) continue;
                weeks++;
                if (_active[hour]) sent++;
            }

            reliable[slot] = weeks >= 2 && sent * 4 >= weeks * 3;
            if (reliable[slot]) count++;
        }

        if (count < MinReliableHours) return GapVerdict.NotWatched;
        var (longest, run) = (0, 0);
        for (var hour = first; hour <= last; hour++)
        {
            if (_active[hour]) run = 0;
            else if (reliable[hour % Week]) longest = Math.Max(longest, ++run);
        }

        var missed = Enumerable.Range(last + 1, Hours - 1 - last).Count(hour => reliable[hour % Week]);
        var allowed = Math.Clamp(longest * 2, MinSilence, MaxSilence);
        return new(true, missed > allowed, Hours - 1 - last, missed, allowed);
    }
}

/// <summary>Whether a customer's silence is a gap.</summary>
/// <param name="Watched">True where the customer sends regularly enough to be missed.</param>
/// <param name="IsGap">True where the silence is longer than its history explains.</param>
/// <param name="SilentHours">Full hours since the last one in which it sent.</param>
/// <param name="MissedHours">How many of them are hours in which it usually sends.</param>
/// <param name="AllowedHours">How many of those its history explains.</param>
public readonly record struct GapVerdict(bool Watched, bool IsGap, int SilentHours, int MissedHours, int AllowedHours)
{
    /// <summary>Too little or too irregular a history to expect anything.</summary>
    public static GapVerdict NotWatched => default;
}
