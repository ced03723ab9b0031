using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>What a bare notification hints at, for as long as no snapshot tells.</summary>
internal static class GoogleHints
{
    private sealed record Row(string Name, SubscriptionStatus? Status = null, bool? Renews = null);

    private static readonly Dictionary<long, Row> Rows = new()
    {
        [1] = new("SUBSCRIPTION_RECOVERED", SubscriptionStatus.Active),
        [2] = new("SUBSCRIPTION_RENEWED", SubscriptionStatus.Active),
        [3] = new("SUBSCRIPTION_CANCELED", Renews: false),
        [4] = new("SUBSCRIPTION_PURCHASED", SubscriptionStatus.Active),
        [5] = new("SUBSCRIPTION_ON_HOLD", SubscriptionStatus.OnHold),
        [6] = new("SUBSCRIPTION_IN_GRACE_PERIOD", SubscriptionStatus.GracePeriod),
        [7] = new("SUBSCRIPTION_RESTARTED", SubscriptionStatus.Active, true),
        [8] = new("SUBSCRIPTION_PRICE_CHANGE_CONFIRMED"),
        [9] = new("SUBSCRIPTION_DEFERRED"),
        [10] = new("SUBSCRIPTION_PAUSED", SubscriptionStatus.Paused),
        [11] = new("SUBSCRIPTION_PAUSE_SCHEDULE_CHANGED"),
        [12] = new("SUBSCRIPTION_REVOKED", SubscriptionStatus.Revoked, false),
        [13] = new("SUBSCRIPTION_EXPIRED", SubscriptionStatus.Expired, false),
        [17] = new("SUBSCRIPTION_ITEMS_CHANGED"),
        [18] = new("SUBSCRIPTION_CANCELLATION_SCHEDULED", Renews: false),
        [19] = new("SUBSCRIPTION_PRICE_CHANGE_UPDATED"),
        [20] = new(GoogleSnapshot.PurchaseCanceled, SubscriptionStatus.Expired, false),
        [22] = new("SUBSCRIPTION_PRICE_STEP_UP_CONSENT_UPDATED"),
    };

    /// <summary>The name of a notification's type, or its number.</summary>
    public static string Name(JsonElement notification) => notification.Whole("notificationType") is not { } number ? "unknown" : Rows.TryGetValue(number, out var row) ? row.Name : $"{number}";

    /// <summary>What a notification hints at.</summary>
    public static IEnumerable<Fact> Of(JsonElement notification, string hash, FactOrder order)
    {
        if (notification.Whole("notificationType") is not { } number || !Rows.TryGetValue(number, out var row))
        {
            yield return new(FactKeys.Unknown, order, new MarkFact(true, Name(notification)));
            yield break;
        }

        // What is over does not come back by a hint, so that it has a key of its own.
        var ends = row.Status is SubscriptionStatus.Expired or SubscriptionStatus.Revoked;
        if (row.Status is { } status) yield return new((ends ? PlayKeys.EndHint : PlayKeys.Hint) + hash, order, new Standing { Status = status, ProviderStatus = row.Name, EndedAt = ends ? DateTimeOffset.FromUnixTimeMilliseconds(order.Major) : null });
        if (row.Renews is { } renews) yield return new(PlayKeys.RenewHint + hash, order, new MarkFact(renews));
    }
}
