namespace Breakwater.Operations.Model;

/// <summary>Names an endpoint of alerts.</summary>
/// <param name="Value"><c>ep_</c> and 16 lower-case hexadecimal characters.</param>
public readonly record struct AlertEndpointId(string Value)
{
    /// <summary>A new one from the system's random source.</summary>
    public static AlertEndpointId New() => new("ep_" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)));

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Whether an endpoint is sent anything.</summary>
public enum AlertEndpointState
{
    /// <summary>Changes are sent as they happen.</summary>
    Enabled,

    /// <summary>Changes wait until somebody resumes it.</summary>
    Paused,

    /// <summary>Given up by the product after it failed for days or answered 410 Gone; changes pass it by until somebody resumes it.</summary>
    Disabled,
}

/// <summary>Where changes of notifications are sent, and which.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">The address; by <see cref="AlertUrl"/>.</param>
/// <param name="Description">What is behind it, for people; at most 200 characters.</param>
/// <param name="MinimumSeverity">The least urgent notification that it is told of.</param>
/// <param name="KeyPrefixes">What a notification's key has to begin with, e.g. <c>fraud-case:</c>; empty for every key. At most 20.</param>
/// <param name="State">Whether it is sent anything.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="Version">1 at first, one more per change by people: an old screen cannot overwrite a newer one.</param>
/// <param name="FailingSince">When the failures began that no success has ended; null where the last attempt succeeded.</param>
/// <param name="LastFailedAt">The last of them.</param>
/// <param name="DisabledBecause">Why it was given up, in one sentence; null unless it is disabled.</param>
public sealed record AlertEndpoint(
    AlertEndpointId Id, string Url, string Description, Severity MinimumSeverity, IReadOnlyList<string> KeyPrefixes, AlertEndpointState State,
    DateTimeOffset CreatedAt, int Version = 1, DateTimeOffset? FailingSince = null, DateTimeOffset? LastFailedAt = null, string? DisabledBecause = null)
{
    private const string ConditionPrefix = "alert-endpoint:";

    /// <summary>Key of the notification that tells of this endpoint's own failure.</summary>
    public string ConditionKey => ConditionPrefix + Id;

    /// <summary>The address as screens and logs show it: the values of its query may be secrets.</summary>
    public string ShownUrl => AlertUrl.Shown(Url);

    /// <summary>True where it is to be told of a change.</summary>
    /// <param name="before">The notification before; null where there was none.</param>
    /// <param name="after">The notification now.</param>
    /// <remarks>A notification that falls below the minimum is told of once more, so that nobody waits for its end.</remarks>
    public bool Wants(Notification? before, Notification after)
    {
        var severity = before is { ResolvedAt: null } && before.Severity > after.Severity ? before.Severity : after.Severity;
        return State != AlertEndpointState.Disabled
            && severity >= MinimumSeverity
            && (KeyPrefixes.Count == 0 || KeyPrefixes.Any(prefix => after.Key.StartsWith(prefix, StringComparison.Ordinal)))
            // Its own failure cannot be told through itself.
            && after.Key != ConditionKey;
    }
}
