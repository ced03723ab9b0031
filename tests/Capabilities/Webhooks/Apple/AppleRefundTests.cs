using System.Text.Json.Nodes;
using static Breakwater.Tests.Webhooks.AppleEvents;

namespace Breakwater.Tests.Webhooks;

/// <summary>Apple's refunds: of the current transaction they end access, of an older one they do not.</summary>
public sealed class AppleRefundTests
{
    private static readonly byte[] Renewed = Make("DID_RENEW", 30, 1, Transaction(1, 30), Renewal());

    private static JsonObject Revoked(double day, int reason = 0) => new() { ["revocationDate"] = Millis(day), ["revocationReason"] = reason };

    [Theory]
    [InlineData(5)]
    [InlineData(null)]
    public void Of_the_current_transaction_it_revokes(int? status)
    {
        var one = One(Make("REFUND", 41, status, Transaction(1, 30, Revoked(40, 1)), Renewal()), Bought(), Renewed);
        Assert.Equal((SubscriptionStatus.Revoked, CancelReason.Refunded, At(40), At(40), false), (one.Status, one.CancelReason, one.EndedAt, one.EntitledUntil, one.AutoRenew));
        Assert.Equal(new RefundFact("901", "901", 9_990_000, "USD", At(40), "full", "issue", "refunded", true), Assert.Single(one.Refunds));
        Assert.False(one.IsEntitled(At(41)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(null)]
    public void Of_an_old_transaction_it_leaves_the_subscription_alone(int? status)
    {
        var one = One(Make("REFUND", 41, status, Transaction(0, 0, Revoked(40)), Renewal()), Renewed, Bought());
        Assert.Equal((SubscriptionStatus.Active, CancelReason.None, At(30), At(60), At(60)), (one.Status, one.CancelReason, one.CurrentPeriodStart, one.CurrentPeriodEnd, one.EntitledUntil));
        Assert.Equal(("900", "other", true), Assert.Single(one.Refunds) is var refund ? (refund.Id, refund.Reason, refund.Counts) : default);
        Assert.True(one.IsEntitled(At(45)));
    }

    [Fact]
    public void Told_before_the_purchase_it_ends_at_the_same_place()
    {
        var refund = Make("REFUND", 41, null, Transaction(0, 0, Revoked(40)));
        Assert.Equal(SubscriptionStatus.Revoked, One(refund, Bought()).Status);
        Assert.Equal(SubscriptionStatus.Active, One(refund, Bought(), Renewed).Status);
    }

    [Fact]
    public void A_status_that_is_told_counts_but_access_ends_with_the_refund()
    {
        var one = One(Bought(), Make("REFUND", 11, 1, Transaction(0, 0, Revoked(10)), Renewal()));
        Assert.Equal((SubscriptionStatus.Active, At(10)), (one.Status, one.EntitledUntil));
        Assert.False(one.IsEntitled(At(11)));
    }

    [Theory]
    [InlineData(1, 15, SubscriptionStatus.Active, true)]
    [InlineData(null, 15, SubscriptionStatus.Active, true)]
    [InlineData(2, 35, SubscriptionStatus.Expired, false)]
    [InlineData(null, 35, SubscriptionStatus.Expired, false)]
    public void Taken_back_it_restores_what_has_not_run_out(int? status, double day, SubscriptionStatus expected, bool entitled)
    {
        var refund = Make("REFUND", 11, 5, Transaction(0, 0, Revoked(10)), Renewal());
        var reversed = Make("REFUND_REVERSED", day, status, Transaction(0, 0), Renewal());
        foreach (byte[][] order in (byte[][][])[[Bought(), refund, reversed], [reversed, refund, Bought()]])
        {
            var one = One(order);
            Assert.Equal((expected, entitled, At(30)), (one.Status, one.IsEntitled(At(20)), one.EntitledUntil));
            Assert.Equal(new RefundFact("900", "900", 9_990_000, "USD", At(10), "full", "other", "reversed", false), Assert.Single(one.Refunds));
        }

        Assert.False(Assert.Single(One(reversed).Refunds).Counts);
        // Given back once more, it counts again.
        Assert.Equal((SubscriptionStatus.Revoked, true), One(Bought(), refund, reversed, Make("REFUND", 50, 5, Transaction(0, 0, Revoked(49)))) is var again ? (again.Status, again.Refunds.Single().Counts) : default);
    }

    [Fact]
    public void Taken_back_for_an_old_transaction_it_brings_nothing_back()
    {
        var expired = Make("EXPIRED.VOLUNTARY", 60.1, 2, Transaction(1, 30), Renewal());
        Assert.Equal((SubscriptionStatus.Expired, CancelReason.Customer), One(Bought(), Renewed, expired, Make("REFUND_REVERSED", 70, null, Transaction(0, 0))) is var one ? (one.Status, one.CancelReason) : default);
    }

    [Fact]
    public void A_newer_purchase_has_nothing_to_do_with_it()
    {
        var refund = Make("REFUND", 11, 5, Transaction(0, 0, Revoked(10)), Renewal());
        var again = Make("SUBSCRIBED.RESUBSCRIBE", 20, 1, Transaction(1, 20), Renewal());
        var one = One(again, refund, Bought());
        Assert.Equal((SubscriptionStatus.Active, At(50), null, 1), (one.Status, one.EntitledUntil, one.EndedAt, one.Refunds.Count));
    }

    [Fact]
    public void The_reason_survives_notifications_that_do_not_tell_it()
    {
        var expired = Make("EXPIRED.VOLUNTARY", 30.1, 2, Transaction(0, 0), Renewal());
        var refund = Make("REFUND", 35, 5, Transaction(0, 0, Revoked(34)));
        var one = One(Bought(), expired, refund, Make("CONSUMPTION_REQUEST", 36, 5, Transaction(0, 0, Revoked(34))));
        Assert.Equal((SubscriptionStatus.Revoked, CancelReason.Refunded, At(34), At(30)), (one.Status, one.CancelReason, one.EndedAt, one.EntitledUntil));
    }

    [Theory]
    [InlineData("REFUND_FULL", 100_000, "full", 9_990_000, true)]
    [InlineData("REFUND_PRORATED", 67_932, "prorated", 6_786_407, true)]
    [InlineData("FAMILY_REVOKE", null, "family", 9_990_000, false)]
    [InlineData(null, 40_000, "partial", 3_996_000, true)]
    [InlineData(null, 15, "partial", 1_499, true)]
    [InlineData(null, -5, "full", 9_990_000, true)]
    [InlineData("INVENTED", null, "full", 9_990_000, true)]
    public void Its_kind_and_part_are_told(string? type, int? part, string kind, long micros, bool counts)
    {
        var revocation = Revoked(10);
        With(revocation, new() { ["revocationType"] = type, ["revocationPercentage"] = part });
        var refund = Assert.Single(One(Bought(), Make("REFUND", 11, 5, Transaction(0, 0, revocation))).Refunds);
        Assert.Equal((kind, counts), (refund.Kind, refund.Counts));
        Assert.InRange(refund.AmountMicros!.Value, micros - 1, micros + 1);
    }
}
