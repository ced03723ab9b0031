namespace Breakwater.Ingestion.Demo;

/// <summary>What happens to a customer's key in the demonstration of detection.</summary>
public enum DemoAttack
{
    /// <summary>Somebody else uses it instead of the customer: the same volume, twelve hours later.</summary>
    Shift,

    /// <summary>Somebody uses it too, nine hours later, as much as the customer.</summary>
    Partial,

    /// <summary>Five times the usage in the customer's own hours.</summary>
    Spike,

    /// <summary>A burst at night, beside the customer's own day.</summary>
    Burst,

    /// <summary>No attack: usage breaks off at noon.</summary>
    Outage,
}

/// <summary>A customer of that demonstration: business hours for weeks, then it happens.</summary>
/// <param name="Id">Customer id.</param>
/// <param name="Attack">What happens.</param>
/// <param name="PerHour">Requests an hour between 8 and 18 UTC on workdays, 15 % of it in other hours; a third of both at weekends.</param>
/// <param name="Words">What happens, in words.</param>
public sealed record DemoVictim(string Id, DemoAttack Attack, double PerHour, string Words)
{
    private const int Opens = 8;
    private const int Closes = 18;
    private const int NightFrom = 2;
    private const int NightTo = 4;

    /// <summary>All of them, by name of the attack.</summary>
    public static IReadOnlyList<DemoVictim> All { get; } =
    [
        new("lantern-books", DemoAttack.Shift, 70, "the same volume, twelve hours later"),
        new("copper-freight", DemoAttack.Partial, 55, "as much again by somebody nine hours later on the clock"),
        new("juniper-clinic", DemoAttack.Spike, 40, "five times the usage in its own hours"),
        new("saffron-eats", DemoAttack.Burst, 60, "a burst between 02:00 and 04:00 UTC"),
        new("quarry-supply", DemoAttack.Outage, 50, "usage breaks off at noon: an outage, no attack"),
    ];

    /// <summary>Requests expected in an hour of UTC.</summary>
    /// <param name="hour">Start of the hour.</param>
    /// <param name="happens">True on the days on which it happens.</param>
    internal double Pace(DateTimeOffset hour, bool happens)
    {
        if (!happens) return Usual(hour, 0);
        return Attack switch
        {
            DemoAttack.Shift => Usual(hour, 12),
            DemoAttack.Partial => Usual(hour, 0) + Usual(hour, 9),
            DemoAttack.Spike => 5 * Usual(hour, 0),
            DemoAttack.Burst => Usual(hour, 0) + (hour.Hour is >= NightFrom and < NightTo ? 6 * PerHour : 0),
            _ => hour.Hour < 12 ? Usual(hour, 0) : 0,
        };
    }

    /// <summary>True where an hour's usage on such a day is somebody else's.</summary>
    internal bool IsForeign(DateTimeOffset hour) => Attack switch
    {
        DemoAttack.Shift => true,
        DemoAttack.Partial => Usual(hour, 9) > Usual(hour, 0),
        DemoAttack.Spike => true,
        DemoAttack.Burst => hour.Hour is >= NightFrom and < NightTo,
        _ => false,
    };

    // The weekday stays that of the day itself: the volume of the day is the same, only its hours move.
    private double Usual(DateTimeOffset hour, int later)
    {
        var onClock = (hour.Hour - later + 24) % 24;
        var weekend = hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        return (onClock is >= Opens and < Closes ? PerHour : .15 * PerHour) * (weekend ? 1 / 3d : 1);
    }
}
