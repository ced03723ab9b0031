namespace Breakwater.Fraud.Ports;

/// <summary>Keeps the scores of finished days (at least 400 days), who can be judged, and the settings of detection.</summary>
public interface IScoreStore
{
    /// <summary>Saves scored days in place of earlier scores of the same days.</summary>
    Task SaveAsync(IReadOnlyCollection<ScoredDay> days, CancellationToken ct);

    /// <summary>Scored days of a customer in <c>[from, to)</c>, by metric and date; null for all its metrics.</summary>
    Task<IReadOnlyList<ScoredDay>> ReadAsync(CustomerId customer, MetricCode? metric, DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>What is remembered of the days of a metric from a date on, for every customer at once or one.</summary>
    Task<IReadOnlyDictionary<CustomerId, IReadOnlyDictionary<DateOnly, PastDay>>> PastAsync(MetricCode metric, CustomerId? customer, DateOnly from, CancellationToken ct);

    /// <summary>Scores of all days in <c>[from, to)</c> that reach a score, for a backtest; highest score first, at most 100,000.</summary>
    Task<IReadOnlyList<HighDay>> HighAsync(double atLeast, DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>How many days were scored in <c>[from, to)</c>, by month.</summary>
    Task<IReadOnlyList<(DateOnly Month, long Days)>> CountAsync(DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>Saves what was found about series.</summary>
    Task SaveCoverageAsync(IReadOnlyCollection<SeriesCoverage> series, CancellationToken ct);

    /// <summary>Series by <c>customer</c>, <c>metric</c>, <c>history</c>, <c>usage</c> or <c>noise</c>; search matches the customer. Natural order: those that can be judged worst first.</summary>
    Task<Page<SeriesCoverage>> CoverageAsync(MetricCode? metric, DetectabilityGrade? grade, PageRequest page, CancellationToken ct);

    /// <summary>How many series have each grade.</summary>
    Task<IReadOnlyDictionary<DetectabilityGrade, long>> GradesAsync(CancellationToken ct);

    /// <summary>Series of a metric, or of one customer in it, whose history reaches a date or goes beyond it.</summary>
    Task<IReadOnlyDictionary<CustomerId, SeriesCoverage>> SeriesAsync(MetricCode metric, CustomerId? customer, DateOnly through, CancellationToken ct);

    /// <summary>The zones that were set for customers.</summary>
    Task<IReadOnlyDictionary<CustomerId, string>> ZonesAsync(CancellationToken ct);

    /// <summary>Sets or (null) forgets a customer's zone, together with its audit entry.</summary>
    Task SetZoneAsync(CustomerId customer, string? zone, AuditEntry entry, CancellationToken ct);

    /// <summary>The settings as they are now.</summary>
    Task<DetectionSettings> SettingsAsync(CancellationToken ct);

    /// <summary>Saves settings together with their audit entry, or neither.</summary>
    /// <returns>False where the stored version is not <c>settings.Version - 1</c>.</returns>
    Task<bool> SaveSettingsAsync(DetectionSettings settings, AuditEntry entry, CancellationToken ct);
}

/// <summary>A day with a high score.</summary>
/// <param name="Key">The series.</param>
/// <param name="Date">The day.</param>
/// <param name="Score">0 to 50.</param>
/// <param name="Verdict">What was said of it then.</param>
public readonly record struct HighDay(SeriesKey Key, DateOnly Date, double Score, DayVerdict Verdict);
