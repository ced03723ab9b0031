using System.Globalization;
using Breakwater.Dashboard.State;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;

namespace Breakwater.Dashboard.Pages.Usage;

/// <summary>A stored event in words.</summary>
internal static class EventWords
{
    /// <summary>The hour that it is counted in, as the zone's clocks show it.</summary>
    public static string Hour(EventTrace trace, TimeZoneInfo zone) =>
        $"{Format.Minute(trace.Hour.Start, zone)} to {Format.In(trace.Hour.End, zone).ToString("HH:mm", CultureInfo.InvariantCulture)}";

    /// <summary>What a metric takes from it, with the unit.</summary>
    public static string Value(EventUse use) => use switch
    {
        { Metric.Property: null } => "1 event",
        { Value: null } => Format.None,
        { Metric.NeedsNumber: true } => $"{Format.Digits(use.Value)} {use.Metric.Unit}",
        // Different texts are counted, not the unit's own amounts.
        _ => use.Value,
    };

    /// <summary>Every figure that changes when it counts no more, and how.</summary>
    public static IEnumerable<(string Figure, string Effect)> Effects(EventTrace trace)
    {
        foreach (var use in trace.Metrics.Where(use => use.Counted))
        {
            yield return (use.Metric.Name, use.Metric.Aggregation switch
            {
                Aggregation.Count => "1 event less",
                Aggregation.Sum => $"{Value(use)} less",
                _ => $"worked out again without {Value(use)}",
            });
        }

        if (trace.IsUnmatched) yield return (BuiltInMetrics.Unmatched.Name, "1 event less");
        yield return (BuiltInMetrics.Events.Name, "1 event less, of all types");
    }
}
