using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Reads Stripe's invoice events. They never say how a subscription stands, only how it was paid.</summary>
internal static class StripeInvoices
{
    /// <summary>Begins the key of whether an invoice is blocked.</summary>
    public const string Blocked = "blocked/";

    /// <summary>Begins the key of whether an invoice is past due.</summary>
    public const string Overdue = "overdue/";

    /// <summary>The key of what the next invoice will come to.</summary>
    public const string Upcoming = "upcoming";

    private static readonly HashSet<string> History = new(StringComparer.Ordinal)
    {
        "invoice.created", "invoice.updated", "invoice.sent", "invoice.will_be_due", "invoice.deleted", "invoice.overpaid", "invoice.finalized", "invoice.upcoming", "invoice.overdue",
        "invoice.finalization_failed",
    };

    /// <summary>What an event about an invoice states.</summary>
    public static IEnumerable<Fact> Of(ProviderEvent one, JsonElement invoice, FactOrder order)
    {
        var currency = invoice.Text("currency")?.ToUpperInvariant();
        if (one.Type == "invoice.upcoming")
        {
            if (Micros.FromMinor(invoice.Number("amount_due"), currency) is { } due) yield return new(Upcoming, order, new PaymentFact(PaymentStatus.AttemptRequired, one.At, "", due, currency));
            yield break;
        }

        if (invoice.Text("id") is not { } id) yield break;
        var payment = Payment(one, invoice, id, currency);
        if (payment is not null)
        {
            // What is settled stays settled, whatever arrives later about an earlier attempt.
            var rank = payment.Status is PaymentStatus.Succeeded or PaymentStatus.Void or PaymentStatus.Uncollectible ? 2 : 1;
            yield return new(FactKeys.Payment + id, new(rank, order.Major, order.Id), payment);
        }
        else if (!History.Contains(one.Type))
        {
            yield return new(FactKeys.Unknown, order, new MarkFact(true, one.Type));
        }

        if (one.Type is "invoice.finalization_failed") yield return new(Blocked + id, order, new MarkFact(true, invoice.Text("last_finalization_error", "code")));
        else if (one.Type is "invoice.finalized" || payment is not null) yield return new(Blocked + id, order, new MarkFact(false));
        if (one.Type is "invoice.overdue") yield return new(Overdue + id, order, new MarkFact(true));
    }

    private static PaymentFact? Payment(ProviderEvent one, JsonElement invoice, string id, string? currency)
    {
        PaymentFact With(PaymentStatus status, string amount) => new(status, one.At, id, Micros.FromMinor(invoice.Number(amount), currency), currency);
        return one.Type switch
        {
            "invoice.paid" or "invoice.payment_succeeded" => With(PaymentStatus.Succeeded, "amount_paid") with { At = invoice.Seconds("status_transitions", "paid_at") ?? one.At },
            "invoice.payment_failed" => With(PaymentStatus.Failed, "amount_due") with { Attempt = invoice.Whole("attempt_count"), NextAttemptAt = invoice.Seconds("next_payment_attempt") },
            "invoice.payment_action_required" => With(PaymentStatus.RequiresAction, "amount_due") with { Attempt = invoice.Whole("attempt_count") },
            "invoice.payment_attempt_required" => With(PaymentStatus.AttemptRequired, "amount_due"),
            "invoice.voided" => With(PaymentStatus.Void, "amount_due") with { At = invoice.Seconds("status_transitions", "voided_at") ?? one.At },
            "invoice.marked_uncollectible" => With(PaymentStatus.Uncollectible, "amount_due") with { At = invoice.Seconds("status_transitions", "marked_uncollectible_at") ?? one.At },
            _ => null,
        };
    }
}
