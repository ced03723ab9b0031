using Breakwater.Operations.Read;
using Microsoft.Extensions.Options;

namespace Breakwater.Operations.Ingest;

/// <summary>Edits, pauses and resumes an endpoint.</summary>
public sealed class ChangeAlertEndpoint(IAlertStore store, IOptions<AlertOptions> options)
{
    /// <summary>Saves what is given; where that is its state already nothing happens.</summary>
    /// <param name="actor">Who changes it.</param>
    /// <param name="id">The endpoint.</param>
    /// <param name="fields">What it shall be; null to leave it.</param>
    /// <param name="enabled">True to resume, false to pause, null to leave it. Resuming begins a new count of failures.</param>
    /// <param name="version">The version that was looked at; null for whatever it is.</param>
    /// <param name="reason">Why, at most 1,000 characters.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public Task<Outcome<AlertEndpoint>> RunAsync(
        Actor actor, AlertEndpointId id, AlertEndpointFields? fields, bool? enabled, int? version, string? reason, CancellationToken ct) => Guarded.RunAsync<AlertEndpoint>(async () =>
    {
        if ((actor.Refuse(Permission.ManageAlerts) ?? AlertRules.CheckReason(reason) ?? (fields is null ? null : AlertRules.Check(fields, options.Value.Reach))) is { } problem) return problem;
        if (await store.FindAsync(id, ct).ConfigureAwait(false) is not { Endpoint: var before }) return AlertProblems.Unknown(id);
        if (version is not null && version != before.Version) return AlertProblems.Stale(id);
        var after = before;
        if (fields is not null)
        {
            after = after with { Url = fields.Url!, Description = fields.Description?.Trim() ?? "", MinimumSeverity = fields.MinimumSeverity, KeyPrefixes = [.. (fields.KeyPrefixes ?? []).Distinct()] };
        }

        if (enabled == true && after.State != AlertEndpointState.Enabled) after = after with { State = AlertEndpointState.Enabled, FailingSince = null, LastFailedAt = null, DisabledBecause = null };
        if (enabled == false && after.State == AlertEndpointState.Enabled) after = after with { State = AlertEndpointState.Paused };
        // Lists have no equality by value; what the audit log would tell has.
        if (AlertRules.Describe(before) == AlertRules.Describe(after) && before.Url == after.Url) return before;
        after = after with { Version = before.Version + 1 };
        var action = (before.State, after.State) switch
        {
            (AlertEndpointState.Enabled, AlertEndpointState.Paused) => "alert-endpoint.paused",
            (not AlertEndpointState.Enabled, AlertEndpointState.Enabled) => "alert-endpoint.resumed",
            _ => "alert-endpoint.changed",
        };
        return await store.ChangeAsync(after, new(actor, action, $"alert-endpoint:{id}", reason, AlertRules.Describe(before, after)), ct).ConfigureAwait(false) ? after : AlertProblems.Stale(id);
    });
}
