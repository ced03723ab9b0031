using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Ingest;

/// <summary>Makes a stored event stop counting. The record and the audit trail stay.</summary>
public sealed class VoidUsage(IUsageLedger ledger, IAuditLog audit, TimeProvider time)
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 1_000;

    /// <summary>Voids the event; doing it again changes nothing and writes nothing.</summary>
    public async Task<Outcome<StoredEvent>> RunAsync(Actor actor, string? customerId, string? transactionId, string? reason, CancellationToken ct)
    {
        if (actor.Refuse(Permission.CorrectUsage) is { } refusal) return refusal;
        if (customerId is null || !Identifier.IsValid(customerId)) return Problem.Invalid("customer_id", $"The customer id {Identifier.Rule}.");
        if (transactionId is null || !Identifier.IsValid(transactionId)) return Problem.Invalid("transaction_id", $"The transaction id {Identifier.Rule}.");
        if (CheckReason(reason) is { } problem) return problem;

        var customer = new CustomerId(customerId);
        var transaction = new TransactionId(transactionId);
        if (await ledger.FindAsync(customer, transaction, ct) is not { } stored) return Unknown(customer, transaction);
        if (stored.Voided is not null) return stored;

        // The audit entry first: a crash between the two leaves a trace of an attempt, never a silent correction.
        await audit.AppendAsync(new(actor, "event.voided", $"event:{customer}/{transaction}", reason!.Trim()), ct);
        var changed = await ledger.VoidAsync(customer, transaction, new(time.GetUtcNow(), actor.Id, reason.Trim()), ct);
        return changed is null ? Unknown(customer, transaction) : changed;
    }

    /// <summary>Null where the reason tells something.</summary>
    public static Problem? CheckReason(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? Problem.Invalid("reason", "A reason is needed: it is what the audit log shows later.")
        : reason.Length > MaxReason ? Problem.Invalid("reason", $"The reason may have at most {MaxReason:N0} characters.")
        : null;

    private static Problem Unknown(CustomerId customer, TransactionId transaction) =>
        Problem.NotFound("event", $"No event {transaction} of the customer {customer} is stored.");
}
