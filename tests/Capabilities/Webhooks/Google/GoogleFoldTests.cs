using System.Text;

namespace Breakwater.Tests.Webhooks;

/// <summary>The state tables of Google Play.</summary>
public sealed class GoogleFoldTests
{
    private static readonly GoogleFold Fold = new();

    [Theory]
    [InlineData("PENDING", SubscriptionStatus.Pending, false)]
    [InlineData("ACTIVE", SubscriptionStatus.Active, true)]
    [InlineData("IN_GRACE_PERIOD", SubscriptionStatus.GracePeriod, true)]
    [InlineData("ON_HOLD", SubscriptionStatus.OnHold, false)]
    [InlineData("PAUSED", SubscriptionStatus.Paused, false)]
    [InlineData("CANCELED", SubscriptionStatus.Active, true)]
    [InlineData("EXPIRED", SubscriptionStatus.Expired, false)]
    [InlineData("PENDING_PURCHASE_CANCELED", SubscriptionStatus.Expired, false)]
    [InlineData("UNSPECIFIED", SubscriptionStatus.Unknown, false)]
    [InlineData("INVENTED", SubscriptionStatus.Unknown, false)]
    public void Every_state_has_its_word(string state, SubscriptionStatus status, bool entitled)
    {
        var subscription = One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_" + state, 100));
        Assert.Equal((status, entitled), (subscription.Status, subscription.IsEntitled(GoogleEvents.At(200))));
        Assert.False(subscription.IsEntitled(GoogleEvents.At(GoogleEvents.Month)));
        Assert.Equal(status == SubscriptionStatus.Unknown, subscription.Flags.Contains(SubscriptionFlags.UnknownType));
        Assert.DoesNotContain(SubscriptionFlags.Hint, subscription.Flags);
    }

