namespace Breakwater.Webhooks.Model;

/// <summary>How a subscription stands in Breakwater's words.</summary>
public enum SubscriptionStatus
{
    /// <summary>Nothing readable was said yet.</summary>
    Unknown,

    /// <summary>Bought, not paid for.</summary>
    Pending,

    /// <summary>In a free trial.</summary>
    Trialing,

    /// <summary>Paid for; cancelled but still paid up is this too.</summary>
    Active,

    /// <summary>The payment failed, access is kept.</summary>
    GracePeriod,

    /// <summary>The payment failed, access is withdrawn, it may recover.</summary>
    OnHold,

    /// <summary>Paused by the customer or the provider.</summary>
    Paused,

    /// <summary>Over.</summary>
    Expired,

    /// <summary>Taken away before its end.</summary>
    Revoked,
}

/// <summary>Why a subscription is cancelled or over.</summary>
public enum CancelReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The customer cancelled.</summary>
    Customer,

    /// <summary>It could not be charged.</summary>
    BillingError,

    /// <summary>The customer did not agree to a higher price.</summary>
    PriceIncreaseDeclined,

    /// <summary>The product is not sold any more.</summary>
    ProductUnavailable,

    /// <summary>The seller cancelled.</summary>
    Developer,

    /// <summary>Another subscription took its place.</summary>
    Replaced,

    /// <summary>It was refunded.</summary>
    Refunded,

    /// <summary>The family's share was taken back.</summary>
    FamilyRevoked,

    /// <summary>The payment was disputed.</summary>
    Dispute,

    /// <summary>Something else.</summary>
    Other,

    /// <summary>The provider does not say.</summary>
    Unknown,
}

/// <summary>Whether money is real.</summary>
public enum SubscriptionEnvironment
{
    /// <summary>Real money.</summary>
    Production,

    /// <summary>The provider's sandbox.</summary>
    Sandbox,

    /// <summary>The provider's test mode.</summary>
    Test,
}

/// <summary>A price that is to come.</summary>
/// <param name="Micros">Millionths of the currency.</param>
/// <param name="Currency">ISO 4217 in capitals.</param>
/// <param name="EffectiveAt">From when.</param>
/// <param name="Consent"><c>pending</c> or <c>accepted</c>; null where none is needed.</param>
public sealed record PendingPrice(long? Micros, string? Currency, DateTimeOffset? EffectiveAt, string? Consent);

/// <summary>
/// How a subscription stands as of one event, as far as the event says: null is "not said" where several groups of facts make up the whole
/// (Apple, Google), and "none" where one snapshot says it all (Stripe).
/// </summary>
public sealed record Standing : FactValue
{
    /// <summary>In Breakwater's words.</summary>
    public SubscriptionStatus? Status { get; init; }

    /// <summary>In the provider's.</summary>
    public string? ProviderStatus { get; init; }

    /// <summary>Whether money is real.</summary>
    public SubscriptionEnvironment? Environment { get; init; }

    /// <summary>The seller's or provider's id of the customer.</summary>
    public string? CustomerRef { get; init; }

    /// <summary>What is sold.</summary>
    public string? ProductId { get; init; }

    /// <summary>At which price or plan.</summary>
    public string? PlanId { get; init; }

    /// <summary>The transaction or order that paid for the period.</summary>
    public string? TransactionId { get; init; }

    /// <summary>The offer it was bought by, with the offer's id after a slash.</summary>
    public string? Offer { get; init; }

    /// <summary>What it becomes at the next renewal.</summary>
    public string? PendingProductId { get; init; }

    /// <summary>How many.</summary>
    public long? Quantity { get; init; }

    /// <summary>Start of the paid period.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>End of the paid period.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>Until when access is kept although the payment failed.</summary>
    public DateTimeOffset? GraceEnd { get; init; }

    /// <summary>End of the trial.</summary>
    public DateTimeOffset? TrialEnd { get; init; }

    /// <summary>When the pause ends.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Whether it renews.</summary>
    public bool? AutoRenew { get; init; }

    /// <summary>When it will end.</summary>
    public DateTimeOffset? CancelAt { get; init; }

    /// <summary>When it was cancelled.</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why.</summary>
    public CancelReason? CancelReason { get; init; }

    /// <summary>What the customer said to it.</summary>
    public string? CancelFeedback { get; init; }

    /// <summary>Price of a period in millionths, all items and quantities together.</summary>
    public long? PriceMicros { get; init; }

    /// <summary>ISO 4217 in capitals.</summary>
    public string? Currency { get; init; }

    /// <summary>A price to come.</summary>
    public PendingPrice? PendingPrice { get; init; }

    /// <summary>Marks that belong to this standing.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Values by which snapshots of one instant can be put into a row.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>Values as they were before this event, where the provider tells them.</summary>
    public IReadOnlyDictionary<string, string>? Before { get; init; }
}
