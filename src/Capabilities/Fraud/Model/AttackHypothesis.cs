namespace Breakwater.Fraud.Model;

/// <summary>What a foreign user of a key would do to the shape of a day.</summary>
public enum AttackKind
{
    /// <summary>The customer's own rhythm, hours later: somebody in another part of the world.</summary>
    Shift,

    /// <summary>Usage where the customer is usually quiet.</summary>
    QuietHours,

    /// <summary>Usage spread evenly over the clock: a machine.</summary>
    RoundTheClock,
}

/// <summary>A named alternative to "this day looks like the customer".</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Hours">Hours later, 2 to 22, for <see cref="AttackKind.Shift"/>; otherwise 0.</param>
/// <param name="Share">How much of the day's usage it makes up, above 0 to 1.</param>
public sealed record AttackHypothesis(AttackKind Kind, int Hours, double Share)
{
    private static readonly double[] AddedShares = [.15, .35, .6, 1];

    /// <summary>
    /// All that are tried, in a fixed order. A shift by one hour is missing on purpose: a clock change does that to innocent days.
    /// </summary>
    public static IReadOnlyList<AttackHypothesis> All { get; } =
    [
        .. Enumerable.Range(2, 21).SelectMany(hours => new AttackHypothesis[] { new(AttackKind.Shift, hours, 1), new(AttackKind.Shift, hours, .5) }),
        .. AddedShares.Select(share => new AttackHypothesis(AttackKind.QuietHours, 0, share)),
        .. AddedShares.Select(share => new AttackHypothesis(AttackKind.RoundTheClock, 0, share)),
    ];

    /// <summary>The shape of a day under this hypothesis.</summary>
    internal double[] Shape(double[] profile) => Kind switch
    {
        AttackKind.Shift when Share == 1 => HourProfile.Shifted(profile, Hours),
        AttackKind.Shift => HourProfile.Mixed(HourProfile.Shifted(profile, Hours), profile, Share),
        AttackKind.QuietHours => HourProfile.Mixed(HourProfile.Inverted(profile), profile, Share),
        _ => HourProfile.Mixed(HourProfile.Uniform, profile, Share),
    };
}
