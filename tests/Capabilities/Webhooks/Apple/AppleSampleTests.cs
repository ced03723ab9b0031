using System.Text.Json;
using System.Text.Json.Nodes;
using static Breakwater.Tests.Webhooks.AppleEvents;

namespace Breakwater.Tests.Webhooks;

/// <summary>Apple's published models and signed tokens, and content that nobody publishes.</summary>
public sealed class AppleSampleTests
{
    private static readonly AppleFold Fold = new();
    private static readonly string Data = Samples.Folder("apple");

    [Fact]
    public void The_signed_histories_end_as_they_should()
    {
        var state = new Joined(Fold);
        var files = Directory.EnumerateFiles(Path.Combine(Data, "minted"), "*.json").Order(StringComparer.Ordinal).ToList();
        foreach (var file in files) state.Add(File.ReadAllBytes(file));
        Assert.Equal(11, files.Count);

        var expired = state.Of("apple:sandbox:com.example:2000000700000000")!;
        Assert.Equal((SubscriptionStatus.Expired, "EXPIRED", CancelReason.Customer, SubscriptionEnvironment.Sandbox), (expired.Status, expired.ProviderStatus, expired.CancelReason, expired.Environment));
        Assert.Equal((1738746000000, 1741338000000, 1741338000000, 1739178000000), (Millis(expired.CurrentPeriodStart), Millis(expired.CurrentPeriodEnd), Millis(expired.EndedAt), Millis(expired.CanceledAt)));
        Assert.Equal(("com.example.pro.monthly", 9_990_000L, "USD", false, "db5b5fab-8f4d-4e27-9da1-494c73cf256d"), (expired.ProductId, expired.PriceMicros, expired.Currency, expired.AutoRenew, expired.CustomerRef));
        Assert.Equal(("2000000700000001", PaymentStatus.Succeeded), (expired.LastPayment!.Reference, expired.LastPayment.Status));
        Assert.Equal(("2fa91425-cb00-4853-9d2c-67eda13ffe79", "EXPIRED.VOLUNTARY"), (expired.LastEvent!.Id, expired.LastEvent.Type));

        var refunded = state.Of("apple:sandbox:com.example:2000000700000100")!;
        Assert.Equal((SubscriptionStatus.Revoked, CancelReason.Refunded), (refunded.Status, refunded.CancelReason));
        Assert.Equal((1740905999000, 1740905999000, 1743152400000), (Millis(refunded.EndedAt), Millis(refunded.EntitledUntil), Millis(refunded.CurrentPeriodEnd)));
        Assert.Equal(("2000000700000101", 9_990_000L, "other", true), Assert.Single(refunded.Refunds) is var one ? (one.TransactionId, one.AmountMicros, one.Reason, one.Counts) : default);
        Assert.Equal((PaymentStatus.Succeeded, null, null), (refunded.LastPayment!.Status, refunded.GracePeriodEnd, refunded.TrialEnd));

        var upgraded = state.Of("apple:sandbox:com.example:2000000700000200")!;
        Assert.Equal((SubscriptionStatus.Active, "com.example.pro.monthly.premium", null, 19_980_000L, true), (upgraded.Status, upgraded.ProductId, upgraded.PendingProductId, upgraded.PriceMicros, upgraded.AutoRenew));
        Assert.Equal((1736499600000, 1739091600000), (Millis(upgraded.CurrentPeriodStart), Millis(upgraded.EntitledUntil)));

        Assert.All([expired, refunded, upgraded], subscription => Assert.Empty(subscription.Flags));
        Assert.Null(state.Of(state.Roots.Single(key => key.Contains("notification/", StringComparison.Ordinal))));
    }

    [Fact]
    public void On_the_way_each_signed_history_stands_as_told()
    {
        SubscriptionStatus[] expected =
        [
            SubscriptionStatus.Active, SubscriptionStatus.Active, SubscriptionStatus.Active, SubscriptionStatus.Expired, SubscriptionStatus.Trialing, SubscriptionStatus.GracePeriod, SubscriptionStatus.Active,
            SubscriptionStatus.Revoked, SubscriptionStatus.Active, SubscriptionStatus.Active,
        ];
        var state = new Joined(Fold);
        var files = Directory.EnumerateFiles(Path.Combine(Data, "minted"), "*.json").Order(StringComparer.Ordinal).Take(expected.Length).ToList();
        Assert.Equal(expected, files.Select(file =>
        {
            var body = File.ReadAllBytes(file);
            state.Add(body);
            return state.Of(Fold.Read(body)!.Key)!.Status;
        }));
    }

