using System.Text;
using System.Text.Json.Nodes;
using static Breakwater.Tests.Webhooks.AppleEvents;

namespace Breakwater.Tests.Webhooks;

/// <summary>Content that Apple does not send: history at most, and never an exception.</summary>
public sealed class AppleHostileTests
{
    private static readonly AppleFold Fold = new();

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"signedPayload": 5}""")]
    [InlineData("""{"signedPayload": "a.b"}""")]
    [InlineData("""{"signedPayload": "a.b.c"}""")]
    [InlineData("""{"signedPayload": "\ud800"}""")]
    [InlineData("""{"\ud800": "", "signedPayload": ""}""")]
    public void What_is_no_notification_is_none(string body) => Assert.Null(Fold.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("""{"notificationType": "TEST", "signedDate": 1700000000000}""")]
    [InlineData("""{"notificationType": "TEST", "notificationUUID": "u"}""")]
    [InlineData("""{"notificationType": "TEST", "notificationUUID": 7, "signedDate": 1700000000000}""")]
    [InlineData("""{"notificationType": 7, "notificationUUID": "u", "signedDate": 1700000000000}""")]
    [InlineData("""{"notificationType": "TEST", "notificationUUID": "u", "signedDate": -5}""")]
    [InlineData("""{"notificationType": "TEST", "notificationUUID": "u", "signedDate": 1e300}""")]
    [InlineData("""{"notificationType": "TEST", "notificationUUID": "u", "signedDate": 999999999999999999}""")]
    [InlineData("""{"notificationType": "TEST", "notificationUUID": "\ud800", "signedDate": 1700000000000}""")]
    [InlineData("""{"notificationType": "TEST", "notificationUUID": "u", "signedDate": 1700000000000, "more": {"\udc00": 1}}""")]
    [InlineData("""{"notificationType": "TEST", "notificationUUID": "u", "notificationUUID": "v", "signedDate": 1700000000000}""")]
    public void A_payload_without_what_every_notification_has_is_none(string payload) => Assert.Null(Fold.Read(Body(payload)));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"data": null}""")]
    [InlineData("""{"data": []}""")]
    [InlineData("""{"data": "none", "subtype": 5}""")]
    [InlineData("""{"data": {"bundleId": 7, "environment": [], "status": true, "signedTransactionInfo": 5, "signedRenewalInfo": {}}}""")]
    [InlineData("""{"data": {"signedTransactionInfo": "a.b.c", "signedRenewalInfo": ""}}""")]
    [InlineData("""{"summary": 1, "appData": {"bundleId": "x"}, "subtype": {"a": 1}}""")]
    public void Without_data_it_is_history(string carried)
    {
        foreach (var type in (string[])["DID_RENEW", "REFUND", "EXPIRED", "SUBSCRIBED.INITIAL_BUY", "INVENTED"])
        {
            var one = Fold.Read(Notification(type, 5, "u", JsonNode.Parse(carried)!.AsObject()))!;
            Assert.Null(one.Subscription);
            Assert.EndsWith(":notification/u", one.Key, StringComparison.Ordinal);
            Assert.NotEqual(SubscriptionEnvironment.Production, one.Environment);
            Assert.NotEmpty(Fold.Facts(one).Facts);
        }
    }

    [Theory]
    [InlineData("""{"transactionId": 5, "purchaseDate": "soon", "expiresDate": {}, "price": "much", "quantity": 1.5, "currency": 3, "offerType": "x", "isUpgraded": "yes"}""")]
    [InlineData("""{"purchaseDate": 1e300, "expiresDate": 99999999999999999999, "price": 1e28, "quantity": 9223372036854775807, "revocationPercentage": 1e28, "revocationDate": -1}""")]
    [InlineData("""{"price": 79228162514264337593543950335, "revocationPercentage": 99999.999, "offerType": 9223372036854775807, "revocationReason": 1e9}""")]
    [InlineData("""{"price": -9990, "purchaseDate": 253402300799000, "expiresDate": 0.2, "revocationPercentage": -79228162514264337593543950335}""")]
    [InlineData("""{"transactionId": "", "productId": "", "appAccountToken": null, "inAppOwnershipType": 9}""")]
    public void Strange_members_are_as_good_as_none(string members)
    {
        var renewal = """{"autoRenewStatus": 7, "autoRenewProductId": 5, "renewalPrice": 1e28, "gracePeriodExpiresDate": "x", "expirationIntent": "many", "priceIncreaseStatus": 1e10, "renewalDate": 1e18}""";
        foreach (var type in AppleTableTests.Kinds.Select(row => row.Data))
        {
            foreach (var status in (int?[])[null, 1, 2, 4, 5, -1])
            {
                var body = Make(type, 5, status, With(Transaction(1, 5), JsonNode.Parse(members)!.AsObject()), With(Renewal(), JsonNode.Parse(renewal)!.AsObject()));
                var subscription = One(Bought(), body);
                Assert.Equal(type, subscription.LastEvent!.Type);
                Assert.Equal(subscription.Hash(), One(body, body, Bought()).Hash());
            }
        }
    }

    [Theory]
    [InlineData("a/b", "apple:production:com.example:one-time/a/b")]
    [InlineData("a:b", "apple:production:com.example:a:b")]
    public void An_id_cannot_pass_for_another_key(string original, string key)
    {
        var state = new Joined(Fold);
        state.Add(Make("DID_RENEW", 5, 1, Transaction(1, 5, new() { ["originalTransactionId"] = original })));
        Assert.Equal([key], state.Roots);
        Assert.Equal(original == "a:b", state.Of(key) is not null);
    }

    [Fact]
    public void Only_keys_of_subscriptions_make_one()
    {
        var facts = new FactSet();
        foreach (var fact in Fold.Facts(Fold.Read(Bought())!).Facts) facts.Add(fact);
        Assert.NotNull(Fold.Project(Key, facts, []));
        Assert.Null(Fold.Project(Key, new FactSet(), []));
        Assert.Null(Fold.Project("apple:production:com.example:one-time/900", facts, []));
        Assert.Null(Fold.Project("stripe:own:sub_1", facts, []));
    }

    // Half of a pair of surrogates is fine for JSON and is no text. Nothing of this is signed yet when it is read.
    [Theory]
    [InlineData("""{"signedPayload": "\ud800"}""", SignatureFault.Malformed)]
    [InlineData("""{"\ud800": 1, "signedPayload": "a.b.c"}""", SignatureFault.Malformed)]
    [InlineData("""{"s\ud800\ud800\ud800\ud800": 1, "signedPayload": 5}""", SignatureFault.Malformed)]
    [InlineData("""{"signedPayload": 5, "s\ud800\ud800\ud800\ud800": 1}""", SignatureFault.Malformed)]
    [InlineData("""{"alg": "\ud800"}""", SignatureFault.WrongScheme)]
    [InlineData("""{"alg": "ES256", "x5c": [1, null, {}]}""", SignatureFault.UntrustedChain)]
    [InlineData("""{"alg": "ES256", "x5c": ["\ud800", "\udc00", ""]}""", SignatureFault.UntrustedChain)]
    [InlineData("""{"alg": "ES256", "\ud800": 1, "\udc00": 1, "x5c": 5}""", SignatureFault.Malformed)]
    public void A_text_that_is_no_Unicode_is_as_good_as_none(string text, SignatureFault fault)
    {
        var body = text.Contains("signedPayload", StringComparison.Ordinal) ? text : $$"""{"signedPayload": "{{Token("{}", text)}}"}""";
        var signature = new AppleSignature(new AppleChain([]), new("com.example", "Sandbox", null));
        Assert.Equal(fault, signature.Check(WebhookRequest.Of([], Encoding.UTF8.GetBytes(body)), At(0)).Fault);
    }

    [Fact]
    public void A_type_that_is_no_Unicode_is_none() => Assert.Null(new StripeFold().Read("""{"id": "evt_1", "type": "\ud800", "created": 5}"""u8.ToArray()));
}
