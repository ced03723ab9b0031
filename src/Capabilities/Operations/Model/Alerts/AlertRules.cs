using System.Text.Json;

namespace Breakwater.Operations.Model;

/// <summary>What the fields of an endpoint may hold.</summary>
public static class AlertRules
{
    /// <summary>Most endpoints of one store: every change is written for each of them.</summary>
    public const int MaxEndpoints = 50;

    /// <summary>Longest description, characters.</summary>
    public const int MaxDescription = 200;

    /// <summary>Most prefixes of one endpoint.</summary>
    public const int MaxPrefixes = 20;

    /// <summary>How long a secret that was rotated away signs too.</summary>
    public static TimeSpan Overlap { get; } = TimeSpan.FromHours(24);

    /// <summary>The first thing that is wrong with the fields; null where nothing is.</summary>
    public static Problem? Check(AlertEndpointFields fields, AlertReach reach) =>
        AlertUrl.Check(fields.Url, reach) ?? CheckDescription(fields.Description) ?? CheckPrefixes(fields.KeyPrefixes)
        ?? (Enum.IsDefined(fields.MinimumSeverity) ? null : Problem.Invalid("minimum_severity", "The minimum severity is info, warning or critical."));

    /// <summary>Null where the description can be shown in a list.</summary>
    public static Problem? CheckDescription(string? description) =>
        description?.Length > MaxDescription ? Problem.Invalid("description", $"The description may have at most {MaxDescription} characters.")
        : description?.Any(char.IsControl) == true ? Problem.Invalid("description", "The description may not hold control characters.")
        : null;

    /// <summary>Null where every prefix could begin a key.</summary>
    public static Problem? CheckPrefixes(IReadOnlyList<string>? prefixes) =>
        prefixes is null ? null
        : prefixes.Count > MaxPrefixes ? Problem.Invalid("key_prefixes", $"An endpoint may have at most {MaxPrefixes} prefixes.")
        : prefixes.All(prefix => prefix is not null && Identifier.IsValid(prefix)) ? null
        : Problem.Invalid("key_prefixes", $"A prefix {Identifier.Rule}.");

    /// <summary>Null where the reason fits the audit log.</summary>
    public static Problem? CheckReason(string? reason) =>
        reason?.Length > 1_000 ? Problem.Invalid("reason", "The reason may have at most 1,000 characters.") : null;

    /// <summary>An endpoint for the audit log: no secret, no value of a query.</summary>
    public static string Describe(AlertEndpoint endpoint) => JsonSerializer.Serialize(Facts(endpoint));

    /// <summary>A change of an endpoint for the audit log.</summary>
    public static string Describe(AlertEndpoint before, AlertEndpoint after) => JsonSerializer.Serialize(new { before = Facts(before), after = Facts(after) });

    private static object Facts(AlertEndpoint endpoint) => new
    {
        url = endpoint.ShownUrl,
        description = endpoint.Description,
        minimum_severity = endpoint.MinimumSeverity.ToString().ToLowerInvariant(),
        key_prefixes = endpoint.KeyPrefixes,
        state = endpoint.State.ToString().ToLowerInvariant(),
    };
}

/// <summary>What people choose about an endpoint.</summary>
/// <param name="Url">Where to send.</param>
/// <param name="Description">What is behind it, at most 200 characters; may be empty.</param>
/// <param name="MinimumSeverity">The least urgent notification that it is told of.</param>
/// <param name="KeyPrefixes">What a key has to begin with; null or empty for every key.</param>
public sealed record AlertEndpointFields(string? Url, string? Description = null, Severity MinimumSeverity = Severity.Warning, IReadOnlyList<string>? KeyPrefixes = null);
