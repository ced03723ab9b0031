namespace Breakwater.Metering.Model;

/// <summary>How the events of a period become one figure.</summary>
public enum Aggregation
{
    /// <summary>Number of events.</summary>
    Count,

    /// <summary>Sum of the property.</summary>
    Sum,

    /// <summary>Largest value.</summary>
    Max,

    /// <summary>Smallest value.</summary>
    Min,

    /// <summary>Arithmetic mean, rounded to 9 decimal places.</summary>
    Avg,

    /// <summary>Number of different values, text or number.</summary>
    Unique,

    /// <summary>Value of the latest event; of several at one instant the one with the largest transaction id in ordinal order.</summary>
    Latest,

    /// <summary>Nearest-rank percentile: the smallest value with at least p percent of the values at or below it.</summary>
    Percentile,
}

/// <summary>An entry of the catalog: which events count, and how.</summary>
/// <param name="Code">Name in every API call.</param>
/// <param name="Name">Name for screens.</param>
/// <param name="EventType">Type of the events that count.</param>
/// <param name="Aggregation">How they become one figure.</param>
/// <param name="Property">The property that is aggregated; null for Count.</param>
/// <param name="Unit">Unit of the figure.</param>
/// <param name="Dimensions">Properties kept ready for grouping, at most 8; any other property can be grouped by too, from the events themselves.</param>
/// <param name="Percentile">p for Percentile, above 0 to 100; null otherwise.</param>
/// <param name="Description">What it tells.</param>
/// <param name="Version">1 for the first version; every edit adds one.</param>
/// <param name="Definition">Counts changes of meaning (type, aggregation, property, dimensions, percentile): figures of one definition are kept together.</param>
/// <param name="Archived">True where it is no longer offered; its figures stay readable.</param>
public sealed record Metric(
    MetricCode Code, string Name, string EventType, Aggregation Aggregation, string? Property, string Unit,
    IReadOnlyList<string> Dimensions, decimal? Percentile = null, string? Description = null,
    int Version = 1, int Definition = 1, bool Archived = false)
{
    /// <summary>True where the groups' figures add up to the total.</summary>
    public bool IsAdditive => Aggregation is Aggregation.Count or Aggregation.Sum;

    /// <summary>True where the property must be a number.</summary>
    public bool NeedsNumber => Aggregation is not (Aggregation.Count or Aggregation.Unique);

    /// <summary>True where every single value of the period is needed, not only a running figure.</summary>
    public bool KeepsValues => Aggregation is Aggregation.Unique or Aggregation.Percentile;

    /// <summary>True where both entries measure the same thing.</summary>
    public bool SameMeaningAs(Metric other) =>
        EventType == other.EventType && Aggregation == other.Aggregation && Property == other.Property &&
        Percentile == other.Percentile && Dimensions.Order(StringComparer.Ordinal).SequenceEqual(other.Dimensions.Order(StringComparer.Ordinal));
}

/// <summary>Metrics that every store has, beside those of the catalog.</summary>
public static class BuiltInMetrics
{
    /// <summary>All events of any type, grouped by <c>event_type</c>: activity, gaps, movers.</summary>
    public static Metric Events { get; } =
        new(new("events"), "Events", EventType: "*", Aggregation.Count, null, "events", ["event_type"], Description: "All stored events of any type");

    /// <summary>
    /// Events whose type no metric of the catalog uses now, grouped by <c>event_type</c>. A metric added later takes its
    /// history out of here, as it counts that history too.
    /// </summary>
    public static Metric Unmatched { get; } =
        new(new("unmatched"), "Unmatched events", EventType: "*", Aggregation.Count, null, "events", ["event_type"], Description: "Stored events that no metric uses");

    /// <summary>Codes that the catalog may not use.</summary>
    public static bool IsReserved(MetricCode code) => code == Events.Code || code == Unmatched.Code;
}

/// <summary>An immutable snapshot of the catalog, indexed for the hot path.</summary>
public sealed class MetricCatalog
{
    private readonly Dictionary<string, Metric[]> _byEventType;
    private readonly Dictionary<MetricCode, Metric> _byCode;

    /// <summary>Makes a snapshot of the current versions.</summary>
    public MetricCatalog(IEnumerable<Metric> metrics)
    {
        _byCode = metrics.ToDictionary(metric => metric.Code);
        _byEventType = _byCode.Values.Where(metric => !metric.Archived).GroupBy(metric => metric.EventType)
            .ToDictionary(group => group.Key, group => group.OrderBy(metric => metric.Code.Value, StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>All metrics by code, archived ones included.</summary>
    public IEnumerable<Metric> All => _byCode.Values.OrderBy(metric => metric.Code.Value, StringComparer.Ordinal);

    /// <summary>The metrics that count events of this type.</summary>
    public ReadOnlySpan<Metric> For(string eventType) => _byEventType.GetValueOrDefault(eventType);

    /// <summary>The metric of that code (built-in ones included), or null.</summary>
    public Metric? Find(MetricCode code) =>
        _byCode.GetValueOrDefault(code) ?? (code == BuiltInMetrics.Events.Code ? BuiltInMetrics.Events
            : code == BuiltInMetrics.Unmatched.Code ? BuiltInMetrics.Unmatched : null);
}
