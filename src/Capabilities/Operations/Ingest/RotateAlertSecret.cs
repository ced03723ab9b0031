using Breakwater.Operations.Read;

namespace Breakwater.Operations.Ingest;

/// <summary>Puts a new secret in the place of an endpoint's; for 24 hours both sign.</summary>
public sealed class RotateAlertSecret(IAlertStore store, TimeProvider time)
{
    /// <summary>Makes the secret; it is in the answer and nowhere else. A secret that still signed from an earlier rotation ends at once.</summary>
    public Task<Outcome<AlertEndpointSecret>> RunAsync(Actor actor, AlertEndpointId id, string? reason, CancellationToken ct) => Guarded.RunAsync<AlertEndpointSecret>(async () =>
    {
        if ((actor.Refuse(Permission.ManageAlerts) ?? AlertRules.CheckReason(reason)) is { } problem) return problem;
        if (await store.FindAsync(id, ct).ConfigureAwait(false) is not { Endpoint: var endpoint }) return AlertProblems.Unknown(id);
        var (secret, until) = (WebhookSecret.New(), time.GetUtcNow() + AlertRules.Overlap);
        var entry = new AuditEntry(actor, "alert-endpoint.secret-rotated", $"alert-endpoint:{id}", reason, $$"""{"both_sign_until":"{{until:O}}"}""");
        return await store.RotateAsync(id, secret, until, entry, ct).ConfigureAwait(false) ? new AlertEndpointSecret(endpoint, secret, until) : AlertProblems.Unknown(id);
    });
}
