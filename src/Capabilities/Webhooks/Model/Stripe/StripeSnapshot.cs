using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Reads Stripe's subscription object.</summary>
internal static class StripeSnapshot
{
    // Attributes whose former values Stripe tells, and which put snapshots of one second into a row.
    private static readonly string[] Chained =
    [
        "status", "cancel_at_period_end", "cancel_at", "canceled_at", "current_period_start", "current_period_end", "quantity", "trial_end", "ended_at", "latest_invoice",
        "default_payment_method", "collection_method", "days_until_due", "schedule", "billing_cycle_anchor",
    ];

    /// <summary>How the subscription stands by an event that carries it; null where it carries none.</summary>
    public static Standing? Of(ProviderEvent one, JsonElement subscription, TimeSpan? pastDueGrace)
    {
        if (subscription.Text("status") is not { } word) return null;
        var items = subscription.Items("items", "data").ToList();
        var deleted = one.Type == "customer.subscription.deleted";
        var status = deleted ? SubscriptionStatus.Expired : Status(word);
        var periodEnd = subscription.Seconds("current_period_end") ?? items.Max(item => item.Seconds("current_period_end"));
        var atPeriodEnd = subscription.Flag("cancel_at_period_end") == true;
        var paused = subscription.At("pause_collection").ValueKind == JsonValueKind.Object;
        var cancelAt = subscription.Seconds("cancel_at") ?? (atPeriodEnd ? periodEnd : null);
        var over = status == SubscriptionStatus.Expired;
        return new Standing
        {
            Status = status,
            ProviderStatus = word,
            Environment = one.Environment,
            CustomerRef = StripeKeys.Id(subscription, "customer"),
            ProductId = Price(items, subscription, "product"),
            PlanId = Price(items, subscription, "id"),
            Quantity = items.Count > 0 ? Micros.Sum(items.Select(item => (long?)(item.Whole("quantity") ?? 1))) : subscription.Whole("quantity"),
            PeriodStart = subscription.Seconds("current_period_start") ?? items.Max(item => item.Seconds("current_period_start")),
            PeriodEnd = periodEnd,
            GraceEnd = status == SubscriptionStatus.GracePeriod && pastDueGrace is { } grace ? PeriodStart(subscription, items) + grace : null,
            TrialEnd = subscription.Seconds("trial_end"),
            PausedUntil = subscription.Seconds("pause_collection", "resumes_at"),
            AutoRenew = !over && !atPeriodEnd && cancelAt is null && !paused,
            CancelAt = over ? null : cancelAt,
            CanceledAt = subscription.Seconds("canceled_at"),
            EndedAt = over ? subscription.Seconds("ended_at") ?? subscription.Seconds("canceled_at") ?? one.At : null,
            CancelReason = Reason(subscription, word, over || cancelAt is not null || subscription.Seconds("canceled_at") is not null),
            CancelFeedback = subscription.Text("cancellation_details", "feedback"),
            PriceMicros = Total(items, subscription),
            Currency = Currency(items, subscription),
            Flags = [.. Flags(subscription, items, paused)],
            Values = Scalars(subscription),
            Before = Scalars(one.Content.At("data", "previous_attributes")),
        };
    }

    private static SubscriptionStatus Status(string word) => word switch
    {
        "incomplete" => SubscriptionStatus.Pending,
        "incomplete_expired" or "canceled" => SubscriptionStatus.Expired,
        "trialing" => SubscriptionStatus.Trialing,
        "active" => SubscriptionStatus.Active,
        "past_due" => SubscriptionStatus.GracePeriod,
        "unpaid" => SubscriptionStatus.OnHold,
        "paused" => SubscriptionStatus.Paused,
        _ => SubscriptionStatus.Unknown,
    };

    private static CancelReason Reason(JsonElement subscription, string word, bool ends) => subscription.Text("cancellation_details", "reason") switch
    {
        "cancellation_requested" => CancelReason.Customer,
        "payment_failed" => CancelReason.BillingError,
        "payment_disputed" => CancelReason.Dispute,
        "other" => CancelReason.Other,
        null when word == "incomplete_expired" => CancelReason.BillingError,
        null => ends ? CancelReason.Unknown : CancelReason.None,
        _ => CancelReason.Unknown,
    };

    private static DateTimeOffset? PeriodStart(JsonElement subscription, List<JsonElement> items) =>
        subscription.Seconds("current_period_start") ?? items.Max(item => item.Seconds("current_period_start"));

    // Newer versions say price, older ones plan; the oldest have the plan beside the items.
    private static string? Price(List<JsonElement> items, JsonElement subscription, string member)
    {
        foreach (var item in items)
        {
            if ((StripeKeys.Id(item, "price", member) ?? StripeKeys.Id(item, "plan", member)) is { } found) return found;
        }

        return StripeKeys.Id(subscription, "plan", member);
    }

    private static string? Currency(List<JsonElement> items, JsonElement subscription) =>
        (items.Select(item => item.Text("price", "currency") ?? item.Text("plan", "currency")).FirstOrDefault(word => word is not null)
            ?? subscription.Text("plan", "currency") ?? subscription.Text("currency"))?.ToUpperInvariant();

    private static long? Total(List<JsonElement> items, JsonElement subscription)
    {
        if (items.Count == 0) return Micros.FromMinor(subscription.Number("plan", "amount_decimal") ?? subscription.Number("plan", "amount"), subscription.Text("plan", "currency"), subscription.Whole("quantity") ?? 1);
        return Micros.Sum(items.Select(item => Micros.FromMinor(
            item.Number("price", "unit_amount_decimal") ?? item.Number("price", "unit_amount") ?? item.Number("plan", "amount_decimal") ?? item.Number("plan", "amount"),
            item.Text("price", "currency") ?? item.Text("plan", "currency"), item.Whole("quantity") ?? 1)));
    }

    private static IEnumerable<string> Flags(JsonElement subscription, List<JsonElement> items, bool paused)
    {
        if (items.Count > 1) yield return SubscriptionFlags.MultiItem;
        if (paused) yield return SubscriptionFlags.CollectionPaused;
        if (subscription.At("pending_update").ValueKind == JsonValueKind.Object) yield return SubscriptionFlags.PendingUpdate;
    }

    private static Dictionary<string, string>? Scalars(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        var values = new Dictionary<string, string>();
        foreach (var name in Chained)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) values[name] = value.ToString();
        }

        return values.Count == 0 ? null : values;
    }
}
