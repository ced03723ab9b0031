using Breakwater.Operations.Read;

namespace Breakwater.Operations.Ingest;

/// <summary>Sends a message again, delivered or not, under its old id.</summary>
public sealed class RedeliverAlert(IAlertStore store)
{
    /// <summary>Makes the delivery due now, at the beginning of its schedule.</summary>
    public Task<Outcome<Done>> RunAsync(Actor actor, long delivery, string? reason, CancellationToken ct) => Guarded.RunAsync<Done>(async () =>
    {
        if ((actor.Refuse(Permission.ManageAlerts) ?? AlertRules.CheckReason(reason)) is { } problem) return problem;
        if (await store.DeliveryAsync(delivery, ct).ConfigureAwait(false) is not { } found) return AlertProblems.UnknownDelivery(delivery);
        var entry = new AuditEntry(actor, "alert.redelivered", $"alert-endpoint:{found.Endpoint}", reason, $$"""{"delivery":{{delivery}},"message":"{{found.Message.Id}}"}""");
        return await store.RedeliverAsync(delivery, entry, ct).ConfigureAwait(false)
            ? default(Done)
            : new Problem(ProblemKind.Conflict, "not-deliverable", "The message cannot be sent now: its endpoint is disabled, or it is being sent at this moment.", "Nothing was changed. Resume the endpoint, or wait some seconds.");
    });
}
