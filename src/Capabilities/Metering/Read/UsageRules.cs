namespace Breakwater.Metering.Read;

/// <summary>Turns what a URL says into what the reader is asked, or names the field at fault.</summary>
public static class UsageRules
{
    /// <summary>Longest period, days.</summary>
    public const int MaxDays = 400;

    /// <summary>Most windows in one answer: 100 days of hours.</summary>
    public const int MaxWindows = 2_400;

    /// <summary>Longest name to group by, characters.</summary>
    public const int MaxGroupBy = 64;

    /// <summary>Finds the metric.</summary>
    public static Outcome<Metric> Metric(MetricCatalog catalog, string? code)
    {
        if (string.IsNullOrEmpty(code)) return Problem.Invalid("metric", "metric is missing.");
        return catalog.Find(new(code)) is { } metric
            ? metric
            : Problem.NotFound("metric", $"There is no metric \"{Shown(code)}\" in the catalog.") with { Field = "metric" };
    }

    /// <summary>Finds the zone; UTC where none is named.</summary>
    public static Outcome<TimeZoneInfo> Zone(string? name) =>
        string.IsNullOrEmpty(name) ? TimeZoneInfo.Utc
        : LocalTime.Zone(name) is { } zone ? zone
        : Problem.Invalid("timezone", $"There is no time zone \"{Shown(name)}\".", "Use an IANA name such as Europe/Berlin or UTC.");

    /// <summary>Checks a customer's id where one is given.</summary>
    public static Outcome<CustomerId?> Customer(string? id) =>
        id is null ? (CustomerId?)null
        : Identifier.IsValid(id) ? new CustomerId(id)
        : Problem.Invalid("customer_id", $"customer_id {Identifier.Rule}.");

    /// <summary>Checks a name to group by where one is given.</summary>
    public static Problem? GroupBy(string? name) =>
        name is null || (name.Length is > 0 and <= MaxGroupBy && !name.Any(char.IsControl))
            ? null
            : Problem.Invalid("group_by", $"group_by must be 1 to {MaxGroupBy} characters without control characters.");

    /// <summary>Checks a period.</summary>
    public static Outcome<TimeRange> Period(DateTimeOffset start, DateTimeOffset end)
    {
        if (end <= start) return Problem.Invalid("end", "end must lie after start: periods hold start and leave end out.");
        if (end - start > TimeSpan.FromDays(MaxDays)) return Problem.Invalid("end", $"A period may be {MaxDays} days long at most.", "Ask for several shorter periods; adjoining ones share no event.");
        return new TimeRange(start, end);
    }

    /// <summary>The period's windows; one where no window is named.</summary>
    public static Outcome<TimeRange[]> Windows(TimeRange period, string? window, TimeZoneInfo zone)
    {
        if (window is null) return new[] { period };
        if (window is not ("hour" or "day")) return Problem.Invalid("window", $"window must be hour or day, not \"{Shown(window)}\".");
        var unit = window == "hour" ? UsageWindow.Hour : UsageWindow.Day;
        var atLeast = period.Length / (unit == UsageWindow.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromHours(25));
        if (atLeast <= MaxWindows && LocalTime.Cut(period, unit, zone) is { Length: <= MaxWindows } pieces) return pieces;
        return Problem.Invalid("window", $"The period has more than {MaxWindows:N0} windows of one {window}.", "Ask for days, or for a shorter period.");
    }

    // What a caller sent is shown back shortened, so that an error stays readable.
    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