    [Theory]
    [InlineData("signedNotification.json", "signedTransaction.json", "SUBSCRIBED.INITIAL_BUY", "apple:test:com.example:12345")]
    [InlineData("signedNotification.json", "signedTransactionWithRevocation.json", "SUBSCRIBED.INITIAL_BUY", "apple:test:com.example:12345")]
    [InlineData("signedConsumptionRequestNotification.json", "signedTransaction.json", "CONSUMPTION_REQUEST", "apple:test:com.example:12345")]
    [InlineData("signedExternalPurchaseTokenNotification.json", null, "EXTERNAL_PURCHASE_TOKEN.UNREPORTED", "apple:production:com.example:notification/002e14d5-51f5-4503-b5a8-c3a1af68eb20")]
    [InlineData("signedExternalPurchaseTokenSandboxNotification.json", null, "EXTERNAL_PURCHASE_TOKEN.UNREPORTED", "apple:sandbox:com.example:notification/002e14d5-51f5-4503-b5a8-c3a1af68eb20")]
    [InlineData("signedRescindConsentNotification.json", null, "RESCIND_CONSENT", "apple:test:com.example:notification/002e14d5-51f5-4503-b5a8-c3a1af68eb20")]
    [InlineData("signedSummaryNotification.json", null, "RENEWAL_EXTENSION.SUMMARY", "apple:test:com.example:notification/002e14d5-51f5-4503-b5a8-c3a1af68eb20")]
    public void The_published_models_are_read(string file, string? transaction, string type, string key)
    {
        var notification = Model(file);
        if (transaction is not null)
        {
            notification["data"]!["signedTransactionInfo"] = Token(Model(transaction));
            notification["data"]!["signedRenewalInfo"] = Token(Model("signedRenewalInfo.json"));
        }

        var body = Body(notification.ToJsonString());
        var one = Fold.Read(body)!;
        Assert.Equal((type, key, "002e14d5-51f5-4503-b5a8-c3a1af68eb20"), (one.Type, one.Key, one.Id));
        var state = new Joined(Fold);
        state.Add(body);
        if (transaction is null)
        {
            Assert.Null(state.Of(key));
            return;
        }

        // Its transaction is one that was upgraded: it is not the current one, and what renews is told all the same.
        var subscription = state.Of(key)!;
        Assert.Equal((SubscriptionStatus.Active, null, "com.example.product.2", true), (subscription.Status, subscription.ProductId, subscription.PendingProductId, subscription.AutoRenew));
        Assert.Equal(new PendingPrice(9_990_000, "USD", DateTimeOffset.FromUnixTimeMilliseconds(1698148850000), "pending"), subscription.PendingPrice);
        Assert.Equal("7e3fb20b-4cdb-47cc-936d-99d65f608138", subscription.CustomerRef);
    }

    [Fact]
    public void The_published_tokens_are_read_where_they_are_notifications()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Data, "signed"), "*.txt"))
        {
            var one = Fold.Read(new JsonObject { ["signedPayload"] = File.ReadAllText(file).Trim() }.ToJsonString() is var text ? System.Text.Encoding.UTF8.GetBytes(text) : []);
            // The others are a transaction, renewal information, and two tests without a date that no signature stands for.
            Assert.Equal(Path.GetFileName(file) == "testNotification.jws.txt" ? "apple:sandbox:com.example:notification/9ad56bd2-0bc6-42e0-af24-fd996d87a1e6" : null, one?.Key);
        }
    }

    [Fact]
    public void Parts_of_milliseconds_are_left_out()
    {
        var folder = Path.Combine(Data, "xcode-local-testing");
        var data = new JsonObject
        {
            ["environment"] = "Xcode", ["status"] = 1, ["signedTransactionInfo"] = File.ReadAllText(Path.Combine(folder, "xcode-signed-transaction.jws.txt")).Trim(),
            ["signedRenewalInfo"] = File.ReadAllText(Path.Combine(folder, "xcode-signed-renewal-info.jws.txt")).Trim(),
        };
        var state = new Joined(Fold);
        state.Add(Notification("SUBSCRIBED.INITIAL_BUY", 0, null, new() { ["data"] = data }));
        var one = state.Of("apple:test:com.example.naturelab.backyardbirds.example:0")!;
        Assert.Equal((SubscriptionStatus.Active, "pass.premium", 1697679936049, 1700358336049), (one.Status, one.ProductId, Millis(one.CurrentPeriodStart), Millis(one.CurrentPeriodEnd)));
        Assert.Equal(("introductory", true), (one.Offer, one.AutoRenew));
    }

    private static long Millis(DateTimeOffset? at) => at!.Value.ToUnixTimeMilliseconds();

    private static JsonObject Model(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Data, "decoded-models", file)), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!.AsObject();
}
