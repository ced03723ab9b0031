using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.Audit;

/// <summary>Entries of the audit log in words. Everything is text: what is inside came from outside.</summary>
internal static class AuditWords
{
    /// <summary>The most characters of details that a screen shows.</summary>
    public const int MaxDetails = 8_000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        ["key.issued"] = "Issued a key",
        ["key.rotated"] = "Rotated a key",
        ["key.suspended"] = "Suspended a key",
        ["key.resumed"] = "Resumed a key",
        ["key.revoked"] = "Revoked a key",
        ["key.limit-set"] = "Changed a key's limit",
        ["customer.limit-set"] = "Changed a customer's limit",
        ["metric.defined"] = "Added a metric",
        ["metric.changed"] = "Changed a metric",
        ["metric.archived"] = "Archived a metric",
        ["metric.restored"] = "Restored a metric",
        ["usage.backfilled"] = "Loaded history",
        ["event.voided"] = "Voided an event",
        ["import.start"] = "Started an import",
        ["import.complete"] = "Finished an import",
        ["job.run"] = "Started a job",
        ["job.paused"] = "Paused a job",
        ["job.resumed"] = "Resumed a job",
        ["backup.created"] = "Made a backup",
        ["alert-endpoint.added"] = "Added an alert endpoint",
        ["alert-endpoint.changed"] = "Changed an alert endpoint",
        ["alert-endpoint.paused"] = "Paused an alert endpoint",
        ["alert-endpoint.resumed"] = "Resumed an alert endpoint",
        ["alert-endpoint.removed"] = "Removed an alert endpoint",
        ["alert-endpoint.secret-rotated"] = "Rotated a signing secret",
        ["alert-endpoint.tested"] = "Tested an alert endpoint",
        ["alert.redelivered"] = "Sent an alert again",
        ["case.opened"] = "Opened a fraud case",
        ["case.enriched"] = "Found more for a fraud case",
        ["case.claimed"] = "Claimed a fraud case",
        ["case.released"] = "Released a fraud case",
        ["case.assigned"] = "Assigned a fraud case",
        ["case.snoozed"] = "Snoozed a fraud case",
        ["case.woken"] = "Took back a snooze",
        ["case.commented"] = "Commented on a fraud case",
        ["case.escalated"] = "Asked for a second pair of eyes",
        ["case.deescalated"] = "Took back an escalation",
        ["case.confirmed"] = "Confirmed fraud",
        ["case.dismissed"] = "Dismissed a fraud case as expected",
        ["case.reopened"] = "Reopened a fraud case",
        ["case.joined"] = "Joined another fraud case",
        ["case.merged"] = "Merged a fraud case into another",
        ["case.split"] = "Split a fraud case",
        ["case.disputed"] = "Disputed usage",
        ["case.undisputed"] = "Took back a dispute",
        ["case.notified"] = "Notified the customer's owner",
        ["case.key-suspended"] = "Suspended a key from a fraud case",
        ["case.key-resumed"] = "Resumed a key from a fraud case",
        ["case.key-rotated"] = "Rotated a key from a fraud case",
        ["case.key-tightened"] = "Tightened a key's limit from a fraud case",
        ["fraud.thresholds-set"] = "Changed detection's thresholds",
        ["fraud.time-zone-set"] = "Changed a customer's time zone",
        ["fraud.baseline-built"] = "Built a baseline",
        ["fraud.fleet-estimated"] = "Estimated the fleet's scales",
    };

    /// <summary>What can be filtered by: the beginning of an action, and its words.</summary>
    public static IReadOnlyList<(string Prefix, string Words)> Groups { get; } =
        [("key.", "Keys"), ("customer.", "Customers' limits"), ("metric.", "Catalog"), ("usage.", "Loaded history"), ("event.", "Voided events"), ("import.", "Imports"), ("job.", "Jobs"), ("backup.", "Backups"), ("case.", "Fraud cases"), ("fraud.", "Detection"), ("alert", "Alerts")];

    public static string Action(string action) => Actions.GetValueOrDefault(action, action);

    /// <summary>Where the subject can be looked at; null where there is no page for it.</summary>
    public static string? Href(string subject)
    {
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return null;
        var id = Uri.EscapeDataString(subject[(colon + 1)..]);
        return subject[..colon] switch
        {
            "key" => $"/keys?key={id}",
            "customer" => $"/keys?customer={id}",
            "metric" => $"/catalog?metric={id}",
            "case" => $"/fraud/cases/{id}",
            "job" => $"/operations?job={id}",
            "alert-endpoint" => $"/alerts?endpoint={id}",
            "event" when subject[(colon + 1)..].Split('/') is [var customer, var transaction] =>
                $"/usage?customer={Uri.EscapeDataString(customer)}&tab=event&event={Uri.EscapeDataString(transaction)}",
            _ => null,
        };
    }

    /// <summary>Details in one line: names and values, a change as "before → after".</summary>
    public static string OneLine(string? details)
    {
        if (string.IsNullOrEmpty(details)) return "";
        try
        {
            using var document = JsonDocument.Parse(details);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return Cut(details, 300);
            var root = document.RootElement;
            var text = new StringBuilder();
            if (root.TryGetProperty("before", out var before) && root.TryGetProperty("after", out var after))
            {
                foreach (var other in root.EnumerateObject().Where(field => field.Name is not ("before" or "after"))) Add(text, other.Name, Value(other.Value, other.Name));
                AddChange(text, before, after);
            }
            else
            {
                foreach (var field in root.EnumerateObject()) Add(text, field.Name, Value(field.Value, field.Name));
            }

            return Cut(text.ToString(), 300);
        }
        catch (JsonException)
        {
            return Cut(details, 300);
        }
    }

    /// <summary>Details with one value a line, cut where they are too long for a screen.</summary>
    public static string Pretty(string details)
    {
        try
        {
            using var document = JsonDocument.Parse(details);
            return Cut(JsonSerializer.Serialize(document.RootElement, Indented), MaxDetails);
        }
        catch (JsonException)
        {
            return Cut(details, MaxDetails);
        }
    }

    private static void AddChange(StringBuilder text, JsonElement before, JsonElement after)
    {
        if (before.ValueKind != JsonValueKind.Object || after.ValueKind != JsonValueKind.Object)
        {
            if (after.ValueKind == JsonValueKind.Object)
            {
                foreach (var field in after.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null)) Add(text, field.Name, Value(field.Value));
            }
            else
            {
                Add(text, "changed", $"{Value(before)} → {Value(after)}");
            }

            return;
        }

        foreach (var field in after.EnumerateObject())
        {
            var was = before.TryGetProperty(field.Name, out var old) ? Value(old) : "none";
            if (was != Value(field.Value)) Add(text, field.Name, $"{was} → {Value(field.Value)}");
        }
    }

    private static void Add(StringBuilder text, string name, string value)
    {
        if (text.Length > 0) text.Append("; ");
        text.Append(name.Replace('_', ' ')).Append(": ").Append(value);
    }

    private static string Value(JsonElement value, string name = "") => value.ValueKind switch
    {
        // Event times are milliseconds since 1970; every other whole number is a count.
        JsonValueKind.Number when name is "first" or "last" && value.TryGetInt64(out var at) =>
            DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        JsonValueKind.Number when value.TryGetInt64(out var count) => Format.Count(count),
        JsonValueKind.Null => "none",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "none" : string.Join(", ", value.EnumerateArray().Select(item => Value(item))),
        _ => value.GetRawText(),
    };

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most] + "…";
}
