namespace Breakwater.Fraud.Model;

/// <summary>What a customer's day is expected to look like, and how far it usually strays from that.</summary>
/// <param name="Profile">Share of each hour, expected today.</param>
/// <param name="Noise">Relative variance of each hour beyond counting noise (tau squared), 2e-4 to 25.</param>
/// <param name="Volume">Expected usage of the whole day, at least 0.05.</param>
/// <param name="VolumeVariance">Variance of the logarithm of a day's volume beyond counting noise.</param>
/// <param name="Benign">Shapes that are innocent: of today's weekday, of other kinds of day, of a clock change.</param>
/// <param name="Attacks">The shape of each of <see cref="AttackHypothesis.All"/>.</param>
public sealed record DayBaseline(
    double[] Profile, double[] Noise, double Volume, double VolumeVariance, double[][] Benign, double[][] Attacks)
{
    /// <summary>Days of history that a baseline looks at.</summary>
    public const int Days = 56;

    /// <summary>
    /// How well an attack would show: the median hourly noise of this customer (0 for a machine, above 0.6 for one that does
    /// something else every day).
    /// </summary>
    public double Irregularity { get; } = WeightedMedian.Plain(Array.ConvertAll(Noise, Math.Sqrt));

    /// <summary>Expected usage of one hour.</summary>
    public double Expected(int hour) => Volume * Profile[hour];
}
