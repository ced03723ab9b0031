using System.Globalization;
using Breakwater.Metering.Ingest;
using Breakwater.Metering.Model;

namespace Breakwater.Dashboard.Pages.Catalog;

/// <summary>What someone is typing about a metric.</summary>
internal sealed class MetricForm
{
    public string Code { get; set; } = "";

    public string Name { get; set; } = "";

    public string EventType { get; set; } = "";

    public Aggregation Aggregation { get; set; }

    public string Property { get; set; } = "";

    public string Percentile { get; set; } = "";

    public string Unit { get; set; } = "";

    public string Dimensions { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>The version that it was made from; null for a new metric.</summary>
    public Metric? From { get; private set; }

    public bool TakesProperty => Aggregation != Aggregation.Count;

    public static MetricForm New(string? eventType) => new() { EventType = eventType ?? "", Unit = "events", Code = CodeOf(eventType), Name = NameOf(eventType) };

    public static MetricForm Of(Metric metric) => new()
    {
        From = metric,
        Code = metric.Code.Value,
        Name = metric.Name,
        EventType = metric.EventType,
        Aggregation = metric.Aggregation,
        Property = metric.Property ?? "",
        Percentile = metric.Percentile?.ToString(CultureInfo.InvariantCulture) ?? "",
        Unit = metric.Unit,
        Dimensions = string.Join(", ", metric.Dimensions),
        Description = metric.Description ?? "",
    };

    /// <summary>Goes on from a newer version: what was typed stays, the rest is the newer version's.</summary>
    public void Rebase(Metric newer)
    {
        if (From is { } old)
        {
            var (was, now) = (Of(old), Of(newer));
            if (Name == was.Name) Name = now.Name;
            if (EventType == was.EventType) EventType = now.EventType;
            if (Aggregation == was.Aggregation) Aggregation = now.Aggregation;
            if (Property == was.Property) Property = now.Property;
            if (Percentile == was.Percentile) Percentile = now.Percentile;
            if (Unit == was.Unit) Unit = now.Unit;
            if (Dimensions == was.Dimensions) Dimensions = now.Dimensions;
            if (Description == was.Description) Description = now.Description;
        }

        From = newer;
    }

    public MetricDraft Draft() => new(
        Code.Trim(), Name, EventType.Trim(), Aggregation, TakesProperty ? Property.Trim() : null, Unit, CatalogWords.Names(Dimensions),
        Aggregation == Aggregation.Percentile && decimal.TryParse(Percentile, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var p) ? p : null,
        Description, From?.Version ?? 0);

    private static string CodeOf(string? type)
    {
        var code = string.Concat((type ?? "").ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')).Trim('_');
        return code.Length > 0 && char.IsAsciiDigit(code[0]) ? "m_" + code : code.Length > 64 ? code[..64] : code;
    }

    private static string NameOf(string? type) =>
        string.IsNullOrEmpty(type) ? "" : char.ToUpperInvariant(type[0]) + type[1..].Replace('_', ' ').Replace('.', ' ');
}
