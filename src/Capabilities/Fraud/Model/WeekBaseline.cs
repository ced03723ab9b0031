namespace Breakwater.Fraud.Model;

/// <summary>What a customer's usage of one metric is expected to look like on each weekday; enough to make the <see cref="DayBaseline"/> of any day.</summary>
/// <param name="Weekdays">24 shares for each weekday, Sunday first.</param>
/// <param name="Overall">24 shares over all days.</param>
/// <param name="Workday">24 shares from Monday to Friday.</param>
/// <param name="Weekend">24 shares of Saturday and Sunday.</param>
/// <param name="Noise">Relative variance of each hour beyond counting noise.</param>
/// <param name="Level">Logarithm of an ordinary day's volume plus one half.</param>
/// <param name="Effects">What each weekday adds to the level, Sunday first.</param>
/// <param name="VolumeVariance">Variance of the logarithm of a day's volume beyond counting noise.</param>
public sealed record WeekBaseline(
    double[][] Weekdays, double[] Overall, double[] Workday, double[] Weekend, double[] Noise, double Level, double[] Effects, double VolumeVariance)
{
    private const double MinVolume = .05;

    /// <summary>Median hourly noise, see <see cref="DayBaseline.Irregularity"/>.</summary>
    public double Irregularity { get; } = WeightedMedian.Plain(Array.ConvertAll(Noise, Math.Sqrt));

    /// <summary>Expected usage of a whole day.</summary>
    public double Volume(DayOfWeek day) => Math.Max(Math.Exp(Level + Effects[(int)day]) - .5, MinVolume);

    /// <summary>The baseline of a day.</summary>
    public DayBaseline For(DayOfWeek day)
    {
        var profile = Weekdays[(int)day];
        double[][] benign =
        [
            profile, Overall, day.IsWeekend() ? Workday : Weekend, Weekdays[(int)DayOfWeek.Sunday], Weekdays[(int)DayOfWeek.Saturday],
            HourProfile.Shifted(profile, 1), HourProfile.Shifted(profile, -1),
        ];
        return new(profile, Noise, Volume(day), VolumeVariance, benign, [.. AttackHypothesis.All.Select(attack => attack.Shape(profile))]);
    }

    /// <summary>Expected usage of an hour with the bounds of what is usual: about 19 of 20 innocent hours lie between them.</summary>
    public HourBand Band(DayOfWeek day, int hour)
    {
        var expected = Volume(day) * Weekdays[(int)day][hour];
        var deviation = Math.Sqrt(expected + ((Noise[hour] + VolumeVariance) * expected * expected));
        return new(expected, Math.Max(0, expected - (1.96 * deviation)), expected + (1.96 * deviation));
    }
}
