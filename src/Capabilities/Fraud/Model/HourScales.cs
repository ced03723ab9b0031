namespace Breakwater.Fraud.Model;

/// <summary>
/// What the features of a day's first hours usually are, and which scores they reach. Estimated on the detector's development set
/// (53,679 scored days); a customer's own scales of finished days are carried over in proportion, so that nothing has to be kept by hour.
/// </summary>
public static class HourScales
{
    /// <summary>Fewest hours that can be scored: of one hour there is no shape.</summary>
    public const int MinHours = 2;

    /// <summary>Smallest spread: features that hardly ever move must not make a score by moving a little.</summary>
    public const double MinSpread = .05;

    // How far above that score one of a day's hourly looks must come, so that 1 in 100 (1 in 1,000) innocent days is ever flagged.
    private const double ReviewRatio = 1.20;
    private const double AlertRatio = 1.78;

    // Index 0 is the first hour alone, index 23 the whole day.
    private static readonly FeatureScale[][] Usual =
    [
        [
            new(0, .05), new(0, .421), new(0, .837), new(0, 1.025), new(0, 1.193), new(0, 1.34),
            new(-.634, 1.334), new(-.854, 1.92), new(-1.11, 2.42), new(-1.29, 2.68), new(-1.398, 2.809), new(-1.46, 2.95),
            new(-1.521, 3.069), new(-1.545, 3.133), new(-1.578, 3.206), new(-1.617, 3.311), new(-1.656, 3.357), new(-1.681, 3.394),
            new(-1.712, 3.439), new(-1.751, 3.469), new(-1.813, 3.499), new(-1.885, 3.474), new(-1.981, 3.429), new(-2.055, 3.37),
        ],
        [
            new(-.02, .05), new(-.021, .05), new(-.021, .05), new(-.02, .05), new(-.02, .05), new(-.235, 1.365),
            new(-.168, 1.611), new(-.129, 1.55), new(-.093, 1.458), new(-.079, 1.407), new(-.066, 1.394), new(-.048, 1.386),
            new(-.029, 1.363), new(-.019, 1.339), new(-.02, 1.329), new(-.01, 1.292), new(-.01, 1.294), new(-.009, 1.276),
            new(-.006, 1.27), new(-.006, 1.241), new(-.01, 1.21), new(-.001, 1.18), new(-.007, 1.177), new(-.015, 1.162),
        ],
        [
            new(0, .921), new(0, 1.026), new(0, 1.099), new(0, 1.187), new(0, 1.269), new(.189, 1.045),
            new(.55, .706), new(.694, .619), new(.786, .586), new(.859, .546), new(.92, .529), new(.97, .524),
            new(1.017, .514), new(1.047, .511), new(1.079, .508), new(1.104, .503), new(1.128, .497), new(1.15, .501),
            new(1.17, .494), new(1.192, .501), new(1.213, .506), new(1.232, .522), new(1.248, .535), new(1.261, .548),
        ],
        [
            new(0, .05), new(0, .05), new(0, .116), new(0, .165), new(0, .197), new(0, .192),
            new(.025, .218), new(.057, .25), new(.076, .259), new(.085, .259), new(.096, .254), new(.105, .249),
            new(.112, .246), new(.116, .249), new(.123, .25), new(.13, .249), new(.133, .252), new(.136, .251),
            new(.14, .25), new(.143, .247), new(.146, .248), new(.15, .249), new(.151, .25), new(.152, .251),
        ],
    ];

    // The score that 1 in 200 innocent days reaches after so many hours. At night there is little to go by: only overwhelming evidence counts.
    private static readonly double[] HighScore =
    [
        25.49, 34.23, 32.72, 30.15, 28.96, 13.41, 11.26, 9.72,
        8.99, 8.75, 8.59, 8.42, 8.31, 8.18, 7.95, 7.90,
        7.79, 7.83, 7.67, 7.72, 7.67, 7.64, 7.58, 7.63,
    ];

    /// <summary>The scales of a day's first hours.</summary>
    /// <param name="finished">The same customer's scales of finished days.</param>
    /// <param name="hours">Hours that are over, 1 to 24.</param>
    public static FeatureScales At(FeatureScales finished, int hours)
    {
        if (hours == UsageDay.HoursPerDay) return finished;
        FeatureScale Of(Feature feature)
        {
            var (own, whole, part) = (finished[feature], FeatureScales.Published[feature], Usual[(int)feature][hours - 1]);
            var ratio = part.Spread / whole.Spread;
            return new(part.Middle + ((own.Middle - whole.Middle) * ratio), Math.Max(own.Spread * ratio, MinSpread));
        }

        return new(Of(Feature.Shape), Of(Feature.Volume), Of(Feature.Window), Of(Feature.Cosine));
    }

    /// <summary>The thresholds after some hours of a day, so that a whole day of hourly looks gives about as many false alarms as one look at its end.</summary>
    /// <param name="finished">The thresholds of finished days.</param>
    /// <param name="hours">Hours that are over, 1 to 24.</param>
    public static ScoreThresholds At(ScoreThresholds finished, int hours)
    {
        if (hours == UsageDay.HoursPerDay) return finished;
        var usual = HighScore[hours - 1];
        return new(
            Math.Min(usual * ReviewRatio * finished.Review / ScoreThresholds.Published.Review, FraudScore.Max),
            Math.Min(usual * AlertRatio * finished.Alert / ScoreThresholds.Published.Alert, FraudScore.Max));
    }
}
