namespace Breakwater.Ingestion.Demo;

/// <summary>When a customer of the demonstration is busy, in its own time zone.</summary>
public enum DemoRhythm
{
    /// <summary>Working days from eight to six with a dip at noon; hardly anything at the weekend.</summary>
    OfficeHours,

    /// <summary>Machines that never stop.</summary>
    AroundTheClock,

    /// <summary>A shop: evenings, and twice as much from Friday evening to Sunday.</summary>
    WeekendShop,

    /// <summary>A batch between one and four in the night.</summary>
    NightBatch,

    /// <summary>People at home: breakfast and evening.</summary>
    Evenings,

    /// <summary>A quiet line with sales that multiply it for some hours.</summary>
    Spiky,

    /// <summary>Active on some days, silent on the others.</summary>
    Intermittent,

    /// <summary>School mornings.</summary>
    SchoolMornings,

    /// <summary>Office hours that double around the turn of the month.</summary>
    Payday,
}

/// <summary>The rhythms as figures: how busy an hour is, where 1 is the week's average.</summary>
internal static class DemoRhythms
{
    private static readonly double[] Averages = [.. Enum.GetValues<DemoRhythm>().Select(Average)];

    /// <summary>How busy the hour is that contains <paramref name="local"/>.</summary>
    public static double Intensity(DemoRhythm rhythm, DateTime local, int seed, string customer)
    {
        var day = SplitMix.For(seed, customer, DateOnly.FromDateTime(local).DayNumber);
        var mood = Math.Exp(0.07 * day.Normal());
        var intensity = Shape(rhythm, local.DayOfWeek, local.Hour) / Averages[(int)rhythm] * mood;
        return rhythm switch
        {
            DemoRhythm.Spiky => intensity * Sale(local.Hour, ref day),
            DemoRhythm.Intermittent => day.Fraction() < 0.4 ? intensity * 2.5 : 0,
            DemoRhythm.Payday => local.Day is 1 or 2 or >= 28 ? intensity * 1.8 : intensity * 0.85,
            _ => intensity,
        };
    }

    // One day in eight holds a sale of two to four hours.
    private static double Sale(int hour, ref SplitMix day)
    {
        if (day.Fraction() >= 0.125) return 0.8;
        var start = 9 + day.Below(9);
        return hour >= start && hour < start + 2 + day.Below(3) ? 7 : 0.9;
    }

    private static double Shape(DemoRhythm rhythm, DayOfWeek weekday, int hour)
    {
        var weekend = weekday is DayOfWeek.Saturday or DayOfWeek.Sunday;
        return rhythm switch
        {
            DemoRhythm.OfficeHours or DemoRhythm.Payday => weekend ? 0.08 : 0.1 + Bell(hour, 10.5, 1.9) + Bell(hour, 15.0, 2.0),
            DemoRhythm.AroundTheClock => 1 + (0.06 * Math.Sin(hour * Math.PI / 12)),
            DemoRhythm.WeekendShop => (0.08 + (0.5 * Bell(hour, 12.5, 2.2)) + Bell(hour, 20.0, 2.0))
                * (weekend ? 2.1 : weekday == DayOfWeek.Friday && hour >= 16 ? 1.9 : 1),
            DemoRhythm.NightBatch => hour is >= 1 and < 4 ? 6 : hour is 4 ? 1.5 : 0.05,
            DemoRhythm.Evenings => 0.12 + (0.5 * Bell(hour, 7.5, 1.2)) + Bell(hour, 20.5, 1.8),
            DemoRhythm.Spiky => 0.3 + Bell(hour, 14.0, 4.5),
            DemoRhythm.Intermittent => 0.05 + Bell(hour, 13.0, 3.0),
            DemoRhythm.SchoolMornings => weekend ? 0.02 : 0.04 + Bell(hour, 9.5, 1.6),
            _ => throw new ArgumentOutOfRangeException(nameof(rhythm), rhythm, "No such rhythm."),
        };
    }

    private static double Bell(int hour, double centre, double width) => Math.Exp(-Math.Pow((hour + 0.5 - centre) / width, 2) / 2);

    private static double Average(DemoRhythm rhythm) =>
        Enum.GetValues<DayOfWeek>().SelectMany(day => Enumerable.Range(0, 24).Select(hour => Shape(rhythm, day, hour))).Average();
}
