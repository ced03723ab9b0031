namespace Breakwater.Fraud.Model;

/// <summary>A scored day of one metric, with all that a person needs to judge it. Findings of one incident make up a case.</summary>
/// <param name="Metric">Code of the metric.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Date">The day in the customer's zone.</param>
/// <param name="TimeZone">IANA name of that zone; UTC where none is known.</param>
/// <param name="Hours">Hours of the day that were scored, 1 to 24; 24 for a finished day.</param>
/// <param name="Incident">From the first hour that stands out to the end of the last scored hour.</param>
/// <param name="Score">0 to 50.</param>
/// <param name="ReviewAt">Score from which these hours are reviewed.</param>
/// <param name="AlertAt">Score from which these hours are an alert.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Terms">What the score is made of, largest first.</param>
/// <param name="Attack">The attack that explains the shape best.</param>
/// <param name="Peak">The hours that stand out most.</param>
/// <param name="Observed">Usage of the scored hours.</param>
/// <param name="Expected">Expected usage of the scored hours.</param>
/// <param name="Cosine">Cosine to the plain mean shape of the same weekday, 0 to 1; null without one.</param>
/// <param name="Z">Z-score of the volume against the last 30 days; null where it is not defined (fewer than 7 days, or an unfinished day).</param>
/// <param name="HistoryDays">Days of history that the baseline is made of, at most 56.</param>
/// <param name="Irregularity">Median hourly noise of the customer: below 0.3 an attack shows well, above 0.6 poorly.</param>
/// <param name="HourlyUsage">24 hours of usage, those after <paramref name="Hours"/> 0.</param>
/// <param name="HourlyBand">Expected usage of all 24 hours with its usual bounds.</param>
/// <param name="Course">Score by hour of the day so far; empty for a day scored only once finished.</param>
/// <param name="ScoredAt">When it was scored.</param>
public sealed record CaseFinding(
    MetricCode Metric, string Unit, DateOnly Date, string TimeZone, int Hours, TimeRange Incident, double Score, double ReviewAt, double AlertAt, DayVerdict Verdict,
    IReadOnlyList<ScoreTerm> Terms, AttackHypothesis Attack, StandingOut Peak, double Observed, double Expected, double? Cosine, double? Z, int HistoryDays, double Irregularity,
    IReadOnlyList<double> HourlyUsage, IReadOnlyList<HourBand> HourlyBand, IReadOnlyList<HourScore> Course, DateTimeOffset ScoredAt)
{
    /// <summary>Usage above what was expected: what is at stake, in the metric's unit. 0 or more.</summary>
    public double Excess => Math.Max(0, Observed - Expected);
}

/// <summary>One term of a score.</summary>
/// <param name="Feature">What was measured.</param>
/// <param name="Deviation">How unusual it is for this customer, in standard deviations, not capped.</param>
/// <param name="Points">What it adds to the score, 0 to 20.</param>
public readonly record struct ScoreTerm(Feature Feature, double Deviation, double Points);

/// <summary>Expected usage of an hour.</summary>
/// <param name="Expected">The middle.</param>
/// <param name="Low">Lower bound of what is usual (about 95 %), 0 or more.</param>
/// <param name="High">Upper bound of what is usual.</param>
public readonly record struct HourBand(double Expected, double Low, double High);

/// <summary>The score after some hours of a day.</summary>
/// <param name="Hours">Hours scored, 1 to 24.</param>
/// <param name="Score">0 to 50.</param>
/// <param name="ReviewAt">Score from which that many hours are reviewed.</param>
/// <param name="AlertAt">Score from which that many hours are an alert.</param>
public readonly record struct HourScore(int Hours, double Score, double ReviewAt, double AlertAt);
