using Breakwater.Metering.Model;

namespace Breakwater.Dashboard.Components.Usage;

/// <summary>Which metrics pickers offer, and which one is shown where the address names none.</summary>
public static class Metrics
{
    /// <summary>A metric's name inside a sentence: <c>bandwidth</c>, and still <c>API calls</c>.</summary>
    public static string InSentence(Metric metric) =>
        metric.Name is { Length: > 1 } name && char.IsLower(name[1]) ? char.ToLowerInvariant(name[0]) + name[1..] : metric.Name;

    /// <summary>The metric that a page opens with where the catalog has it.</summary>
    public static MetricCode First { get; } = new("api_calls");

    /// <summary>The metric of that code; else the usual first one, the first of the catalog, or all events.</summary>
    public static Metric Chosen(MetricCatalog catalog, string? code) =>
        (code is null ? null : catalog.Find(new(code)))
        ?? catalog.Find(First)
        ?? catalog.All.FirstOrDefault(metric => !metric.Archived)
        ?? BuiltInMetrics.Events;

    /// <summary>Metrics whose code, name or event type holds the text: those of the catalog, then the built-in ones, archived ones last.</summary>
    public static IEnumerable<Metric> Matching(MetricCatalog catalog, string text) =>
        catalog.All.Where(metric => !metric.Archived)
            .Concat([BuiltInMetrics.Events, BuiltInMetrics.Unmatched])
            .Concat(catalog.All.Where(metric => metric.Archived))
            .Where(metric => Holds(metric.Code.Value, text) || Holds(metric.Name, text) || Holds(metric.EventType, text));

    private static bool Holds(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
}
