using Breakwater.Operations.Read;

namespace Breakwater.Operations.Ingest;

/// <summary>Tries an endpoint with a message of its own.</summary>
public sealed class SendTestAlert(IAlertStore store, TimeProvider time)
{
    /// <summary>Puts the test into the outbox; it is sent within a second or two, once, whatever the endpoint's state.</summary>
    /// <returns>The delivery to follow.</returns>
    public Task<Outcome<long>> RunAsync(Actor actor, AlertEndpointId id, string? reason, CancellationToken ct) => Guarded.RunAsync<long>(async () =>
    {
        if ((actor.Refuse(Permission.ManageAlerts) ?? AlertRules.CheckReason(reason)) is { } problem) return problem;
        var delivery = await store.AddTestAsync(id, AlertMessage.OfTest(id, time.GetUtcNow()), new(actor, "alert-endpoint.tested", $"alert-endpoint:{id}", reason), ct).ConfigureAwait(false);
        return delivery is { } number ? number : AlertProblems.Unknown(id);
    });
}
