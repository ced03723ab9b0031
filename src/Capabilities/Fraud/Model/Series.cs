namespace Breakwater.Fraud.Model;

/// <summary>What detection looks at: one metric of one customer.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Metric">Code of an additive metric (COUNT or SUM): only such usage can be spread over hours.</param>
public readonly record struct SeriesKey(CustomerId Customer, MetricCode Metric);

/// <summary>Everything that scoring a day of a series needs.</summary>
/// <param name="Key">The series.</param>
/// <param name="TimeZone">IANA name of the zone whose clock its hours follow.</param>
/// <param name="Through">Last day of the history; a day is only ever scored by a baseline that ends before it.</param>
/// <param name="HistoryDays">Days from the first usage (or the re-baselining) to <paramref name="Through"/>, at most 56.</param>
/// <param name="LearntDays">Those of them that are not under suspicion.</param>
/// <param name="SilentDays">Days without usage at the end of the history.</param>
/// <param name="GrowingDays">Of the last 5 days, those with far more usage in the customer's own shape.</param>
/// <param name="Week">Shapes, noise and level.</param>
/// <param name="Scales">What the features of this customer's finished days usually are.</param>
/// <param name="Plain">Plain mean shape of each weekday, Sunday first; null where no such day had usage.</param>
/// <param name="Volume">Plain mean and deviation of the last 30 days' volumes.</param>
/// <param name="BuiltAt">When it was made.</param>
public sealed record SeriesBaseline(
    SeriesKey Key, string TimeZone, DateOnly Through, int HistoryDays, int LearntDays, int SilentDays, int GrowingDays,
    WeekBaseline Week, FeatureScales Scales, IReadOnlyList<PlainShape?> Plain, PlainVolume Volume, DateTimeOffset BuiltAt);

/// <summary>A scored, finished day of a series.</summary>
/// <param name="Key">The series.</param>
/// <param name="Date">The day in the customer's zone.</param>
/// <param name="Score">The score with what was measured.</param>
/// <param name="Verdict">What came of it at the thresholds of that time.</param>
/// <param name="Cosine">Plain cosine; null without a baseline or usage.</param>
/// <param name="Z">Plain z-score; null where it is not defined.</param>
/// <param name="HistoryDays">Days of history behind it.</param>
/// <param name="ScoredAt">When it was scored.</param>
public sealed record ScoredDay(
    SeriesKey Key, DateOnly Date, FraudScore Score, DayVerdict Verdict, double? Cosine, double? Z, int HistoryDays, DateTimeOffset ScoredAt);

/// <summary>Whether a series can be judged, and how well.</summary>
/// <param name="Key">The series.</param>
/// <param name="TimeZone">IANA name of its zone.</param>
/// <param name="HistoryDays">Days of history, at most 56.</param>
/// <param name="LearntDays">Those that the baseline learns from.</param>
/// <param name="Through">Last day of the history.</param>
/// <param name="DailyUsage">Median usage of a day.</param>
/// <param name="Irregularity">Median hourly noise; null without a baseline.</param>
/// <param name="BuiltAt">When this was found.</param>
public sealed record SeriesCoverage(
    SeriesKey Key, string TimeZone, int HistoryDays, int LearntDays, DateOnly Through, double DailyUsage, double? Irregularity, DateTimeOffset BuiltAt)
{
    /// <summary>How well an attack on this customer would show.</summary>
    public DetectabilityGrade Grade => Detectability.Of(HistoryDays, LearntDays, DailyUsage, Irregularity);
}

/// <summary>How well an attack would show.</summary>
public enum DetectabilityGrade
{
    /// <summary>Nothing can be said yet: fewer than 7 days of history.</summary>
    None,

    /// <summary>Scores are shown without alarms, or only the clearest alarm: fewer than 28 days.</summary>
    Learning,

    /// <summary>Irregular, or too little usage: long or strong attacks only.</summary>
    Poor,

    /// <summary>Most attacks show.</summary>
    Fair,

    /// <summary>Regular: attacks show well.</summary>
    Good,
}

/// <summary>The rule of the grade.</summary>
public static class Detectability
{
    /// <summary>Hourly noise below which attacks show well.</summary>
    public const double GoodNoise = .3;

    /// <summary>Hourly noise above which they show poorly.</summary>
    public const double PoorNoise = .6;

    /// <summary>Usage a day below which only long attacks show.</summary>
    public const double LowVolume = 100;

    /// <summary>The grade of a series.</summary>
    public static DetectabilityGrade Of(int historyDays, int learntDays, double dailyUsage, double? irregularity) =>
        historyDays < ColdStart.MinDays || learntDays == 0 || irregularity is not { } noise ? DetectabilityGrade.None
        : historyDays < ColdStart.ReviewDays ? DetectabilityGrade.Learning
        : noise > PoorNoise || dailyUsage < LowVolume ? DetectabilityGrade.Poor
        : noise < GoodNoise ? DetectabilityGrade.Good : DetectabilityGrade.Fair;
}