    [Theory]
    [InlineData(1, "RECOVERED", SubscriptionStatus.Active, false)]
    [InlineData(2, "RENEWED", SubscriptionStatus.Active, false)]
    [InlineData(3, "CANCELED", SubscriptionStatus.Unknown, false)]
    [InlineData(4, "PURCHASED", SubscriptionStatus.Active, false)]
    [InlineData(5, "ON_HOLD", SubscriptionStatus.OnHold, false)]
    [InlineData(6, "IN_GRACE_PERIOD", SubscriptionStatus.GracePeriod, false)]
    [InlineData(7, "RESTARTED", SubscriptionStatus.Active, true)]
    [InlineData(8, "PRICE_CHANGE_CONFIRMED", SubscriptionStatus.Unknown, false)]
    [InlineData(9, "DEFERRED", SubscriptionStatus.Unknown, false)]
    [InlineData(10, "PAUSED", SubscriptionStatus.Paused, false)]
    [InlineData(11, "PAUSE_SCHEDULE_CHANGED", SubscriptionStatus.Unknown, false)]
    [InlineData(12, "REVOKED", SubscriptionStatus.Revoked, false)]
    [InlineData(13, "EXPIRED", SubscriptionStatus.Expired, false)]
    [InlineData(17, "ITEMS_CHANGED", SubscriptionStatus.Unknown, false)]
    [InlineData(18, "CANCELLATION_SCHEDULED", SubscriptionStatus.Unknown, false)]
    [InlineData(19, "PRICE_CHANGE_UPDATED", SubscriptionStatus.Unknown, false)]
    [InlineData(20, "PENDING_PURCHASE_CANCELED", SubscriptionStatus.Expired, false)]
    [InlineData(22, "PRICE_STEP_UP_CONSENT_UPDATED", SubscriptionStatus.Unknown, false)]
    public void Every_notification_hints_only_where_no_snapshot_is(int type, string name, SubscriptionStatus status, bool renews)
    {
        var hint = GoogleEvents.Hint($"{type}", 100);
        var subscription = One(hint);
        Assert.Equal((status, renews, "subscriptionNotification.SUBSCRIPTION_" + name), (subscription.Status, subscription.AutoRenew, subscription.LastEvent!.Type));
        Assert.DoesNotContain(SubscriptionFlags.UnknownType, subscription.Flags);
        if (status != SubscriptionStatus.Unknown) Assert.Contains(SubscriptionFlags.Hint, subscription.Flags);
        var known = One(hint, GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 50));
        Assert.Equal((SubscriptionStatus.Active, true), (known.Status, known.AutoRenew));
        Assert.DoesNotContain(SubscriptionFlags.Hint, known.Flags);
        if (status == SubscriptionStatus.Unknown && type is not (3 or 18)) return;
        var before = One(GoogleEvents.Hint("7", 50), hint);
        Assert.Equal(status == SubscriptionStatus.Unknown ? (SubscriptionStatus.Active, false) : (status, before.AutoRenew), (before.Status, before.AutoRenew));
    }

    [Theory]
    [InlineData("14")]
    [InlineData("21")]
    [InlineData("99999999999999999999999999")]
    [InlineData("null")]
    [InlineData("{}")]
    public void An_unknown_number_is_marked_and_changes_nothing(string type)
    {
        var subscription = One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 50), GoogleEvents.Hint(type, 100, id: "m1"));
        Assert.Equal(SubscriptionStatus.Active, subscription.Status);
        Assert.Equal([SubscriptionFlags.UnknownType], subscription.Flags);
    }

    [Fact]
    public void A_snapshot_is_read_in_full()
    {
        var item = """, "autoRenewingPlan": {"autoRenewEnabled": true, "recurringPrice": {"currencyCode": "USD", "units": "4", "nanos": 990000000}, "priceChangeDetails": {"newPrice": {"currencyCode": "USD", "units": "5"}, "priceChangeMode": "PRICE_INCREASE", "priceChangeState": "OUTSTANDING", "expectedNewPriceChargeTime": "2024-01-01T00:00:00Z"}}, "deferredItemReplacement": {"productId": "basic"}""";
        var subscription = One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 100, """, "testPurchase": {}, "externalAccountIdentifiers": {"obfuscatedExternalAccountId": "acc-1"}""", item));
        Assert.Equal(("pro", "monthly", "basic", "acc-1", 4_990_000L, "USD", true), (subscription.ProductId, subscription.PlanId, subscription.PendingProductId, subscription.CustomerRef, subscription.PriceMicros, subscription.Currency, subscription.AutoRenew));
        Assert.Equal(new PendingPrice(5_000_000, "USD", new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), "pending"), subscription.PendingPrice);
        Assert.Equal((SubscriptionEnvironment.Test, GoogleEvents.At(GoogleEvents.Month)), (subscription.Environment, subscription.CurrentPeriodEnd));
    }

    [Fact]
    public void The_last_expiry_of_several_items_counts()
    {
        var later = GoogleEvents.At(2 * GoogleEvents.Month);
        var subscription = One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 100, items: $$""", {"productId": "extra", "expiryTime": "{{later:O}}", "offerDetails": {"basePlanId": "year", "offerId": "intro"}, "prepaidPlan": {}, "offerPhase": {"freeTrial": {} } }"""));
        Assert.Equal((later, "extra", "year/intro", SubscriptionStatus.Trialing), (subscription.CurrentPeriodEnd, subscription.ProductId, subscription.PlanId, subscription.Status));
        Assert.Equal([SubscriptionFlags.MultiItem], subscription.Flags);
        Assert.False(One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 100, item: """, "prepaidPlan": {}""")).AutoRenew);
    }

    [Theory]
    [InlineData("userInitiatedCancellation", CancelReason.Customer)]
    [InlineData("systemInitiatedCancellation", CancelReason.BillingError)]
    [InlineData("developerInitiatedCancellation", CancelReason.Developer)]
    [InlineData("replacementCancellation", CancelReason.Replaced)]
    public void Cancelled_is_active_until_its_end(string by, CancelReason reason)
    {
        var subscription = One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_CANCELED", 100, $$""", "canceledStateContext": {"{{by}}": {"cancelTime": "2023-11-15T00:00:00Z", "cancelSurveyResult": {"reason": "CANCEL_SURVEY_REASON_COST_RELATED"} } }"""));
        Assert.Equal((reason, false, subscription.CurrentPeriodEnd), (subscription.CancelReason, subscription.AutoRenew, subscription.CancelAt));
        if (reason == CancelReason.Customer) Assert.Equal(("CANCEL_SURVEY_REASON_COST_RELATED", new DateTimeOffset(2023, 11, 15, 0, 0, 0, TimeSpan.Zero)), (subscription.CancelFeedback, subscription.CanceledAt!.Value));
    }

    [Fact]
    public void Paused_and_grace_tell_their_ends()
    {
        Assert.Equal(GoogleEvents.At(500), One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_PAUSED", 100, $$""", "pausedStateContext": {"autoResumeTime": "{{GoogleEvents.At(500):O}}"}""")).PausedUntil);
        Assert.Equal(GoogleEvents.At(GoogleEvents.Month), One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_IN_GRACE_PERIOD", 100)).GracePeriodEnd);
    }

    [Fact]
    public void Unspecified_keeps_what_was_known() =>
        Assert.Equal(SubscriptionStatus.OnHold, One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ON_HOLD", 100), GoogleEvents.Snapshot("SUBSCRIPTION_STATE_UNSPECIFIED", 200)).Status);

    [Fact]
    public void What_is_over_comes_back_by_a_snapshot_only()
    {
        Assert.Equal(SubscriptionStatus.Revoked, One(GoogleEvents.Hint("12", 100), GoogleEvents.Hint("2", 200)).Status);
        Assert.Equal(SubscriptionStatus.Active, One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_EXPIRED", 100), GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 200)).Status);
        Assert.Equal(SubscriptionStatus.Expired, One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_EXPIRED", 200), GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 100)).Status);
    }

    [Theory]
    [InlineData("GPA.1", 1, SubscriptionStatus.Revoked)]
    [InlineData("GPA.0", 1, SubscriptionStatus.Active)]
    [InlineData("GPA.1", 2, SubscriptionStatus.Active)]
    public void A_full_refund_of_the_latest_order_revokes_whatever_a_later_snapshot_says(string order, int refund, SubscriptionStatus status)
    {
        var subscription = One(GoogleEvents.Void(order, 100, refund), GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 300));
        Assert.Equal((status, order), (subscription.Status, Assert.Single(subscription.Refunds).TransactionId));
        Assert.Equal(status == SubscriptionStatus.Active, subscription.IsEntitled(GoogleEvents.At(400)));
    }

    [Fact]
    public void The_newest_token_tells_and_the_root_is_the_oldest()
    {
        var joined = Join(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 900), Linked("ON_HOLD", 200, "token-b", "token-a"),
            GoogleEvents.Snapshot("SUBSCRIPTION_STATE_PAUSED", 150, """, "outOfAppPurchaseContext": {"expiredPurchaseToken": "token-b"}""", token: "token-c"));
        var root = Assert.Single(joined.Roots);
        Assert.Equal(Key("token-a"), root);
        var subscription = joined.Of(root)!;
        Assert.Equal(SubscriptionStatus.Paused, subscription.Status);
        Assert.Equal(new[] { Key("token-b"), Key("token-c") }.Order(StringComparer.Ordinal), subscription.Aliases);
    }

    [Theory]
    [InlineData("PENDING_PURCHASE_CANCELED")]
    [InlineData("PENDING")]
    public void A_purchase_that_was_not_paid_leaves_the_older_one(string state)
    {
        var joined = Join(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 100), Linked(state, 200, "token-b", "token-a"));
        Assert.Equal(SubscriptionStatus.Active, joined.Of(Assert.Single(joined.Roots))!.Status);
    }

    [Theory]
    [InlineData("oneTimeProductNotification", """{"notificationType": 1, "purchaseToken": "token-a", "sku": "coins"}""")]
    [InlineData("oneTimeProductNotification", """{"notificationType": 2, "purchaseToken": "token-a"}""")]
    [InlineData("voidedPurchaseNotification", """{"purchaseToken": "token-a", "orderId": "GPA.1", "productType": 2, "refundType": 1}""")]
    [InlineData("pendingRefundReviewNotification", """{"purchaseToken": "token-a"}""")]
    [InlineData("testNotification", """{"version": "1.0"}""")]
    [InlineData("inventedNotification", """{"purchaseToken": "token-a"}""")]
    public void What_is_no_subscription_is_history(string kind, string said)
    {
        var joined = Join(GoogleEvents.Notify(kind, said, 100));
        Assert.Null(joined.Of(Assert.Single(joined.Roots)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"message": 1}""")]
    [InlineData("""{"message": {"messageId": "1"}}""")]
    [InlineData("""{"message": {"messageId": "1", "data": "%%%"}}""")]
    [InlineData("""{"message": {"messageId": "1", "data": "W10="}}""")]
    [InlineData("""{"type": "google.subscriptionsv2.snapshot", "packageName": "p", "purchaseToken": 5, "fetchedAtMillis": 1, "snapshot": {}}""")]
    [InlineData("""{"type": "google.subscriptionsv2.snapshot", "packageName": "p", "purchaseToken": "t", "fetchedAtMillis": 99999999999999999999, "snapshot": {}}""")]
    public void What_is_none_is_none(string body) => Assert.Null(Fold.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"packageName": "p", "eventTimeMillis": "1", "testNotification": {}, "subscriptionNotification": {"notificationType": 2, "purchaseToken": "t"}}""")]
    [InlineData("""{"packageName": "p", "eventTimeMillis": "1", "subscriptionNotification": {"notificationType": 2}}""")]
    [InlineData("""{"packageName": "p", "eventTimeMillis": "-1", "testNotification": {}}""")]
    [InlineData("""{"eventTimeMillis": "1", "testNotification": {}}""")]
    public void What_contradicts_or_lacks_its_members_is_none(string content) => Assert.Null(Fold.Read(GoogleEvents.Push(content, "1")));

    [Fact]
    public void Snapshots_of_wrong_kinds_and_huge_numbers_are_read_as_far_as_they_go()
    {
        var item = """, "autoRenewingPlan": {"autoRenewEnabled": 7, "recurringPrice": {"currencyCode": "USD", "units": "99999999999999999999999", "nanos": 1e99}, "priceChangeDetails": []}""";
        var subscription = One(GoogleEvents.Snapshot("SUBSCRIPTION_STATE_ACTIVE", 100, """, "canceledStateContext": 5, "linkedPurchaseToken": {}""", item));
        Assert.Equal((SubscriptionStatus.Active, null, false), (subscription.Status, subscription.PriceMicros, subscription.AutoRenew));
    }

    [Fact]
    public void Every_sample_is_folded()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Samples.Folder("google"), "rtdn"), "*.json"))
        {
            var name = Path.GetFileName(file);
            var one = Fold.Read(File.ReadAllBytes(file));
            Assert.Equal(name == "bad-base64.json", one is null);
            if (one is null) continue;
            if (name.StartsWith("sub-", StringComparison.Ordinal)) Assert.EndsWith("." + name[7..^5], one.Type, StringComparison.Ordinal);
            var joined = Join(File.ReadAllBytes(file));
            Assert.Equal(name.StartsWith("otp", StringComparison.Ordinal) || name == "test.json", joined.Of(one.Key) is null);
        }
    }

    [Fact]
    public void A_token_is_nowhere_in_what_is_kept()
    {
        byte[][] bodies = [GoogleEvents.Hint("4", 1, id: "m1"), GoogleEvents.Void("GPA.1", 2), Linked("ACTIVE", 3, "token-b", "token-a"), Linked("UNSPECIFIED", 4, "token-b", "token-a")];
        var joined = Join(bodies);
        var texts = bodies.Select(body => Fold.Read(body)!).Select(one => $"{one.Id} {one.Key} {one.Type} {one.Subscription} {FactJson.Text(Fold.Facts(one))}").Append(FactJson.Text(joined.Of(joined.Roots.Single())));
        Assert.All(texts, text => Assert.True(!text.Contains("token-a", StringComparison.Ordinal) && !text.Contains("token-b", StringComparison.Ordinal), text));
    }

    private static byte[] Linked(string state, long second, string token, string older) =>
        GoogleEvents.Snapshot("SUBSCRIPTION_STATE_" + state, second, $$""", "linkedPurchaseToken": "{{older}}" """, token: token);

    private static string Key(string token) =>
        $"google:{GoogleEvents.Package}:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(token)))}";

    private static Joined Join(params byte[][] bodies)
    {
        var joined = new Joined(Fold);
        foreach (var body in bodies) joined.Add(body);
        return joined;
    }

    private static Subscription One(params byte[][] bodies) => Join(bodies).Of(Key("token-a"))!;
}
