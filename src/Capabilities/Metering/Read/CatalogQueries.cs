using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>Lists the catalog with what each metric counted lately, and its versions.</summary>
public sealed class CatalogQueries(IMetricStore store, ICatalogSource catalog, IUsageReader reader, Recounts recounts, TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);
    private readonly SharedWork<DateTimeOffset, CatalogReport> _shared = new(TimeSpan.FromSeconds(10), time);

    /// <summary>All metrics, archived ones last, with their counts of the last 30 days, and events that no metric uses.</summary>
    public Task<Outcome<CatalogReport>> ListAsync(CancellationToken ct) => Guarded.RunAsync<CatalogReport>(async () =>
    {
        // Full hours: the counts come from rollups and are the same for everybody within the hour.
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(1);
        var report = await _shared.GetAsync(hour, token => ReadAsync(TimeRange.Until(hour, Lately), token), ct).ConfigureAwait(false);
        var current = catalog.Current;
        return report with
        {
            // Edits and progress show at once; only the counts are shared for a moment.
            Metrics = [.. current.All.OrderBy(metric => metric.Archived).ThenBy(metric => metric.Code.Value, StringComparer.Ordinal)
                .Select(metric => (report.Metrics.FirstOrDefault(row => row.Metric.Code == metric.Code) ?? new(metric, 0, 0, null)) with { Metric = metric, Recount = recounts.Of(metric.Code) })],
        };
    });

    /// <summary>All versions of one metric, newest first.</summary>
    public Task<Outcome<Page<MetricVersion>>> HistoryAsync(string code, CancellationToken ct) => Guarded.RunAsync<Page<MetricVersion>>(async () =>
    {
        var versions = await store.HistoryAsync(new(code), ct).ConfigureAwait(false);
        return versions.Count == 0 ? UsageRules.Metric(new([]), code).Problem! : new Page<MetricVersion>(versions, versions.Count);
    });

    private async Task<CatalogReport> ReadAsync(TimeRange period, CancellationToken ct)
    {
        var rows = new List<CatalogRow>();
        foreach (var metric in catalog.Current.All)
        {
            var total = UsageFolds.Merged(await reader.ReadAsync(new(metric, null, [period]), ct).ConfigureAwait(false));
            rows.Add(new(metric, total.Count, total.Skipped, null));
        }

        var unmatched = UsageFolds.Breakdown(
            BuiltInMetrics.Unmatched, await reader.ReadAsync(new(BuiltInMetrics.Unmatched, null, [period], "event_type"), ct).ConfigureAwait(false), null);
        return new(period, rows, unmatched);
    }
}

/// <summary>The catalog.</summary>
/// <param name="Period">What the counts are of.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Unmatched">Types of events that no metric uses, with their number.</param>
public sealed record CatalogReport(TimeRange Period, IReadOnlyList<CatalogRow> Metrics, IReadOnlyList<UsageGroupRow> Unmatched);

/// <summary>A metric and what it counted.</summary>
/// <param name="Metric">The current version.</param>
/// <param name="Events">Events counted.</param>
/// <param name="Skipped">Events of its type that lacked its property.</param>
/// <param name="Recount">A recount that runs or failed; null for none.</param>
public sealed record CatalogRow(Metric Metric, long Events, long Skipped, RecountState? Recount);
