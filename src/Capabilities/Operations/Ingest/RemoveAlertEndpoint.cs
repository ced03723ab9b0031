using Breakwater.Operations.Read;

namespace Breakwater.Operations.Ingest;

/// <summary>Removes an endpoint with its secrets and its delivery log.</summary>
public sealed class RemoveAlertEndpoint(IAlertStore store)
{
    /// <summary>Removes it; what waits for it is never sent.</summary>
    public Task<Outcome<Done>> RunAsync(Actor actor, AlertEndpointId id, string? reason, CancellationToken ct) => Guarded.RunAsync<Done>(async () =>
    {
        if ((actor.Refuse(Permission.ManageAlerts) ?? AlertRules.CheckReason(reason)) is { } problem) return problem;
        if (await store.FindAsync(id, ct).ConfigureAwait(false) is not { Endpoint: var endpoint }) return AlertProblems.Unknown(id);
        return await store.RemoveAsync(id, new(actor, "alert-endpoint.removed", $"alert-endpoint:{id}", reason, AlertRules.Describe(endpoint)), ct).ConfigureAwait(false) ? default(Done) : AlertProblems.Unknown(id);
    });
}
