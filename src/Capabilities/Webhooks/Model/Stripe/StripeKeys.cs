using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>
/// Keys of Stripe's objects: <c>stripe:{account}:{id}</c>. Events name the subscription in many places, or only an invoice or payment
/// that other events join to it. Both shapes are read: before and after the API version Basil (2025-03-31).
/// </summary>
internal sealed class StripeKeys(string account)
{
    /// <summary>The account of one's own events; those of connected accounts name theirs.</summary>
    public const string Own = "own";

    /// <summary>Prefix of a subscription's key, up to its id.</summary>
    public static bool IsSubscription(string key) => key.LastIndexOf(':') is > 0 and var at && key.AsSpan(at + 1).StartsWith("sub_");

    /// <summary>The key of an object.</summary>
    public string Of(string id) => $"stripe:{account}:{id}";

    /// <summary>The subscription of an invoice; null where it is a one-off.</summary>
    public static string? SubscriptionOf(JsonElement invoice) => Id(invoice, "parent", "subscription_details", "subscription") ?? Id(invoice, "subscription");

    /// <summary>What an event is about: the id of its subscription, or of what may be joined to one.</summary>
    public static string? SubjectOf(string type, JsonElement subject)
    {
        var kind = subject.Text("object") ?? "";
        return kind switch
        {
            "subscription" => subject.Text("id"),
            "invoice" => SubscriptionOf(subject) ?? subject.Text("id") ?? subject.Text("customer"),
            "invoice_payment" => Id(subject, "invoice") ?? subject.Text("id"),
            "charge" => Id(subject, "invoice") ?? Id(subject, "payment_intent") ?? subject.Text("id"),
            "refund" or "dispute" => Id(subject, "payment_intent") ?? Id(subject, "charge") ?? subject.Text("id"),
            "credit_note" => Id(subject, "invoice") ?? subject.Text("id"),
            "payment_intent" => Id(subject, "invoice") ?? subject.Text("id"),
            _ when type.StartsWith("customer.subscription.", StringComparison.Ordinal) => subject.Text("id"),
            _ => Id(subject, "subscription") ?? subject.Text("id") ?? Id(subject, "customer"),
        };
    }

    /// <summary>The keys that an event joins: an invoice to its subscription, a payment or charge to its invoice.</summary>
    public IEnumerable<KeyLink> Links(JsonElement subject)
    {
        var id = subject.Text("id");
        switch (subject.Text("object"))
        {
            case "invoice" when id is not null:
                if (SubscriptionOf(subject) is { } subscription) yield return Join(id, subscription);
                if (Id(subject, "payment_intent") is { } intent) yield return Join(intent, id);
                if (Id(subject, "charge") is { } charge) yield return Join(charge, id);
                break;
            case "invoice_payment" when Id(subject, "invoice") is { } invoice:
                foreach (var name in (string[])["payment_intent", "charge"])
                {
                    if (Id(subject, "payment", name) is { } payment) yield return Join(payment, invoice);
                }

                break;
            case "charge" when id is not null:
                if (Id(subject, "invoice") is { } billed)
                {
                    yield return Join(id, billed);
                    if (Id(subject, "payment_intent") is { } behind) yield return Join(behind, billed);
                }
                else if (Id(subject, "payment_intent") is { } behind)
                {
                    yield return Join(id, behind);
                }

                break;
            case "payment_intent" when id is not null:
                if (Id(subject, "invoice") is { } owed) yield return Join(id, owed);
                if (Id(subject, "latest_charge") is { } latest) yield return Join(latest, id);
                break;
            case "refund" or "dispute" when Id(subject, "payment_intent") is { } paid && Id(subject, "charge") is { } taken:
                yield return Join(taken, paid);
                break;
            case "checkout.session":
                if (Id(subject, "invoice") is { } first && Id(subject, "subscription") is { } bought) yield return Join(first, bought);
                break;
        }
    }

    /// <summary>An id, of an object that may be expanded.</summary>
    public static string? Id(JsonElement element, params ReadOnlySpan<string> path) => element.Text(path) ?? element.At(path).Text("id");

    private KeyLink Join(string from, string to) => new(Of(from), Of(to));
}
