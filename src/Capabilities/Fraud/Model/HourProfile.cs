namespace Breakwater.Fraud.Model;

/// <summary>Arithmetic on profiles: 24 shares of a day's usage, which add up to 1.</summary>
internal static class HourProfile
{
    private const int Hours = UsageDay.HoursPerDay;

    /// <summary>Keeps divisions by an empty sum finite.</summary>
    public const double Tiny = 1e-9;

    /// <summary>The same share in every hour.</summary>
    public static double[] Uniform { get; } = Enumerable.Repeat(1d / Hours, Hours).ToArray();

    /// <summary>The profile some hours later on the clock, around midnight; negative for earlier.</summary>
    public static double[] Shifted(double[] profile, int hours)
    {
        var shifted = new double[Hours];
        var by = ((hours % Hours) + Hours) % Hours;
        Array.Copy(profile, 0, shifted, by, Hours - by);
        Array.Copy(profile, Hours - by, shifted, 0, by);
        return shifted;
    }

    /// <summary>Busy hours made quiet and quiet hours busy.</summary>
    public static double[] Inverted(double[] profile)
    {
        var turn = profile.Max() + profile.Min();
        var inverted = Array.ConvertAll(profile, share => turn - share);
        var total = inverted.Sum();
        return Array.ConvertAll(inverted, share => share / total);
    }

    /// <summary>Part of one profile and the rest of another.</summary>
    /// <param name="one">The profile that <paramref name="share"/> belongs to.</param>
    /// <param name="other">The profile of the rest.</param>
    /// <param name="share">0 to 1.</param>
    public static double[] Mixed(double[] one, double[] other, double share)
    {
        var mixed = new double[Hours];
        for (var hour = 0; hour < Hours; hour++) mixed[hour] = share * one[hour] + (1 - share) * other[hour];
        return mixed;
    }
}
