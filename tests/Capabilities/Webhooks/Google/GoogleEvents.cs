using System.Text;
using System.Text.Json;

namespace Breakwater.Tests.Webhooks;

/// <summary>Google Play's events in short; times are seconds after <see cref="Epoch"/>.</summary>
internal static class GoogleEvents
{
    public const long Epoch = 1_700_000_000;
    public const string Package = "com.example.app";
    public const int Month = 30 * 86_400;

    public static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(Epoch + seconds);

    public static byte[] Push(string content, string id) =>
        Encoding.UTF8.GetBytes($$"""{"message": {"data": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}}", "messageId": "{{id}}"}, "subscription": "projects/p/subscriptions/s"}""");

    public static byte[] Notify(string kind, string said, long second, string? id = null) =>
        Push($$"""{"version": "1.0", "packageName": "{{Package}}", "eventTimeMillis": "{{(Epoch + second) * 1000}}", "{{kind}}": {{said}} }""", id ?? $"m_{kind}_{second}");

    public static byte[] Hint(string type, long second, string token = "token-a", string? id = null) =>
        Notify("subscriptionNotification", $$"""{"version": "1.0", "notificationType": {{type}}, "purchaseToken": "{{token}}"}""", second, id ?? $"m_{type}_{second}_{token.Length}{token[^1]}");

    public static byte[] Void(string order, long second, int refund = 1, string token = "token-a") =>
        Notify("voidedPurchaseNotification", $$"""{"purchaseToken": "{{token}}", "orderId": "{{order}}", "productType": 1, "refundType": {{refund}} }""", second, $"m_void_{order}_{second}_{refund}");

    public static byte[] Snapshot(string state, long second, string more = "", string item = Renewing, string token = "token-a", string etag = "e1", string items = "")
    {
        var text = $$"""{"etag": "{{etag}}", "subscriptionState": "{{state}}", "startTime": "{{At(0):O}}", "lineItems": [{"productId": "pro", "expiryTime": "{{At(Month):O}}", "latestSuccessfulOrderId": "GPA.1", "offerDetails": {"basePlanId": "monthly"}{{item}} }{{items}}]{{more}} }""";
        using var document = JsonDocument.Parse(text);
        return GoogleRecord.Make(Package, token, At(second), document.RootElement);
    }

    public const string Renewing = """, "autoRenewingPlan": {"autoRenewEnabled": true, "recurringPrice": {"currencyCode": "USD", "units": "4", "nanos": 990000000} }""";
}
