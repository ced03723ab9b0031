using System.Text.Json.Nodes;
using static Breakwater.Tests.Webhooks.AppleEvents;

namespace Breakwater.Tests.Webhooks;

/// <summary>The table of Apple's notifications: how the subscription stands after each.</summary>
public sealed class AppleTableTests
{
    // After a purchase on day 0, and told on day 10 without a status: what the kind alone says.
    public static TheoryData<string, SubscriptionStatus> Fallbacks => new()
    {
        { "SUBSCRIBED.INITIAL_BUY", SubscriptionStatus.Active },
        { "SUBSCRIBED.RESUBSCRIBE", SubscriptionStatus.Active },
        { "DID_RENEW", SubscriptionStatus.Active },
        { "DID_RENEW.BILLING_RECOVERY", SubscriptionStatus.Active },
        { "DID_CHANGE_RENEWAL_PREF.UPGRADE", SubscriptionStatus.Active },
        { "DID_CHANGE_RENEWAL_PREF.DOWNGRADE", SubscriptionStatus.GracePeriod },
        { "DID_CHANGE_RENEWAL_PREF", SubscriptionStatus.GracePeriod },
        { "DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_ENABLED", SubscriptionStatus.GracePeriod },
        { "DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_DISABLED", SubscriptionStatus.GracePeriod },
        { "OFFER_REDEEMED", SubscriptionStatus.Active },
        { "OFFER_REDEEMED.UPGRADE", SubscriptionStatus.Active },
        { "OFFER_REDEEMED.DOWNGRADE", SubscriptionStatus.Active },
        { "OFFER_REDEEMED.INITIAL_BUY", SubscriptionStatus.Active },
        { "OFFER_REDEEMED.RESUBSCRIBE", SubscriptionStatus.Active },
        { "DID_FAIL_TO_RENEW.GRACE_PERIOD", SubscriptionStatus.GracePeriod },
        { "DID_FAIL_TO_RENEW", SubscriptionStatus.OnHold },
        { "GRACE_PERIOD_EXPIRED", SubscriptionStatus.OnHold },
        { "EXPIRED.VOLUNTARY", SubscriptionStatus.Expired },
        { "EXPIRED.BILLING_RETRY", SubscriptionStatus.Expired },
        { "EXPIRED.PRICE_INCREASE", SubscriptionStatus.Expired },
        { "EXPIRED.PRODUCT_NOT_FOR_SALE", SubscriptionStatus.Expired },
        { "EXPIRED", SubscriptionStatus.Expired },
        { "PRICE_INCREASE.PENDING", SubscriptionStatus.GracePeriod },
        { "PRICE_INCREASE.ACCEPTED", SubscriptionStatus.GracePeriod },
        { "REFUND", SubscriptionStatus.Revoked },
        { "REFUND_REVERSED", SubscriptionStatus.Active },
        { "REFUND_DECLINED", SubscriptionStatus.GracePeriod },
        { "CONSUMPTION_REQUEST", SubscriptionStatus.GracePeriod },
        { "REVOKE", SubscriptionStatus.Revoked },
        { "RENEWAL_EXTENDED", SubscriptionStatus.Active },
        { "RENEWAL_EXTENSION.FAILURE", SubscriptionStatus.GracePeriod },
        { "PRICE_CHANGE", SubscriptionStatus.GracePeriod },
        { "METADATA_UPDATE", SubscriptionStatus.GracePeriod },
        { "MIGRATION", SubscriptionStatus.GracePeriod },
    };

    /// <summary>Those that bring back what is over.</summary>
    public static readonly string[] Back = ["SUBSCRIBED.RESUBSCRIBE", "OFFER_REDEEMED.RESUBSCRIBE", "DID_RENEW", "DID_RENEW.BILLING_RECOVERY", "REFUND_REVERSED"];

    public static TheoryData<string> Kinds => [.. Fallbacks.Select(row => row.Data.Item1)];

