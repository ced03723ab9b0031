using System.Text;

namespace Breakwater.Tests.Webhooks;

/// <summary>Stripe's events in short; times are seconds after <see cref="Epoch"/>.</summary>
internal static class StripeEvents
{
    public const long Epoch = 1_700_000_000;

    public const int Month = 30 * 86_400;

    public static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(Epoch + seconds);

    public static byte[] Make(string type, long created, string subject, string? id = null, string? previous = null)
    {
        var before = previous is null ? "" : $", \"previous_attributes\": {previous}";
        return Encoding.UTF8.GetBytes(
            $$"""{"id": "{{id ?? $"evt_{type}_{created}"}}", "object": "event", "type": "{{type}}", "created": {{Epoch + created}}, "livemode": true, "data": {"object": {{subject}}{{before}} } }""");
    }

    public static byte[] Subscription(string type, long created, string status, string more = "", bool basil = true, string? id = null, string? previous = null)
    {
        var period = $"\"current_period_start\": {Epoch}, \"current_period_end\": {Epoch + Month}";
        var price = """{"id": "price_1", "product": "prod_1", "unit_amount": 1500, "currency": "usd"}""";
        var items = $$"""[{"quantity": 2, "price": {{price}}{{(basil ? ", " + period : "")}} }]""";
        return Make(type, created, $$"""{"id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "{{status}}", {{(basil ? "" : period + ", ")}}"items": {"data": {{items}} }{{more}} }""", id, previous);
    }

    public static byte[] Invoice(string type, long created, string status, bool basil, string more = "")
    {
        var link = basil ? "\"parent\": {\"subscription_details\": {\"subscription\": \"sub_1\"}}" : "\"subscription\": \"sub_1\"";
        return Make(type, created, $$"""{"id": "in_1", "object": "invoice", "status": "{{status}}", "currency": "usd", "amount_due": 3000, "amount_paid": 3000, {{link}}{{more}} }""");
    }
}
