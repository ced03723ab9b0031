using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;

namespace Breakwater.Metering.Ingest;

/// <summary>Adds a metric or saves a new version of one.</summary>
public sealed class DefineMetric(IMetricStore store, MetricCatalogCache cache, IUsageReader reader, RecountWorker recounts, TimeProvider time)
{
    /// <summary>Most metrics in a catalog, archived ones included.</summary>
    public const int MaxMetrics = 200;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new JsonStringEnumConverter() } };

    /// <summary>What saving the draft would change; saves nothing.</summary>
    public Task<Outcome<MetricPreview>> PreviewAsync(Actor actor, MetricDraft draft, CancellationToken ct) => Guarded.RunAsync<MetricPreview>(async () =>
    {
        var prepared = await PrepareAsync(actor, draft, ct).ConfigureAwait(false);
        if (!prepared.IsOk) return prepared.Problem!;
        var (before, after) = prepared.Value;
        var recounted = before is null || before.Definition != after.Definition;
        // Only stored events of the type are read again; their number says how long that takes.
        var events = recounted ? await EventsAsync(after.EventType, ct).ConfigureAwait(false) : 0;
        return new MetricPreview(before, after, before is null ? [] : MetricRules.Differences(before, after), recounted, events);
    });

    /// <summary>Saves the draft as the next version; where its meaning changed, all its figures are recounted in the background.</summary>
    /// <param name="actor">Who saves.</param>
    /// <param name="draft">The definition and the version that it was made from.</param>
    /// <param name="reason">Why, at most 1,000 characters; needed for an edit.</param>
    /// <param name="ct">Cancels; then nothing was saved.</param>
    public Task<Outcome<Metric>> RunAsync(Actor actor, MetricDraft draft, string? reason, CancellationToken ct) => Guarded.RunAsync<Metric>(async () =>
    {
        var prepared = await PrepareAsync(actor, draft, ct).ConfigureAwait(false);
        if (!prepared.IsOk) return prepared.Problem!;
        var (before, after) = prepared.Value;
        if ((before is not null || reason is not null) && VoidUsage.CheckReason(reason) is { } problem) return problem;
        if (before is not null && MetricRules.Differences(before, after).Count == 0) return before;
        var entry = new AuditEntry(actor, before is null ? "metric.defined" : "metric.changed", $"metric:{after.Code}", reason?.Trim(), Describe(before, after));
        if (!await store.SaveAsync(after, draft.ExpectedVersion, entry, ct).ConfigureAwait(false)) return Stale(after.Code);
        await cache.RefreshAsync(ct).ConfigureAwait(false);
        if (before?.Definition != after.Definition) recounts.Ask(after);
        return after;
    });

    internal static Problem Stale(MetricCode code) => new(
        ProblemKind.Conflict, "metric-changed-meanwhile", $"{code} was changed by someone else meanwhile.", "Nothing was saved. Look at the current version and edit that.", "version");

    internal static string Describe(Metric? before, Metric after) => JsonSerializer.Serialize(
        new { before = before is null ? null : Shown(before), after = Shown(after) }, Json);

    private static object Shown(Metric m) => new
    {
        m.Name, m.EventType, m.Aggregation, m.Property, m.Unit, m.Dimensions, m.Percentile, m.Description, m.Version, m.Definition, m.Archived,
    };

    private async Task<Outcome<Prepared>> PrepareAsync(Actor actor, MetricDraft draft, CancellationToken ct)
    {
        if (actor.Refuse(Permission.ManageCatalog) is { } refusal) return refusal;
        var current = await store.CurrentAsync(ct).ConfigureAwait(false);
        var before = current.FirstOrDefault(metric => metric.Code.Value == draft.Code);
        if ((before?.Version ?? 0) != draft.ExpectedVersion)
        {
            return draft.ExpectedVersion == 0
                ? new Problem(ProblemKind.Conflict, "metric-exists", $"There is a metric {draft.Code} already.", "Nothing was saved. Choose another code, or edit that metric.", "code")
                : Stale(new(draft.Code));
        }

        if (before is null && current.Count >= MaxMetrics) return Problem.Invalid("code", $"The catalog is full: it holds {MaxMetrics} metrics.");
        var after = new Metric(
            new(draft.Code), draft.Name.Trim(), draft.EventType, draft.Aggregation, string.IsNullOrEmpty(draft.Property) ? null : draft.Property, draft.Unit.Trim(), draft.Dimensions, draft.Percentile,
            string.IsNullOrWhiteSpace(draft.Description) ? null : draft.Description.Trim(), draft.ExpectedVersion + 1, before?.Definition ?? 1, before?.Archived ?? false);
        if (MetricRules.Check(after) is { } problem) return problem;
        if (before is not null && !before.SameMeaningAs(after)) after = after with { Definition = before.Definition + 1 };
        return new Prepared(before, after);
    }

    private async Task<long> EventsAsync(string eventType, CancellationToken ct)
    {
        // Everything that can be stored: backfill reaches 400 days back, and events stay longer than that.
        var now = time.GetUtcNow();
        var slices = await reader.ReadAsync(new(BuiltInMetrics.Events, null, [new(now.AddYears(-10), now.AddDays(2))], "event_type"), ct).ConfigureAwait(false);
        return slices.Where(slice => slice.Group == eventType).Sum(slice => slice.State.Count);
    }

    private readonly record struct Prepared(Metric? Before, Metric After);
}

/// <summary>A metric as someone wants it.</summary>
/// <param name="Code">Its code; cannot be changed later.</param>
/// <param name="Name">Name for screens.</param>
/// <param name="EventType">Type of the events that count.</param>
/// <param name="Aggregation">How they become one figure.</param>
/// <param name="Property">The property that is aggregated; null or empty for Count.</param>
/// <param name="Unit">Unit of the figure.</param>
/// <param name="Dimensions">Properties kept ready for grouping, at most 8.</param>
/// <param name="Percentile">p for Percentile.</param>
/// <param name="Description">What it tells.</param>
/// <param name="ExpectedVersion">The version that was edited; 0 for a new metric.</param>
public sealed record MetricDraft(
    string Code, string Name, string EventType, Aggregation Aggregation, string? Property, string Unit, IReadOnlyList<string> Dimensions,
    decimal? Percentile = null, string? Description = null, int ExpectedVersion = 0);

/// <summary>What saving a draft would change.</summary>
/// <param name="Before">The current version; null for a new metric.</param>
/// <param name="After">The version that would be saved.</param>
/// <param name="Changes">What differs, one sentence each; empty for a new metric or where nothing differs.</param>
/// <param name="Recounted">True where the metric means something else afterwards and all its figures are recounted.</param>
/// <param name="Events">Stored events that the recount reads.</param>
public sealed record MetricPreview(Metric? Before, Metric After, IReadOnlyList<string> Changes, bool Recounted, long Events);