    [Theory]
    [MemberData(nameof(Fallbacks))]
    public void Without_a_status_the_kind_says_how_it_stands(string type, SubscriptionStatus status)
    {
        var before = Make("DID_FAIL_TO_RENEW.GRACE_PERIOD", 5, 4, Transaction(0, 0), Renewal());
        var subscription = One(Bought(), before, Make(type, 10, null, Transaction(0, 0), Renewal()));
        Assert.Equal((status, type), (subscription.Status, subscription.LastEvent!.Type));
        Assert.DoesNotContain(SubscriptionFlags.UnknownType, subscription.Flags);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_told_counts_before_the_kind(string type) =>
        Assert.Equal((SubscriptionStatus.OnHold, "BILLING_RETRY"), One(Bought(), Make(type, 10, 3, Transaction(0, 0), Renewal())) is var one ? (one.Status, one.ProviderStatus) : default);

    [Theory]
    [InlineData(1, SubscriptionStatus.Active, "ACTIVE", true)]
    [InlineData(2, SubscriptionStatus.Expired, "EXPIRED", false)]
    [InlineData(3, SubscriptionStatus.OnHold, "BILLING_RETRY", false)]
    [InlineData(4, SubscriptionStatus.GracePeriod, "BILLING_GRACE_PERIOD", true)]
    [InlineData(5, SubscriptionStatus.Revoked, "REVOKED", false)]
    public void Every_status_has_its_word(int number, SubscriptionStatus status, string name, bool entitled)
    {
        var subscription = One(Make("CONSUMPTION_REQUEST", 10, number, Transaction(0, 0), Renewal()));
        Assert.Equal((status, name, entitled), (subscription.Status, subscription.ProviderStatus, subscription.IsEntitled(At(11))));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_over_comes_back_by_few_kinds_only(string type)
    {
        foreach (var (end, status) in ((string, SubscriptionStatus)[])[("EXPIRED.VOLUNTARY", SubscriptionStatus.Expired), ("REVOKE", SubscriptionStatus.Revoked)])
        {
            var subscription = One(Bought(), Make(end, 31, null, Transaction(0, 0), Renewal()), Make(type, 40, 1, Transaction(1, 40), Renewal()));
            Assert.Equal(Back.Contains(type) ? SubscriptionStatus.Active : status, subscription.Status);
            Assert.Equal(Back.Contains(type), subscription.IsEntitled(At(41)));
            Assert.Equal(Back.Contains(type), subscription is { EndedAt: null, CancelReason: CancelReason.None });
        }
    }

    [Theory]
    [InlineData("EXPIRED.VOLUNTARY", null, CancelReason.Customer)]
    [InlineData("EXPIRED.BILLING_RETRY", null, CancelReason.BillingError)]
    [InlineData("EXPIRED.PRICE_INCREASE", null, CancelReason.PriceIncreaseDeclined)]
    [InlineData("EXPIRED.PRODUCT_NOT_FOR_SALE", null, CancelReason.ProductUnavailable)]
    [InlineData("EXPIRED", null, CancelReason.Other)]
    [InlineData("EXPIRED", 1, CancelReason.Customer)]
    [InlineData("EXPIRED", 2, CancelReason.BillingError)]
    [InlineData("EXPIRED", 3, CancelReason.PriceIncreaseDeclined)]
    [InlineData("EXPIRED", 4, CancelReason.ProductUnavailable)]
    [InlineData("EXPIRED", 5, CancelReason.Other)]
    [InlineData("EXPIRED", 77, CancelReason.Unknown)]
    [InlineData("CONSUMPTION_REQUEST", 2, CancelReason.BillingError)]
    public void What_expired_says_why_and_ended_with_its_period(string type, int? intent, CancelReason reason)
    {
        var renewal = Renewal(intent is null ? null : new() { ["expirationIntent"] = intent });
        var subscription = One(Bought(), Make(type, 30.5, 2, Transaction(0, 0), renewal));
        Assert.Equal((SubscriptionStatus.Expired, reason, At(30), false), (subscription.Status, subscription.CancelReason, subscription.EndedAt!.Value, subscription.AutoRenew));
        // A question about a refund that comes later leaves the reason alone.
        Assert.Equal(reason, One(Bought(), Make(type, 30.5, 2, Transaction(0, 0), renewal), Make("REFUND_DECLINED", 33, 2, Transaction(0, 0))).CancelReason);
    }

    [Theory]
    [InlineData("ONE_TIME_CHARGE")]
    [InlineData("TEST")]
    [InlineData("EXTERNAL_PURCHASE_TOKEN.UNREPORTED")]
    [InlineData("RESCIND_CONSENT")]
    [InlineData("RENEWAL_EXTENSION.SUMMARY")]
    public void What_is_about_no_subscription_is_history(string type)
    {
        var fold = new AppleFold();
        var one = fold.Read(Make(type, 10, 1, Transaction(0, 0), Renewal()))!;
        Assert.Equal((null, type), (one.Subscription, one.Type));
        Assert.NotEqual(Key, one.Key);
        Assert.IsType<SeenFact>(Assert.Single(fold.Facts(one).Facts).Value);
        var state = new Joined(fold);
        state.Add(Make(type, 10, 1, Transaction(0, 0), Renewal()));
        Assert.Null(state.Of(one.Key));
    }

    [Theory]
    [InlineData("REFUND")]
    [InlineData("CONSUMPTION_REQUEST")]
    [InlineData("REFUND_REVERSED")]
    public void A_purchase_of_another_kind_is_no_subscription(string type)
    {
        var one = new AppleFold().Read(Make(type, 10, null, Transaction(0, 0, new() { ["type"] = "Consumable" })))!;
        Assert.Equal((null, "apple:production:com.example:one-time/900"), (one.Subscription, one.Key));
    }

    [Theory]
    [InlineData("TELEPORTED")]
    [InlineData("EXPIRED.TELEPORTED")]
    [InlineData("SUBSCRIBED")]
    [InlineData("DID_CHANGE_RENEWAL_STATUS")]
    public void Unknown_kinds_keep_the_state_and_are_marked(string type)
    {
        var known = One(Bought());
        var subscription = One(Bought(), Make(type, 10, 2, Transaction(1, 10, new() { ["productId"] = "other" }), Renewal(new() { ["autoRenewStatus"] = 0 })));
        Assert.Equal([SubscriptionFlags.UnknownType], subscription.Flags);
        Assert.Equal(type, subscription.LastEvent!.Type);
        Assert.Equal(known, subscription with { Flags = [], LastEvent = known.LastEvent }, RecordComparer.Instance);
    }

    [Fact]
    public void An_unknown_status_keeps_the_state_and_is_marked()
    {
        var subscription = One(Bought(), Make("EXPIRED.VOLUNTARY", 10, 9, Transaction(0, 0), Renewal()));
        Assert.Equal((SubscriptionStatus.Active, "ACTIVE"), (subscription.Status, subscription.ProviderStatus));
        Assert.Equal([SubscriptionFlags.UnknownType], subscription.Flags);
    }

    [Theory]
    [InlineData("Production", "apple:production:com.example:900", SubscriptionEnvironment.Production)]
    [InlineData("Sandbox", "apple:sandbox:com.example:900", SubscriptionEnvironment.Sandbox)]
    [InlineData("Xcode", "apple:test:com.example:900", SubscriptionEnvironment.Test)]
    [InlineData("LocalTesting", "apple:test:com.example:900", SubscriptionEnvironment.Test)]
    [InlineData("production", "apple:test:com.example:900", SubscriptionEnvironment.Test)]
    public void Only_real_money_is_under_a_key_of_production(string word, string key, SubscriptionEnvironment environment)
    {
        var state = new Joined(new AppleFold());
        state.Add(Make("DID_RENEW", 0, 1, Transaction(0, 0), Renewal(), environment: word));
        Assert.Equal([key], state.Roots);
        Assert.Equal(environment, state.Of(key)!.Environment);
    }

    [Fact]
    public void A_sandbox_transaction_in_a_notification_of_production_is_sandbox()
    {
        var data = new JsonObject { ["bundleId"] = "com.example", ["environment"] = "Production", ["signedTransactionInfo"] = Token(Transaction(0, 0, new() { ["environment"] = "Sandbox" })) };
        Assert.Equal("apple:sandbox:com.example:900", new AppleFold().Read(Notification("DID_RENEW", 0, null, new() { ["data"] = data }))!.Key);
    }
}
