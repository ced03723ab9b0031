using System.Globalization;
using Breakwater.Dashboard.State;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;

namespace Breakwater.Dashboard.Pages.Catalog;

/// <summary>Metrics in words.</summary>
internal static class CatalogWords
{
    public static IReadOnlyList<Aggregation> Aggregations { get; } = Enum.GetValues<Aggregation>();

    public static string Aggregation(Aggregation aggregation) => aggregation switch
    {
        Metering.Model.Aggregation.Count => "COUNT: number of events",
        Metering.Model.Aggregation.Sum => "SUM of a property",
        Metering.Model.Aggregation.Max => "MAX: largest value of a property",
        Metering.Model.Aggregation.Min => "MIN: smallest value of a property",
        Metering.Model.Aggregation.Avg => "AVG: mean of a property",
        Metering.Model.Aggregation.Unique => "UNIQUE: number of different values",
        Metering.Model.Aggregation.Latest => "LATEST: value of the latest event",
        _ => "PERCENTILE of a property",
    };

    /// <summary>What a metric does, in one phrase: <c>SUM of bytes</c>.</summary>
    public static string Counts(Metric metric) => metric.Aggregation switch
    {
        Metering.Model.Aggregation.Count => "COUNT",
        Metering.Model.Aggregation.Percentile => $"P{metric.Percentile?.ToString("0.##", CultureInfo.InvariantCulture)} of {metric.Property}",
        var other => $"{other.ToString().ToUpperInvariant()} of {metric.Property}",
    };

    public static (string Word, string Tone) State(CatalogRow row) => row switch
    {
        { Recount.Fault: not null } => ("Recount stopped", "warning"),
        { Recount: { } recount } => ($"Recounting: {Format.Count(recount.EventsRead)} events read", "info"),
        { Metric.Archived: true } => ("Archived", ""),
        _ => ("Counting", "ok"),
    };

    public static string Dimensions(Metric metric) => metric.Dimensions.Count == 0 ? "none" : string.Join(", ", metric.Dimensions);

    /// <summary>Names in a text, parted by commas or spaces.</summary>
    public static IReadOnlyList<string> Names(string? text) =>
        (text ?? "").Split([',', ' ', ';', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string Events(long count) => count == 1 ? "1 stored event" : $"{Format.Count(count)} stored events";
}
