namespace Breakwater.Webhooks.Model;

/// <summary>What a kind of notification says by itself, beside the signed data that it carries.</summary>
/// <param name="Fallback">How the subscription stands where the notification does not tell; null leaves it as it is.</param>
/// <param name="Reopens">It can bring a subscription back that was over.</param>
/// <param name="Begins">A subscription begins, or begins anew: what was cancelled before is forgotten.</param>
/// <param name="Payment">How a payment went.</param>
/// <param name="AutoRenew">Whether it renews from now on.</param>
/// <param name="KeepsProduct">The next period is one of the product that runs now.</param>
/// <param name="Consent">Whether the customer agreed to a higher price.</param>
/// <param name="Ends">Why it is over.</param>
internal sealed record AppleRow(
    SubscriptionStatus? Fallback = null, bool Reopens = false, bool Begins = false, PaymentStatus? Payment = null, bool? AutoRenew = null, bool KeepsProduct = false, string? Consent = null,
    CancelReason? Ends = null);

/// <summary>The kinds of notifications, version 2, by type and subtype.</summary>
internal static class AppleRows
{
    private static readonly AppleRow Unchanged = new();
    private static readonly AppleRow Active = new(SubscriptionStatus.Active);
    private static readonly AppleRow Bought = new(SubscriptionStatus.Active, Begins: true, Payment: PaymentStatus.Succeeded);
    private static readonly AppleRow BoughtAgain = Bought with { Reopens = true };
    private static readonly AppleRow Renewed = new(SubscriptionStatus.Active, Reopens: true, Payment: PaymentStatus.Succeeded);
    private static readonly AppleRow Upgraded = new(SubscriptionStatus.Active, Payment: PaymentStatus.Succeeded, KeepsProduct: true);
    private static readonly AppleRow Expired = new(SubscriptionStatus.Expired, Ends: CancelReason.Other);

    private static readonly Dictionary<string, AppleRow> Rows = new(StringComparer.Ordinal)
    {
        ["SUBSCRIBED.INITIAL_BUY"] = Bought,
        ["SUBSCRIBED.RESUBSCRIBE"] = BoughtAgain,
        ["DID_RENEW"] = Renewed,
        ["DID_RENEW.BILLING_RECOVERY"] = Renewed,
        ["DID_CHANGE_RENEWAL_PREF.UPGRADE"] = Upgraded,
        ["DID_CHANGE_RENEWAL_PREF.DOWNGRADE"] = Unchanged,
        ["DID_CHANGE_RENEWAL_PREF"] = new(KeepsProduct: true),
        ["DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_ENABLED"] = new(AutoRenew: true),
        ["DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_DISABLED"] = new(AutoRenew: false),
        ["OFFER_REDEEMED"] = Active,
        ["OFFER_REDEEMED.UPGRADE"] = Upgraded,
        ["OFFER_REDEEMED.DOWNGRADE"] = Active,
        ["OFFER_REDEEMED.INITIAL_BUY"] = Bought,
        ["OFFER_REDEEMED.RESUBSCRIBE"] = BoughtAgain,
        ["DID_FAIL_TO_RENEW"] = new(SubscriptionStatus.OnHold, Payment: PaymentStatus.Failed),
        ["DID_FAIL_TO_RENEW.GRACE_PERIOD"] = new(SubscriptionStatus.GracePeriod, Payment: PaymentStatus.Failed),
        ["GRACE_PERIOD_EXPIRED"] = new(SubscriptionStatus.OnHold),
        ["EXPIRED"] = Expired,
        ["EXPIRED.VOLUNTARY"] = Expired with { Ends = CancelReason.Customer },
        ["EXPIRED.BILLING_RETRY"] = Expired with { Ends = CancelReason.BillingError },
        ["EXPIRED.PRICE_INCREASE"] = Expired with { Ends = CancelReason.PriceIncreaseDeclined },
        ["EXPIRED.PRODUCT_NOT_FOR_SALE"] = Expired with { Ends = CancelReason.ProductUnavailable },
        ["PRICE_INCREASE.PENDING"] = new(Consent: "pending"),
        ["PRICE_INCREASE.ACCEPTED"] = new(Consent: "accepted"),
        [Refund] = Unchanged,
        [RefundReversed] = new(Reopens: true),
        ["REFUND_DECLINED"] = Unchanged,
        ["CONSUMPTION_REQUEST"] = Unchanged,
        ["REVOKE"] = new(SubscriptionStatus.Revoked, Ends: CancelReason.FamilyRevoked),
        [Extended] = Active,
        [ExtensionFailed] = Unchanged,
        ["PRICE_CHANGE"] = Unchanged,
        ["METADATA_UPDATE"] = Unchanged,
        ["MIGRATION"] = Unchanged,
    };

    // What they are about is no subscription.
    private static readonly HashSet<string> Apart = new(StringComparer.Ordinal) { "ONE_TIME_CHARGE", "EXTERNAL_PURCHASE_TOKEN", "RESCIND_CONSENT", "TEST" };

    /// <summary>A payment was given back.</summary>
    public const string Refund = "REFUND";

    /// <summary>What was given back is taken again.</summary>
    public const string RefundReversed = "REFUND_REVERSED";

    /// <summary>The period was made longer.</summary>
    public const string Extended = "RENEWAL_EXTENDED";

    /// <summary>It could not be made longer.</summary>
    public const string ExtensionFailed = "RENEWAL_EXTENSION.FAILURE";

    private const string ExtensionSummary = "RENEWAL_EXTENSION.SUMMARY";

    /// <summary>What a kind says; null where it is not known.</summary>
    public static AppleRow? Of(string type) => Rows.GetValueOrDefault(type) ?? (IsApart(type) ? Unchanged : null);

    /// <summary>True where it is history whatever it carries.</summary>
    public static bool IsApart(string type) => type == ExtensionSummary || Apart.Contains(type.Split('.')[0]);

    /// <summary>A status as of <c>signedDate</c>, with Apple's name; null where the number is not known.</summary>
    public static (SubscriptionStatus? Status, string? Name) Status(long? number) => number switch
    {
        1 => (SubscriptionStatus.Active, "ACTIVE"),
        2 => (SubscriptionStatus.Expired, "EXPIRED"),
        3 => (SubscriptionStatus.OnHold, "BILLING_RETRY"),
        4 => (SubscriptionStatus.GracePeriod, "BILLING_GRACE_PERIOD"),
        5 => (SubscriptionStatus.Revoked, "REVOKED"),
        _ => (null, null),
    };

    /// <summary>Why a subscription expired; null where it is not told.</summary>
    public static CancelReason? Reason(long? expirationIntent) => expirationIntent switch
    {
        null => null,
        1 => CancelReason.Customer,
        2 => CancelReason.BillingError,
        3 => CancelReason.PriceIncreaseDeclined,
        4 => CancelReason.ProductUnavailable,
        5 => CancelReason.Other,
        _ => CancelReason.Unknown,
    };

    /// <summary>Which offer a transaction was bought by; null where there is none.</summary>
    public static string? Offer(long? type) => type switch
    {
        null => null,
        1 => "introductory",
        2 => "promotional",
        3 => "code",
        4 => "win_back",
        _ => "other",
    };
}
