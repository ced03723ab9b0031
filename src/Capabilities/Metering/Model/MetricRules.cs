namespace Breakwater.Metering.Model;

/// <summary>What a metric's definition must be like.</summary>
public static class MetricRules
{
    /// <summary>Most dimensions of one metric.</summary>
    public const int MaxDimensions = 8;

    /// <summary>The first thing that is wrong with a definition, or null.</summary>
    public static Problem? Check(Metric metric)
    {
        if (!IsCode(metric.Code.Value)) return Problem.Invalid("code", "The code must be 1 to 64 characters of a-z 0-9 _ and start with a letter.");
        if (BuiltInMetrics.IsReserved(metric.Code)) return Problem.Invalid("code", $"The code {metric.Code} belongs to a built-in metric.");
        if (!IsText(metric.Name, 1, 100)) return Problem.Invalid("name", "The name must have 1 to 100 characters.");
        if (!Identifier.IsValid(metric.EventType)) return Problem.Invalid("event_type", $"The event type {Identifier.Rule}.");
        if (!Enum.IsDefined(metric.Aggregation)) return Problem.Invalid("aggregation", "The aggregation is none of the eight that there are.");
        if (metric.Aggregation == Aggregation.Count && metric.Property is not null) return Problem.Invalid("property", "COUNT counts events and takes no property.");
        if (metric.Aggregation != Aggregation.Count && !IsText(metric.Property, 1, EventRules.MaxPropertyName)) return Problem.Invalid("property", $"{metric.Aggregation.ToString().ToUpperInvariant()} needs the name of a property, 1 to {EventRules.MaxPropertyName} characters.");
        if (metric.Aggregation == Aggregation.Percentile && metric.Percentile is not (> 0 and <= 100)) return Problem.Invalid("percentile", "The percentile must lie above 0 and at most at 100.");
        if (metric.Aggregation != Aggregation.Percentile && metric.Percentile is not null) return Problem.Invalid("percentile", "Only PERCENTILE takes a percentile.");
        if (!IsText(metric.Unit, 1, 32)) return Problem.Invalid("unit", "The unit must have 1 to 32 characters.");
        if (metric.Description is { } description && !IsText(description, 0, 500)) return Problem.Invalid("description", "The description may have at most 500 characters.");
        if (metric.Dimensions.Count > MaxDimensions) return Problem.Invalid("dimensions", $"A metric has at most {MaxDimensions} dimensions; others can still be grouped by, more slowly.");
        if (metric.Dimensions.Any(name => !IsText(name, 1, EventRules.MaxPropertyName))) return Problem.Invalid("dimensions", $"A dimension is the name of a property, 1 to {EventRules.MaxPropertyName} characters.");
        if (metric.Dimensions.Any(name => name is "customer_id" or "event_type")) return Problem.Invalid("dimensions", "customer_id and event_type can always be grouped by and need no dimension.");
        if (metric.Dimensions.Distinct(StringComparer.Ordinal).Count() != metric.Dimensions.Count) return Problem.Invalid("dimensions", "A dimension is named twice.");
        return null;
    }

    /// <summary>What an edit changes, one sentence each.</summary>
    public static IReadOnlyList<string> Differences(Metric before, Metric after)
    {
        List<string> changes = [];
        Add("Name", before.Name, after.Name);
        Add("Event type", before.EventType, after.EventType);
        Add("Aggregation", $"{before.Aggregation}", $"{after.Aggregation}");
        Add("Property", before.Property, after.Property);
        Add("Percentile", $"{before.Percentile}", $"{after.Percentile}");
        Add("Unit", before.Unit, after.Unit);
        Add("Dimensions", string.Join(", ", before.Dimensions), string.Join(", ", after.Dimensions));
        Add("Description", before.Description, after.Description);
        if (before.Archived != after.Archived) changes.Add(after.Archived ? "The metric is no longer offered; its figures stay readable." : "The metric is offered again.");
        return changes;

        void Add(string what, string? was, string? now)
        {
            if ((was ?? "") != (now ?? "")) changes.Add($"{what}: {(string.IsNullOrEmpty(was) ? "none" : was)} becomes {(string.IsNullOrEmpty(now) ? "none" : now)}.");
        }
    }

    private static bool IsCode(string code) =>
        code.Length is > 0 and <= 64 && char.IsAsciiLetterLower(code[0]) && code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static bool IsText(string? text, int least, int most) =>
        text is not null && text.Length >= least && text.Length <= most && (least == 0 || !string.IsNullOrWhiteSpace(text)) && !text.Any(char.IsControl);
}
