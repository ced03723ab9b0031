using System.Text.Json.Nodes;
using CsCheck;
using static Breakwater.Tests.Webhooks.AppleEvents;

namespace Breakwater.Tests.Webhooks;

/// <summary>Apple's histories converge: few days, so that many notifications share one instant, and few transactions, so that they meet again.</summary>
public sealed class AppleConvergenceTests
{
    // Those that end, revoke, restore and bring back come more often than the table has them.
    private static readonly string[] Types =
    [
        .. AppleTableTests.Kinds.Select(row => row.Data), "EXPIRED.VOLUNTARY", "SUBSCRIBED.RESUBSCRIBE", "SUBSCRIBED.RESUBSCRIBE", "DID_RENEW", "DID_RENEW", "REFUND", "REFUND", "REFUND", "REFUND_REVERSED",
        "REFUND_REVERSED", "DID_CHANGE_RENEWAL_PREF.UPGRADE", "REVOKE", "TEST", "INVENTED", "EXPIRED.INVENTED",
    ];

    private static readonly Gen<byte[]> Events = Gen.Select(Gen.Int[0, Types.Length - 1], Gen.Int[0, 7], Gen.Int[0, 3], Gen.Int[0, 8], Gen.Int[0, 63], Gen.Int[0, 2]).Select((kind, day, number, status, bits, who) =>
    {
        var type = Types[kind];
        var more = new JsonObject { ["price"] = 1_000 * (bits % 5), ["expiresDate"] = Millis((10 * number) + (bits % 13)), ["productId"] = $"product-{bits % 3}" };
        if (type.StartsWith("REFUND", StringComparison.Ordinal) && bits % 4 != 0) With(more, new() { ["revocationDate"] = Millis(day), ["revocationReason"] = bits % 2, ["revocationPercentage"] = bits * 2_000 });
        if (bits % 8 == 1) more["isUpgraded"] = true;
        if (bits % 8 == 2) With(more, new() { ["offerType"] = 1, ["offerDiscountType"] = "FREE_TRIAL" });
        if (who == 2) more["originalTransactionId"] = "800";
        var renewal = new JsonObject { ["autoRenewStatus"] = bits % 2, ["autoRenewProductId"] = $"product-{bits % 2}", ["renewalPrice"] = 1_000 * (bits % 7), ["renewalDate"] = Millis(10 * (number + 1)) };
        if (bits % 3 == 0) With(renewal, new() { ["gracePeriodExpiresDate"] = Millis(day + bits), ["expirationIntent"] = bits % 7, ["priceIncreaseStatus"] = bits % 2 });
        if (who == 2) renewal["originalTransactionId"] = "800";
        return Make(
            type, day, status is 0 or > 6 ? null : status, bits % 16 == 15 ? null : Transaction(number, 10 * number, more), bits % 5 == 4 ? null : Renewal(renewal), $"{bits:D2}-{type}-{day}-{number}-{status}-{who}");
    });

    [Fact]
    public void Any_order_any_repetition_and_any_batches_end_at_the_same_record() =>
        Gen.Select(Events.Array[1, 24], Gen.Int).Sample((history, seed) => Convergence.Check(new AppleFold(), history, seed), iter: Convergence.Histories);

    [Fact]
    public void Generated_histories_reach_every_state()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<SubscriptionStatus, int>();
        Events.Array[1, 24].Sample(history =>
        {
            var state = new Joined(new AppleFold());
            foreach (var body in history) state.Add(body);
            if (state.Of(Key) is { } one) seen.AddOrUpdate(one.Status, 1, (_, count) => count + 1);
        }, iter: 300);
        Assert.Superset(
            new HashSet<SubscriptionStatus> { SubscriptionStatus.Active, SubscriptionStatus.Trialing, SubscriptionStatus.GracePeriod, SubscriptionStatus.OnHold, SubscriptionStatus.Expired, SubscriptionStatus.Revoked },
            seen.Keys.ToHashSet());
    }

    // The rule of what comes back, once more and one step after the other.
    [Fact]
    public void It_stands_as_if_notifications_had_come_in_order()
    {
        var kinds = AppleTableTests.Kinds.Select(row => row.Data).Where(type => type != "REFUND").ToArray();
        var one = Gen.Select(Gen.Int[0, kinds.Length - 1], Gen.Int[0, 9], Gen.Int[1, 5]).Select((kind, day, status) => (Type: kinds[kind], Day: day, Status: status, Id: $"{(kind * 7) % 10}-{kind}-{day}-{status}"));
        SubscriptionStatus[] words = [SubscriptionStatus.Active, SubscriptionStatus.Expired, SubscriptionStatus.OnHold, SubscriptionStatus.GracePeriod, SubscriptionStatus.Revoked];
        one.Array[1, 12].Sample(history =>
        {
            SubscriptionStatus? expected = null;
            foreach (var next in history.OrderBy(each => each.Day).ThenBy(each => each.Id, StringComparer.Ordinal))
            {
                var status = words[next.Status - 1];
                var comesBack = expected is SubscriptionStatus.Expired or SubscriptionStatus.Revoked && status is not (SubscriptionStatus.Expired or SubscriptionStatus.Revoked);
                if (!comesBack || AppleTableTests.Back.Contains(next.Type)) expected = status;
            }

            Assert.Equal(expected, One([.. history.Select(each => Make(each.Type, each.Day, each.Status, Transaction(0, 0), id: each.Id))]).Status);
        }, iter: 2_000);
    }
}
