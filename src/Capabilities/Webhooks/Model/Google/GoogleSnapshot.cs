using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Reads Google's <c>SubscriptionPurchaseV2</c>.</summary>
internal static class GoogleSnapshot
{
    /// <summary>The name of a purchase that was never paid for.</summary>
    public const string PurchaseCanceled = "SUBSCRIPTION_PENDING_PURCHASE_CANCELED";

    /// <summary>Among the values: the order that was paid last.</summary>
    public const string Order = "order";

    /// <summary>Among the values: when the purchase was granted.</summary>
    public const string Start = "start";

    /// <summary>How the token stands; null where its state is none that is known, so that the last known one stays.</summary>
    public static Standing? Of(ProviderEvent one, JsonElement snapshot)
    {
        if (snapshot.Text("subscriptionState") is not { } word || Status(word) is not { } status) return null;
        var items = snapshot.Items("lineItems").ToList();
        var expiry = items.Max(item => item.Instant("expiryTime"));
        var lead = items.FirstOrDefault(item => item.Instant("expiryTime") == expiry);
        var plan = lead.At("autoRenewingPlan");
        if (status == SubscriptionStatus.Active && lead.At("offerPhase", "freeTrial").ValueKind == JsonValueKind.Object) status = SubscriptionStatus.Trialing;
        var over = status == SubscriptionStatus.Expired;
        var canceled = word == "SUBSCRIPTION_STATE_CANCELED";
        var prices = items.Select(item => item.At("autoRenewingPlan", "recurringPrice")).Where(price => price.ValueKind == JsonValueKind.Object).ToList();
        var currency = prices.Select(price => price.Text("currencyCode")?.ToUpperInvariant()).Distinct().ToList() is [var single] ? single : null;
        var basePlan = lead.Text("offerDetails", "basePlanId");
        var unpaid = word == "SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED";
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if ((lead.Text("latestSuccessfulOrderId") ?? snapshot.Text("latestOrderId")) is { } order) values[Order] = order;
        if (snapshot.Instant("startTime") is { } start) values[Start] = start.ToUnixTimeMilliseconds().ToString("D15", System.Globalization.CultureInfo.InvariantCulture);
        return new Standing
        {
            Status = status,
            ProviderStatus = word,
            Environment = one.Environment,
            CustomerRef = snapshot.Text("externalAccountIdentifiers", "obfuscatedExternalAccountId"),
            ProductId = lead.Text("productId"),
            PlanId = basePlan is not null && lead.Text("offerDetails", "offerId") is { } offer ? $"{basePlan}/{offer}" : basePlan,
            PendingProductId = lead.Text("deferredItemReplacement", "productId"),
            PeriodEnd = unpaid ? null : expiry,
            GraceEnd = status == SubscriptionStatus.GracePeriod ? expiry : null,
            TrialEnd = status == SubscriptionStatus.Trialing ? expiry : null,
            PausedUntil = status == SubscriptionStatus.Paused ? snapshot.Instant("pausedStateContext", "autoResumeTime") : null,
            AutoRenew = !over && !canceled && items.Any(item => item.Flag("autoRenewingPlan", "autoRenewEnabled") == true),
            CancelAt = canceled ? expiry : null,
            CanceledAt = snapshot.Instant("canceledStateContext", "userInitiatedCancellation", "cancelTime"),
            EndedAt = !over ? null : unpaid ? one.At : expiry,
            CancelReason = Reason(snapshot.At("canceledStateContext"), over || canceled),
            CancelFeedback = snapshot.Text("canceledStateContext", "userInitiatedCancellation", "cancelSurveyResult", "reason"),
            PriceMicros = currency is null ? null : Micros.Sum(prices.Select(Money)),
            Currency = currency,
            PendingPrice = Pending(plan.At("priceChangeDetails")),
            Flags = items.Count > 1 ? [SubscriptionFlags.MultiItem] : [],
            Values = values,
        };
    }

    private static SubscriptionStatus? Status(string word) => word switch
    {
        "SUBSCRIPTION_STATE_PENDING" => SubscriptionStatus.Pending,
        "SUBSCRIPTION_STATE_ACTIVE" or "SUBSCRIPTION_STATE_CANCELED" => SubscriptionStatus.Active,
        "SUBSCRIPTION_STATE_IN_GRACE_PERIOD" => SubscriptionStatus.GracePeriod,
        "SUBSCRIPTION_STATE_ON_HOLD" => SubscriptionStatus.OnHold,
        "SUBSCRIPTION_STATE_PAUSED" => SubscriptionStatus.Paused,
        "SUBSCRIPTION_STATE_EXPIRED" or "SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED" => SubscriptionStatus.Expired,
        _ => null,
    };

    private static CancelReason Reason(JsonElement context, bool cancelled)
    {
        if (context.At("userInitiatedCancellation").ValueKind == JsonValueKind.Object) return CancelReason.Customer;
        if (context.At("systemInitiatedCancellation").ValueKind == JsonValueKind.Object) return CancelReason.BillingError;
        if (context.At("developerInitiatedCancellation").ValueKind == JsonValueKind.Object) return CancelReason.Developer;
        if (context.At("replacementCancellation").ValueKind == JsonValueKind.Object) return CancelReason.Replaced;
        return cancelled ? CancelReason.Unknown : CancelReason.None;
    }

    private static long? Money(JsonElement price) => Micros.FromUnits(price.Number("units"), price.Whole("nanos"));

    private static PendingPrice? Pending(JsonElement change)
    {
        if (change.ValueKind != JsonValueKind.Object || change.Text("priceChangeState") is "APPLIED" or "CANCELED") return null;
        var consent = change.Text("priceChangeMode") is "PRICE_DECREASE" or "OPT_OUT_PRICE_INCREASE" ? null
            : change.Text("priceChangeState") switch { "OUTSTANDING" => "pending", "CONFIRMED" => "accepted", _ => null };
        return new(Money(change.At("newPrice")), change.Text("newPrice", "currencyCode")?.ToUpperInvariant(), change.Instant("expectedNewPriceChargeTime"), consent);
    }
}
