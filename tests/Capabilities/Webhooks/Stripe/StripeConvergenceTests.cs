using CsCheck;

namespace Breakwater.Tests.Webhooks;

/// <summary>Stripe's histories converge: few seconds, so that many events share one, in both shapes.</summary>
public sealed class StripeConvergenceTests
{
    private static readonly string[] Statuses = ["incomplete", "trialing", "active", "past_due", "unpaid", "canceled", "paused"];
    private static readonly string[] Types =
    [
        "customer.subscription.created", "customer.subscription.updated", "customer.subscription.updated", "customer.subscription.updated", "customer.subscription.paused", "customer.subscription.deleted",
        "customer.subscription.trial_will_end", "customer.subscription.invented",
    ];

    private static readonly string[] InvoiceTypes =
    [
        "invoice.created", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded", "invoice.payment_failed", "invoice.payment_action_required", "invoice.voided", "invoice.overdue",
        "invoice.finalization_failed", "invoice.invented",
    ];

    private static readonly Gen<byte[]> Events = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 8], Gen.Int[0, 99], Gen.Int[0, 6], Gen.Bool, Gen.Int[0, 3]).Select((kind, second, id, word, basil, more) => kind switch
    {
        < 5 => StripeEvents.Subscription(
            Types[id % Types.Length], second, Statuses[word], more == 0 ? """, "cancel_at_period_end": true""" : "", basil, $"evt_{kind}_{id}_{second}_{word}_{basil}_{more}",
            more > 1 ? $$"""{"status": "{{Statuses[(word + more) % Statuses.Length]}}"}""" : null),
        < 8 => StripeEvents.Invoice(InvoiceTypes[id % InvoiceTypes.Length], second, "open", basil, $$""", "attempt_count": {{more}}, "payment_intent": "pi_1" """),
        8 => StripeEvents.Make("refund.updated", second, $$"""{"id": "re_{{word}}", "object": "refund", "charge": "ch_1", "payment_intent": "pi_1", "amount": {{id}}, "currency": "usd", "status": "{{(more == 0 ? "failed" : "succeeded")}}"}"""),
        _ => StripeEvents.Make("charge.refunded", second, $$"""{"id": "ch_1", "object": "charge", "payment_intent": "pi_1", "amount": 100, "amount_refunded": {{id}}, "refunded": {{(id == 100 ? "true" : "false")}}, "currency": "usd"}"""),
    });

    [Fact]
    public void Any_order_any_repetition_and_any_batches_end_at_the_same_record() =>
        Gen.Select(Events.Array[1, 24], Gen.Int).Sample((history, seed) => Convergence.Check(new StripeFold(), history, seed), iter: Convergence.Histories);
}
