using System.Text.Json.Nodes;
using static Breakwater.Tests.Webhooks.AppleEvents;

namespace Breakwater.Tests.Webhooks;

/// <summary>What Apple's notifications say beside how the subscription stands.</summary>
public sealed class AppleFoldTests
{
    [Fact]
    public void A_purchase_fills_the_record()
    {
        var one = One(Bought());
        Assert.Equal((SubscriptionStatus.Active, "customer-1", "monthly", 1L, 9_990_000L, "USD"), (one.Status, one.CustomerRef, one.ProductId, one.Quantity, one.PriceMicros, one.Currency));
        Assert.Equal((At(0), At(30), At(30), true, 9_990_000L), (one.CurrentPeriodStart, one.CurrentPeriodEnd, one.EntitledUntil, one.AutoRenew, one.NextAmountMicros));
        Assert.Equal((PaymentStatus.Succeeded, "900", 9_990_000L), (one.LastPayment!.Status, one.LastPayment.Reference, one.LastPayment.AmountMicros));
        Assert.Equal((null, null, null, CancelReason.None), (one.CancelAt, one.CanceledAt, one.EndedAt, one.CancelReason));
        Assert.True(one.IsEntitled(At(29.9)));
        Assert.False(one.IsEntitled(At(30)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public void A_free_trial_is_one_until_it_is_paid_for(int? status)
    {
        var trial = Make("SUBSCRIBED.INITIAL_BUY", 0, status, Transaction(0, 0, new() { ["price"] = 0, ["offerType"] = 1, ["offerDiscountType"] = "FREE_TRIAL" }), Renewal());
        var one = One(trial);
        Assert.Equal((SubscriptionStatus.Trialing, At(30), At(30), 0L, "introductory"), (one.Status, one.TrialEnd, one.EntitledUntil, one.PriceMicros, one.Offer));
        Assert.Null(one.LastPayment);
        Assert.True(one.IsEntitled(At(29)));
        var paid = One(Make("DID_RENEW", 30, status, Transaction(1, 30), Renewal()), trial);
        Assert.Equal((SubscriptionStatus.Active, null, null), (paid.Status, paid.TrialEnd, paid.Offer));
    }

    [Theory]
    [InlineData(1, null, "introductory")]
    [InlineData(2, "spring", "promotional/spring")]
    [InlineData(3, "code-7", "code/code-7")]
    [InlineData(4, "back", "win_back/back")]
    [InlineData(9, null, "other")]
    public void Offers_are_named(int type, string? id, string offer) =>
        Assert.Equal(offer, One(Make("OFFER_REDEEMED.RESUBSCRIBE", 0, 1, Transaction(0, 0, new() { ["offerType"] = type, ["offerIdentifier"] = id }), Renewal())).Offer);

    [Fact]
    public void A_renewal_that_was_told_late_does_not_take_the_newer_period_back()
    {
        var late = Make("DID_RENEW", 29.5, 1, Transaction(1, 30), Renewal());
        var newer = Make("DID_RENEW", 59.5, 1, Transaction(2, 60), Renewal());
        Assert.Equal((At(60), At(90), "902"), One(Bought(), newer, late) is var one ? (one.CurrentPeriodStart, one.CurrentPeriodEnd, one.LastPayment!.Reference) : default);
    }

    [Fact]
    public void An_upgrade_counts_at_once_and_may_shorten_the_period()
    {
        var upgrade = Make("DID_CHANGE_RENEWAL_PREF.UPGRADE", 10, 1, Transaction(1, 10, new() { ["productId"] = "weekly", ["expiresDate"] = Millis(17) }), Renewal(new() { ["autoRenewProductId"] = "weekly" }));
        // The old transaction comes again, as one that was upgraded: its refund takes nothing away.
        var rest = Make("REFUND", 11, null, Transaction(0, 0, new() { ["isUpgraded"] = true, ["revocationDate"] = Millis(10), ["revocationType"] = "REFUND_PRORATED", ["revocationPercentage"] = 66_667 }));
        var one = One(Bought(), rest, upgrade);
        Assert.Equal((SubscriptionStatus.Active, "weekly", null, At(17), At(17)), (one.Status, one.ProductId, one.PendingProductId, one.CurrentPeriodEnd, one.EntitledUntil));
        Assert.Equal(("prorated", 6_660_033L, true), Assert.Single(one.Refunds) is var refund ? (refund.Kind, refund.AmountMicros, refund.Counts) : default);
        Assert.Equal("monthly", One(Bought(), rest).ProductId);
        Assert.Equal(SubscriptionStatus.Active, One(Bought(), rest).Status);
        Assert.Null(One(rest).ProductId);
    }

    [Theory]
    [InlineData("DID_CHANGE_RENEWAL_PREF.DOWNGRADE")]
    [InlineData("OFFER_REDEEMED.DOWNGRADE")]
    public void A_downgrade_waits_for_the_renewal_and_can_be_undone(string type)
    {
        var downgrade = Make(type, 10, 1, Transaction(0, 0), Renewal(new() { ["autoRenewProductId"] = "basic" }));
        Assert.Equal(("monthly", "basic", At(30)), One(Bought(), downgrade) is var one ? (one.ProductId, one.PendingProductId, one.CurrentPeriodEnd) : default);
        Assert.Null(One(Bought(), downgrade, Make("DID_CHANGE_RENEWAL_PREF", 12, 1, Transaction(0, 0))).PendingProductId);
        Assert.Null(One(Bought(), downgrade, Make("DID_CHANGE_RENEWAL_PREF", 12, 1, Transaction(0, 0), Renewal())).PendingProductId);
        var renewed = One(Bought(), downgrade, Make("DID_RENEW", 30, 1, Transaction(1, 30, new() { ["productId"] = "basic" }), Renewal(new() { ["autoRenewProductId"] = "basic" })));
        Assert.Equal(("basic", null), (renewed.ProductId, renewed.PendingProductId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancelled_but_paid_up_is_active_and_can_be_taken_back(bool told)
    {
        var disabled = Make("DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_DISABLED", 10, 1, Transaction(0, 0), told ? Renewal(new() { ["autoRenewStatus"] = 0 }) : null);
        var one = One(Bought(), disabled);
        Assert.Equal((SubscriptionStatus.Active, false, At(10), At(30), CancelReason.Customer), (one.Status, one.AutoRenew, one.CanceledAt, one.CancelAt, one.CancelReason));
        Assert.Null(one.NextAmountMicros);
        Assert.True(one.IsEntitled(At(29)));
        var enabled = One(Make("DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_ENABLED", 12, 1, Transaction(0, 0), told ? Renewal() : null), disabled, Bought());
        Assert.Equal((true, null, null, CancelReason.None), (enabled.AutoRenew, enabled.CanceledAt, enabled.CancelAt, enabled.CancelReason));
    }

    [Fact]
    public void Whoever_subscribes_again_has_cancelled_nothing()
    {
        var off = Renewal(new() { ["autoRenewStatus"] = 0 });
        byte[][] over = [Bought(), Make("DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_DISABLED", 10, 1, Transaction(0, 0), off), Make("EXPIRED.VOLUNTARY", 30.1, 2, Transaction(0, 0), off)];
        Assert.Equal((SubscriptionStatus.Expired, At(10), At(30), CancelReason.Customer), One(over) is var ended ? (ended.Status, ended.CanceledAt, ended.EndedAt, ended.CancelReason) : default);
        var again = One([Make("SUBSCRIBED.RESUBSCRIBE", 50, 1, Transaction(1, 50)), .. over]);
        Assert.Equal((SubscriptionStatus.Active, null, null, At(80)), (again.Status, again.CanceledAt, again.EndedAt, again.EntitledUntil));
        Assert.True(again.IsEntitled(At(60)));
        // The second end has a reason of its own.
        var twice = One([Make("CONSUMPTION_REQUEST", 81, 2, Transaction(1, 50)), Make("SUBSCRIBED.RESUBSCRIBE", 50, 1, Transaction(1, 50), Renewal()), .. over]);
        Assert.Equal((SubscriptionStatus.Expired, CancelReason.Unknown, At(80)), (twice.Status, twice.CancelReason, twice.EndedAt));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Grace_keeps_access_until_it_ends(bool retrying)
    {
        var failed = Make("DID_FAIL_TO_RENEW.GRACE_PERIOD", 30, 4, Transaction(0, 0), Renewal(new() { ["gracePeriodExpiresDate"] = Millis(46), ["isInBillingRetryPeriod"] = retrying }));
        var one = One(Bought(), failed);
        Assert.Equal((SubscriptionStatus.GracePeriod, At(46), At(46)), (one.Status, one.GracePeriodEnd, one.EntitledUntil));
        Assert.Equal((PaymentStatus.Failed, 9_990_000L, At(30)), (one.LastPayment!.Status, one.LastPayment.AmountMicros, one.LastPayment.At));
        Assert.True(one.IsEntitled(At(45)));
        Assert.False(one.IsEntitled(At(46)));
        var held = One(Bought(), failed, Make("GRACE_PERIOD_EXPIRED", 46, 3, Transaction(0, 0), Renewal(new() { ["isInBillingRetryPeriod"] = true })));
        Assert.Equal((SubscriptionStatus.OnHold, null), (held.Status, held.GracePeriodEnd));
        Assert.False(held.IsEntitled(At(45)));
        // The recovered period may begin before the failure was told.
        var recovered = One(Bought(), Make("DID_RENEW.BILLING_RECOVERY", 40, 1, Transaction(1, 29.9), Renewal()), failed);
        Assert.Equal((SubscriptionStatus.Active, null, PaymentStatus.Succeeded), (recovered.Status, recovered.GracePeriodEnd, recovered.LastPayment!.Status));
    }

    [Theory]
    [InlineData("PRICE_INCREASE.PENDING", 0, "pending")]
    [InlineData("PRICE_INCREASE.ACCEPTED", 1, "accepted")]
    [InlineData("PRICE_INCREASE.ACCEPTED", null, "accepted")]
    [InlineData("PRICE_CHANGE", 0, "pending")]
    public void A_price_to_come_says_whether_it_was_agreed_to(string type, int? increase, string consent)
    {
        var price = Make(type, 10, 1, Transaction(0, 0), Renewal(new() { ["renewalPrice"] = 12_990, ["renewalDate"] = Millis(30), ["priceIncreaseStatus"] = increase }));
        var one = One(Bought(), price);
        Assert.Equal(new PendingPrice(12_990_000, "USD", At(30), consent), one.PendingPrice);
        Assert.Equal((9_990_000L, 12_990_000L), (one.PriceMicros, one.NextAmountMicros));
        var renewed = One(Bought(), price, Make("DID_RENEW", 30, 1, Transaction(1, 30, new() { ["price"] = 12_990 })));
        Assert.Equal((null, 12_990_000L), (renewed.PendingPrice, renewed.PriceMicros));
    }

    [Theory]
    [InlineData("PENDING", "pending")]
    [InlineData("ACCEPTED", "accepted")]
    public void An_answer_to_a_price_counts_without_renewal_information(string subtype, string consent) =>
        Assert.Equal(new PendingPrice(null, null, null, consent), One(Bought(), Make("PRICE_INCREASE." + subtype, 10, 1, Transaction(0, 0))).PendingPrice);

    [Fact]
    public void An_extension_moves_the_end_and_a_failed_one_is_marked()
    {
        var extended = Make("RENEWAL_EXTENDED", 10, 1, Transaction(0, 0, new() { ["expiresDate"] = Millis(44) }), Renewal());
        var failed = Make("RENEWAL_EXTENSION.FAILURE", 8, 1, Transaction(0, 0), Renewal());
        Assert.Equal((At(44), At(44)), One(extended, Bought()) is var one ? (one.CurrentPeriodEnd, one.EntitledUntil) : default);
        Assert.Equal([SubscriptionFlags.ExtensionFailed], One(Bought(), failed).Flags);
        Assert.Equal(At(30), One(Bought(), failed).CurrentPeriodEnd);
        Assert.Empty(One(Bought(), extended, failed).Flags);
    }

    [Fact]
    public void A_family_member_loses_access_when_the_share_is_taken_back()
    {
        var shared = new JsonObject { ["inAppOwnershipType"] = "FAMILY_SHARED" };
        Assert.Equal([SubscriptionFlags.FamilyShared], One(Make("SUBSCRIBED.INITIAL_BUY", 0, 1, Transaction(0, 0, shared), Renewal())).Flags);
        var one = One(Make("REVOKE", 10, 5, Transaction(0, 0, new() { ["inAppOwnershipType"] = "FAMILY_SHARED", ["revocationDate"] = Millis(9) })), Make("SUBSCRIBED.INITIAL_BUY", 0, 1, Transaction(0, 0, shared), Renewal()));
        Assert.Equal((SubscriptionStatus.Revoked, CancelReason.FamilyRevoked, At(9), At(9)), (one.Status, one.CancelReason, one.EndedAt, one.EntitledUntil));
        Assert.Empty(one.Refunds);
    }
}
