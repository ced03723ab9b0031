using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace Breakwater.Tests.Webhooks;

/// <summary>Apple's notifications in short; times are days after <see cref="Epoch"/>. Their signatures are none: that is another test's matter.</summary>
internal static class AppleEvents
{
    public const string Key = "apple:production:com.example:900";

    private const long Epoch = 1_700_000_000_000;

    public static DateTimeOffset At(double days) => DateTimeOffset.FromUnixTimeMilliseconds(Millis(days));

    public static long Millis(double days) => Epoch + (long)(days * 86_400_000);

    /// <summary>A notification by type and subtype, of one app and environment.</summary>
    public static byte[] Make(string type, double day, int? status = null, JsonObject? transaction = null, JsonObject? renewal = null, string? id = null, string environment = "Production")
    {
        var data = new JsonObject { ["bundleId"] = "com.example", ["environment"] = environment };
        if (status is not null) data["status"] = status;
        if (transaction is not null) data["signedTransactionInfo"] = Token(With(transaction, new() { ["environment"] = environment }));
        if (renewal is not null) data["signedRenewalInfo"] = Token(With(renewal, new() { ["environment"] = environment }));
        return Notification(type, day, id, new() { ["data"] = data });
    }

    /// <summary>A notification with whatever it carries.</summary>
    public static byte[] Notification(string type, double day, string? id, JsonObject carried)
    {
        var parts = type.Split('.');
        var notification = new JsonObject { ["notificationType"] = parts[0], ["notificationUUID"] = id ?? $"{type}@{day}", ["version"] = "2.0", ["signedDate"] = Millis(day) };
        if (parts.Length > 1) notification["subtype"] = parts[1];
        return Body(With(notification, carried).ToJsonString());
    }

    public static byte[] Body(string payload) => Encoding.UTF8.GetBytes(new JsonObject { ["signedPayload"] = Token(payload) }.ToJsonString());

    public static string Token(JsonNode payload) => Token(payload.ToJsonString());

    public static string Token(string payload, string header = """{"alg":"ES256"}""") => $"{Coded(header)}.{Coded(payload)}.{Coded("unsigned")}";

    /// <summary>A transaction that paid for thirty days.</summary>
    public static JsonObject Transaction(int number, double start, JsonObject? more = null) => With(new()
    {
        ["transactionId"] = $"{900 + number}", ["originalTransactionId"] = "900", ["bundleId"] = "com.example", ["productId"] = "monthly", ["type"] = "Auto-Renewable Subscription",
        ["purchaseDate"] = Millis(start), ["expiresDate"] = Millis(start + 30), ["quantity"] = 1, ["price"] = 9_990, ["currency"] = "usd", ["appAccountToken"] = "customer-1", ["inAppOwnershipType"] = "PURCHASED",
    }, more);

    /// <summary>Renewal information of a subscription that renews.</summary>
    public static JsonObject Renewal(JsonObject? more = null) => With(new()
    {
        ["originalTransactionId"] = "900", ["autoRenewProductId"] = "monthly", ["productId"] = "monthly", ["autoRenewStatus"] = 1, ["renewalPrice"] = 9_990, ["currency"] = "USD",
    }, more);

    /// <summary>The first thirty days, bought on the first.</summary>
    public static byte[] Bought() => Make("SUBSCRIBED.INITIAL_BUY", 0, 1, Transaction(0, 0), Renewal());

    /// <summary>Another member in place of one, or beside it; null takes it away.</summary>
    public static JsonObject With(JsonObject target, JsonObject? more)
    {
        foreach (var (name, value) in more ?? [])
        {
            if (value is null) target.Remove(name);
            else target[name] = value.DeepClone();
        }

        return target;
    }

    /// <summary>The subscription that notifications make up.</summary>
    public static Subscription One(params byte[][] events)
    {
        var state = new Joined(new AppleFold());
        foreach (var body in events) state.Add(body);
        return state.Of(Key)!;
    }

    private static string Coded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
