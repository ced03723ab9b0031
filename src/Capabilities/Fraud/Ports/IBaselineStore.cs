namespace Breakwater.Fraud.Ports;

/// <summary>Keeps baselines for 90 days after they were built. Losing them costs a rebuild from usage, nothing else.</summary>
public interface IBaselineStore
{
    /// <summary>How long an unused baseline is kept.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>The baselines of a metric for the given customers; those without one are left out.</summary>
    /// <exception cref="EngineUnavailableException">The engine does not answer.</exception>
    Task<IReadOnlyDictionary<CustomerId, SeriesBaseline>> GetAsync(MetricCode metric, IReadOnlyCollection<CustomerId> customers, CancellationToken ct);

    /// <summary>Saves baselines in place of earlier ones.</summary>
    /// <exception cref="EngineUnavailableException">The engine does not answer; some may be saved, saving again is harmless.</exception>
    Task SaveAsync(IReadOnlyCollection<SeriesBaseline> baselines, CancellationToken ct);
}
