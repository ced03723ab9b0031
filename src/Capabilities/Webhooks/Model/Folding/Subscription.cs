using System.Security.Cryptography;

namespace Breakwater.Webhooks.Model;

/// <summary>The last event of a subscription in the provider's own order.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Order">Where it stands.</param>
public sealed record LastEvent(string Id, string Type, FactOrder Order);

/// <summary>A subscription in Breakwater's words, whoever sells it: the projection of its facts and nothing else.</summary>
public sealed record Subscription
{
    /// <summary>Its key, e.g. <c>stripe:own:sub_123</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Who sells it.</summary>
    public required Provider Provider { get; init; }

    /// <summary>Whether money is real.</summary>
    public SubscriptionEnvironment Environment { get; init; }

    /// <summary>See <see cref="Standing.CustomerRef"/>.</summary>
    public string? CustomerRef { get; init; }

    /// <summary>How it stands.</summary>
    public SubscriptionStatus Status { get; init; }

    /// <summary>How it stands in the provider's words.</summary>
    public string? ProviderStatus { get; init; }

    /// <summary>See <see cref="Standing.ProductId"/>.</summary>
    public string? ProductId { get; init; }

    /// <summary>See <see cref="Standing.PlanId"/>.</summary>
    public string? PlanId { get; init; }

    /// <summary>See <see cref="Standing.Offer"/>.</summary>
    public string? Offer { get; init; }

    /// <summary>See <see cref="Standing.PendingProductId"/>.</summary>
    public string? PendingProductId { get; init; }

    /// <summary>See <see cref="Standing.Quantity"/>.</summary>
    public long? Quantity { get; init; }

    /// <summary>Start of the paid period.</summary>
    public DateTimeOffset? CurrentPeriodStart { get; init; }

    /// <summary>End of the paid period.</summary>
    public DateTimeOffset? CurrentPeriodEnd { get; init; }

    /// <summary>See <see cref="Standing.GraceEnd"/>.</summary>
    public DateTimeOffset? GracePeriodEnd { get; init; }

    /// <summary>See <see cref="Standing.TrialEnd"/>.</summary>
    public DateTimeOffset? TrialEnd { get; init; }

    /// <summary>See <see cref="Standing.PausedUntil"/>.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Until when there is access, as far as is known.</summary>
    public DateTimeOffset? EntitledUntil { get; init; }

    /// <summary>Whether it renews.</summary>
    public bool AutoRenew { get; init; }

    /// <summary>See <see cref="Standing.CancelAt"/>.</summary>
    public DateTimeOffset? CancelAt { get; init; }

    /// <summary>See <see cref="Standing.CanceledAt"/>.</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>See <see cref="Standing.EndedAt"/>.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it is cancelled or over.</summary>
    public CancelReason CancelReason { get; init; }

    /// <summary>See <see cref="Standing.CancelFeedback"/>.</summary>
    public string? CancelFeedback { get; init; }

    /// <summary>See <see cref="Standing.PriceMicros"/>.</summary>
    public long? PriceMicros { get; init; }

    /// <summary>ISO 4217 in capitals.</summary>
    public string? Currency { get; init; }

    /// <summary>A price to come.</summary>
    public PendingPrice? PendingPrice { get; init; }

    /// <summary>The latest payment.</summary>
    public PaymentFact? LastPayment { get; init; }

    /// <summary>What the next invoice will come to, in millionths, where the provider has said.</summary>
    public long? NextAmountMicros { get; init; }

    /// <summary>Refunds by id.</summary>
    public IReadOnlyList<RefundFact> Refunds { get; init; } = [];

    /// <summary>Disputes by id.</summary>
    public IReadOnlyList<DisputeFact> Disputes { get; init; } = [];

    /// <summary>Other keys whose events belong to it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The last event in the provider's order.</summary>
    public LastEvent? LastEvent { get; init; }

    /// <summary>Marks, in alphabetical order.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>True where there is access at a time.</summary>
    public bool IsEntitled(DateTimeOffset at) =>
        Status is SubscriptionStatus.Trialing or SubscriptionStatus.Active or SubscriptionStatus.GracePeriod && at < EntitledUntil;

    /// <summary>SHA-256 of the record in lower-case hex: equal records have equal hashes, whatever way led to them.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(FactJson.Bytes(this)));
}

/// <summary>Marks of subscriptions.</summary>
public static class SubscriptionFlags
{
    /// <summary>Events of one instant contradict each other; the provider's own interface would tell which is right.</summary>
    public const string OrderAmbiguous = "orderAmbiguous";

    /// <summary>An event of a type that is not known was kept as history.</summary>
    public const string UnknownType = "unknownType";

    /// <summary>Several items with prices of their own: the price is their sum.</summary>
    public const string MultiItem = "multiItem";

    /// <summary>Invoices are made and not collected.</summary>
    public const string CollectionPaused = "collectionPaused";

    /// <summary>The provider does not try to charge any more.</summary>
    public const string DunningExhausted = "dunningExhausted";

    /// <summary>An invoice could not be made final.</summary>
    public const string BillingBlocked = "billingBlocked";

    /// <summary>An invoice is past its due date.</summary>
    public const string Overdue = "overdue";

    /// <summary>A change waits to be paid for.</summary>
    public const string PendingUpdate = "pendingUpdate";

    /// <summary>Known from a notification alone, without the provider's snapshot.</summary>
    public const string Hint = "hint";

    /// <summary>Shared by a family member.</summary>
    public const string FamilyShared = "familyShared";

    /// <summary>The provider could not make the period longer although it was asked to.</summary>
    public const string ExtensionFailed = "extensionFailed";
}
