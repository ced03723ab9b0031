using System.Text;

namespace Breakwater.Tests.Webhooks;

/// <summary>The state tables of Stripe, in both shapes of its objects.</summary>
public sealed class StripeFoldTests
{
    private static readonly StripeFold Fold = new();

    [Theory]
    [InlineData("incomplete", SubscriptionStatus.Pending)]
    [InlineData("incomplete_expired", SubscriptionStatus.Expired)]
    [InlineData("trialing", SubscriptionStatus.Trialing)]
    [InlineData("active", SubscriptionStatus.Active)]
    [InlineData("past_due", SubscriptionStatus.GracePeriod)]
    [InlineData("unpaid", SubscriptionStatus.OnHold)]
    [InlineData("canceled", SubscriptionStatus.Expired)]
    [InlineData("paused", SubscriptionStatus.Paused)]
    [InlineData("invented", SubscriptionStatus.Unknown)]
    public void Every_status_has_its_word(string word, SubscriptionStatus status)
    {
        var subscription = One(StripeEvents.Subscription("customer.subscription.updated", 100, word));
        Assert.Equal((status, word), (subscription.Status, subscription.ProviderStatus));
        Assert.Equal(status is SubscriptionStatus.Active or SubscriptionStatus.Trialing or SubscriptionStatus.GracePeriod, subscription.IsEntitled(StripeEvents.At(200)));
    }

    [Fact]
    public void Both_shapes_say_the_same()
    {
        var older = One(StripeEvents.Subscription("customer.subscription.updated", 100, "active", basil: false));
        var newer = One(StripeEvents.Subscription("customer.subscription.updated", 100, "active", basil: true));
        Assert.Equal(older with { LastEvent = null }, newer with { LastEvent = null }, RecordComparer.Instance);
        Assert.Equal(("price_1", "prod_1", 2L, 30_000_000L, "USD"), (newer.PlanId, newer.ProductId, newer.Quantity!.Value, newer.PriceMicros!.Value, newer.Currency));
        Assert.Equal((StripeEvents.At(0), StripeEvents.At(StripeEvents.Month)), (newer.CurrentPeriodStart!.Value, newer.CurrentPeriodEnd!.Value));
        Assert.True(newer.AutoRenew);
    }

    [Fact]
    public void Cancelled_but_paid_up_is_active_and_does_not_renew()
    {
        var subscription = One(StripeEvents.Subscription("customer.subscription.updated", 100, "active", """, "cancel_at_period_end": true, "canceled_at": 1700000050, "cancellation_details": {"reason": "cancellation_requested", "feedback": "too_expensive"}"""));
        Assert.Equal((SubscriptionStatus.Active, false, CancelReason.Customer, "too_expensive"), (subscription.Status, subscription.AutoRenew, subscription.CancelReason, subscription.CancelFeedback));
        Assert.Equal(subscription.CurrentPeriodEnd, subscription.CancelAt);
        Assert.True(subscription.IsEntitled(StripeEvents.At(StripeEvents.Month - 1)));
        Assert.False(subscription.IsEntitled(StripeEvents.At(StripeEvents.Month)));
    }

    [Fact]
    public void A_deleted_subscription_never_comes_back()
    {
        var deleted = StripeEvents.Subscription("customer.subscription.deleted", 500, "canceled", """, "ended_at": 1700000500, "cancellation_details": {"reason": "payment_failed"}""");
        foreach (var created in (int[])[400, 500, 600])
        {
            var subscription = One(deleted, StripeEvents.Subscription("customer.subscription.updated", created, "active"));
            Assert.Equal((SubscriptionStatus.Expired, CancelReason.BillingError, StripeEvents.At(500)), (subscription.Status, subscription.CancelReason, subscription.EndedAt!.Value));
            Assert.False(subscription.IsEntitled(StripeEvents.At(501)));
        }
    }

    [Fact]
    public void Of_one_second_the_chain_of_previous_values_decides()
    {
        var first = StripeEvents.Subscription("customer.subscription.updated", 100, "past_due", id: "evt_z", previous: """{"status": "active"}""");
        var second = StripeEvents.Subscription("customer.subscription.updated", 100, "unpaid", id: "evt_a", previous: """{"status": "past_due"}""");
        var chained = One(second, first);
        Assert.Equal(SubscriptionStatus.OnHold, chained.Status);
        Assert.DoesNotContain(SubscriptionFlags.OrderAmbiguous, chained.Flags);

        var apart = One(first, StripeEvents.Subscription("customer.subscription.updated", 100, "unpaid", id: "evt_a"));
        Assert.Equal([SubscriptionFlags.OrderAmbiguous], apart.Flags);
        Assert.Equal(SubscriptionStatus.GracePeriod, apart.Status);
    }

