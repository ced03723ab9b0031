using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;

namespace Breakwater.Metering.Ingest;

/// <summary>Takes a metric off the list of those that are offered, or puts it back. Its figures stay readable either way.</summary>
public sealed class ArchiveMetric(IMetricStore store, MetricCatalogCache cache)
{
    /// <summary>Archives or restores; where that is its state already nothing is saved.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="code">The metric's code.</param>
    /// <param name="archived">True to archive.</param>
    /// <param name="expectedVersion">The version that was looked at.</param>
    /// <param name="reason">Why, 1 to 1,000 characters.</param>
    /// <param name="ct">Cancels; then nothing was saved.</param>
    public Task<Outcome<Metric>> RunAsync(Actor actor, string code, bool archived, int expectedVersion, string? reason, CancellationToken ct) => Guarded.RunAsync<Metric>(async () =>
    {
        if (actor.Refuse(Permission.ManageCatalog) is { } refusal) return refusal;
        if (VoidUsage.CheckReason(reason) is { } problem) return problem;
        var before = (await store.CurrentAsync(ct).ConfigureAwait(false)).FirstOrDefault(metric => metric.Code.Value == code);
        if (before is null) return UsageRules.Metric(new([]), code).Problem!;
        if (before.Archived == archived) return before;
        if (before.Version != expectedVersion) return DefineMetric.Stale(before.Code);
        var after = before with { Archived = archived, Version = before.Version + 1 };
        var entry = new AuditEntry(actor, archived ? "metric.archived" : "metric.restored", $"metric:{code}", reason!.Trim(), DefineMetric.Describe(before, after));
        if (!await store.SaveAsync(after, expectedVersion, entry, ct).ConfigureAwait(false)) return DefineMetric.Stale(before.Code);
        await cache.RefreshAsync(ct).ConfigureAwait(false);
        return after;
    });
}
