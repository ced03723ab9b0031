using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>What is counted for each type of event, worked out once per snapshot of the catalog.</summary>
internal sealed class MetricPlan
{
    private readonly Dictionary<string, TypePlan> _types;

    public MetricPlan(MetricCatalog catalog)
    {
        Catalog = catalog;
        // Archived metrics are counted on, so that their figures stay true and can be offered again.
        Metrics = [.. catalog.All];
        _types = Metrics.GroupBy(metric => metric.EventType, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new TypePlan([.. group]), StringComparer.Ordinal);
    }

    public MetricCatalog Catalog { get; }

    public IReadOnlyList<Metric> Metrics { get; }

    public TypePlan For(string eventType) => _types.GetValueOrDefault(eventType, TypePlan.None);

    /// <summary>True where both plans count the same.</summary>
    public bool SameAs(MetricPlan other) =>
        Metrics.Count == other.Metrics.Count && Metrics.Zip(other.Metrics).All(pair => Fingerprint(pair.First) == Fingerprint(pair.Second));

    /// <summary>What a metric means, to tell stored figures of an older definition apart.</summary>
    public static string Fingerprint(Metric metric) => string.Join('|',
        metric.Code.Value, metric.Definition.ToString(), metric.EventType, metric.Aggregation.ToString(), metric.Property,
        metric.Percentile?.ToString(), string.Join(',', metric.Dimensions.Order(StringComparer.Ordinal)));
}

/// <summary>The metrics of one type of event, and which of them keep which dimension.</summary>
internal sealed class TypePlan
{
    public static readonly TypePlan None = new([]);

    public TypePlan(Metric[] metrics)
    {
        Metrics = metrics;
        Dimensions = [.. metrics.SelectMany(metric => metric.Dimensions).Distinct(StringComparer.Ordinal)];
        MetricsOf = [.. Dimensions.Select(dimension =>
            Enumerable.Range(0, metrics.Length).Where(i => metrics[i].Dimensions.Contains(dimension, StringComparer.Ordinal)).ToArray())];
    }

    public Metric[] Metrics { get; }

    public string[] Dimensions { get; }

    /// <summary>For each dimension the indexes of the metrics that keep it.</summary>
    public int[][] MetricsOf { get; }
}