    [Fact]
    public void A_paused_collection_keeps_the_status()
    {
        var subscription = One(StripeEvents.Subscription("customer.subscription.updated", 100, "active", """, "pause_collection": {"behavior": "void", "resumes_at": 1700009000}"""));
        Assert.Equal((SubscriptionStatus.Active, false, StripeEvents.At(9000)), (subscription.Status, subscription.AutoRenew, subscription.PausedUntil!.Value));
        Assert.Equal([SubscriptionFlags.CollectionPaused], subscription.Flags);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Payments_are_one_fact_for_each_invoice(bool basil)
    {
        var subscription = One(
            StripeEvents.Subscription("customer.subscription.created", 0, "active"), StripeEvents.Invoice("invoice.payment_failed", 10, "open", basil, """, "attempt_count": 1, "next_payment_attempt": 1700000400"""),
            StripeEvents.Invoice("invoice.payment_succeeded", 20, "paid", basil), StripeEvents.Invoice("invoice.paid", 20, "paid", basil));
        Assert.Equal((PaymentStatus.Succeeded, 30_000_000L, "in_1"), (subscription.LastPayment!.Status, subscription.LastPayment.AmountMicros!.Value, subscription.LastPayment.Reference));
        var failing = One(StripeEvents.Subscription("customer.subscription.created", 0, "active"), StripeEvents.Invoice("invoice.payment_failed", 30, "open", basil, """, "attempt_count": 4, "next_payment_attempt": null"""));
        Assert.Contains(SubscriptionFlags.DunningExhausted, failing.Flags);
        Assert.Equal(SubscriptionStatus.Active, failing.Status);
    }

    [Fact]
    public void A_refund_finds_its_subscription_by_way_of_payment_and_invoice()
    {
        var state = new Joined(Fold);
        state.Add(StripeEvents.Make("charge.refunded", 50, """{"id": "ch_1", "object": "charge", "payment_intent": "pi_1", "amount": 3000, "amount_refunded": 3000, "refunded": true, "currency": "usd"}"""));
        state.Add(StripeEvents.Make("refund.created", 50, """{"id": "re_1", "object": "refund", "charge": "ch_1", "payment_intent": "pi_1", "amount": 3000, "currency": "usd", "status": "succeeded", "created": 1700000050, "reason": "requested_by_customer"}"""));
        state.Add(StripeEvents.Make("charge.dispute.created", 60, """{"id": "dp_1", "object": "dispute", "charge": "ch_1", "payment_intent": "pi_1", "amount": 3000, "currency": "usd", "status": "needs_response", "reason": "fraudulent", "created": 1700000060}"""));
        state.Add(StripeEvents.Subscription("customer.subscription.created", 0, "active"));
        Assert.Empty(state.Of("stripe:own:sub_1")!.Refunds);
        state.Add(StripeEvents.Invoice("invoice.paid", 10, "paid", basil: true));
        state.Add(StripeEvents.Make("invoice_payment.paid", 11, """{"id": "inpay_1", "object": "invoice_payment", "invoice": "in_1", "payment": {"type": "payment_intent", "payment_intent": "pi_1"}}"""));
        var subscription = state.Of("stripe:own:sub_1")!;
        var refund = Assert.Single(subscription.Refunds);
        Assert.Equal(("re_1", 30_000_000L, "full", true), (refund.Id, refund.AmountMicros!.Value, refund.Kind, refund.Counts));
        Assert.Equal("needs_response", Assert.Single(subscription.Disputes).Status);
        Assert.Equal(SubscriptionStatus.Active, subscription.Status);
        Assert.Equal(["stripe:own:ch_1", "stripe:own:in_1", "stripe:own:pi_1"], subscription.Aliases);
    }

    [Fact]
    public void A_failed_refund_counts_no_more()
    {
        var state = new Joined(Fold);
        state.Add(StripeEvents.Subscription("customer.subscription.created", 0, "active"));
        state.Add(StripeEvents.Make("charge.succeeded", 5, """{"id": "ch_1", "object": "charge", "invoice": "in_1", "payment_intent": "pi_1", "amount": 3000, "currency": "usd"}"""));
        state.Add(StripeEvents.Invoice("invoice.paid", 10, "paid", basil: false));
        state.Add(StripeEvents.Make("refund.failed", 70, """{"id": "re_1", "object": "refund", "charge": "ch_1", "amount": 1000, "currency": "usd", "status": "failed", "created": 1700000050}"""));
        state.Add(StripeEvents.Make("refund.created", 50, """{"id": "re_1", "object": "refund", "charge": "ch_1", "amount": 1000, "currency": "usd", "status": "pending", "created": 1700000050}"""));
        Assert.False(Assert.Single(state.Of("stripe:own:sub_1")!.Refunds).Counts);
    }

    [Theory]
    [InlineData("usd", 1050, 10_500_000)]
    [InlineData("jpy", 1050, 1_050_000_000)]
    [InlineData("kwd", 1050, 1_050_000)]
    public void Money_follows_its_currency(string currency, int minor, long micros) => Assert.Equal(micros, Micros.FromMinor(minor, currency));

    [Fact]
    public void Unknown_types_keep_the_state_and_are_marked()
    {
        var subscription = One(StripeEvents.Subscription("customer.subscription.created", 0, "active"), StripeEvents.Make("customer.subscription.teleported", 50, """{"id": "sub_1", "object": "subscription"}"""));
        Assert.Equal((SubscriptionStatus.Active, "customer.subscription.teleported"), (subscription.Status, subscription.LastEvent!.Type));
        Assert.Equal([SubscriptionFlags.UnknownType], subscription.Flags);
    }

    [Fact]
    public void Every_sample_is_read_and_those_about_subscriptions_fold()
    {
        var folded = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Samples.Folder("stripe"), "events"), "*.json").Order(StringComparer.Ordinal))
        {
            var one = Fold.Read(File.ReadAllBytes(file));
            Assert.True(one is not null, file);
            var facts = Fold.Facts(one);
            Assert.NotEmpty(facts.Facts);
            if (one.Subscription is null) continue;
            var set = new FactSet();
            foreach (var fact in facts.Facts) set.Add(fact);
            var subscription = Fold.Project(one.Key, set, [])!;
            Assert.Equal((one.Id, one.Type), (subscription.LastEvent!.Id, subscription.LastEvent.Type));
            Assert.DoesNotContain(SubscriptionFlags.UnknownType, subscription.Flags);
            if (one.Type.StartsWith("customer.subscription.", StringComparison.Ordinal)) Assert.NotEqual(SubscriptionStatus.Unknown, subscription.Status);
            folded++;
        }

        Assert.True(folded >= 10, $"Only {folded} samples were about subscriptions.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id": "evt_1", "type": "x"}""")]
    [InlineData("""{"id": 1, "type": "x", "created": 5}""")]
    [InlineData("""{"id": "evt_1", "type": "x", "created": -5}""")]
    public void What_is_no_event_is_none(string body) => Assert.Null(Fold.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"id": "sub_1", "object": "subscription", "status": 5, "items": {"data": "none"}, "cancel_at": "soon"}""")]
    [InlineData("""{"id": "sub_1", "object": "subscription", "status": "active", "items": [1, null], "current_period_end": 1e300, "plan": {"amount": "1e40"}}""")]
    [InlineData("""{"id": "sub_1", "object": "subscription", "status": "active", "items": {"data": [{"price": {"unit_amount_decimal": "79228162514264337593543950335", "currency": "usd"}, "quantity": 9223372036854775807}]}}""")]
    [InlineData("""null""")]
    public void Strange_content_is_history_and_no_poison(string subject)
    {
        var one = Fold.Read(StripeEvents.Make("customer.subscription.updated", 5, subject))!;
        var set = new FactSet();
        foreach (var fact in Fold.Facts(one).Facts) set.Add(fact);
        _ = Fold.Project("stripe:own:sub_1", set, []);
        Assert.NotEmpty(set.All);
    }

    private static Subscription One(params byte[][] events)
    {
        var state = new Joined(Fold);
        foreach (var body in events) state.Add(body);
        return state.Of("stripe:own:sub_1")!;
    }
}
