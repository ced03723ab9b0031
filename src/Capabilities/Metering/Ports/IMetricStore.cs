namespace Breakwater.Metering.Ports;

/// <summary>Keeps the catalog with all its versions.</summary>
public interface IMetricStore
{
    /// <summary>The current version of every metric.</summary>
    Task<IReadOnlyList<Metric>> CurrentAsync(CancellationToken ct);

    /// <summary>All versions of one metric, newest first, with the instant each was saved.</summary>
    Task<IReadOnlyList<MetricVersion>> HistoryAsync(MetricCode code, CancellationToken ct);

    /// <summary>Saves a new version together with its audit entry, or neither.</summary>
    /// <returns>False where the stored version is no longer <paramref name="expectedVersion"/> (0 for a new metric).</returns>
    Task<bool> SaveAsync(Metric metric, int expectedVersion, AuditEntry entry, CancellationToken ct);
}

/// <summary>One version of a metric.</summary>
/// <param name="Metric">The definition.</param>
/// <param name="SavedAt">When it was saved.</param>
/// <param name="SavedBy">Who saved it.</param>
public sealed record MetricVersion(Metric Metric, DateTimeOffset SavedAt, string SavedBy);
