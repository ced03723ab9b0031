using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Reads what a notification about a subscription states.</summary>
/// <param name="one">The notification.</param>
/// <param name="row">What its kind says.</param>
/// <param name="order">Where it stands.</param>
internal sealed class AppleFacts(ProviderEvent one, AppleRow row, FactOrder order)
{
    /// <summary>The key of how it stands, told by a notification that brings nothing back.</summary>
    public const string Status = "status";

    /// <summary>The key of its last end.</summary>
    public const string Closed = "status/closed";

    /// <summary>The key of its last new beginning.</summary>
    public const string Reopened = "status/reopened";

    /// <summary>Begins the key of whether a transaction's refund takes access away.</summary>
    public const string Revoked = "status/revoked/";

    /// <summary>The key of why and when it ended.</summary>
    public const string Ending = "ending";

    /// <summary>The key of the current transaction: the newest one by its purchase.</summary>
    public const string Transaction = "transaction";

    /// <summary>The key of the renewal information.</summary>
    public const string Renewal = "renewal";

    /// <summary>The key of whether it renews.</summary>
    public const string AutoRenew = "renewal/auto";

    /// <summary>The key of the product of the next period.</summary>
    public const string NextProduct = "renewal/product";

    /// <summary>The key of a price that is to come.</summary>
    public const string NextPrice = "renewal/price";

    /// <summary>The key of when it was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Begins the key of a refund that was taken back.</summary>
    public const string Reversed = "reversed/";

    /// <summary>The key of whether the last extension failed.</summary>
    public const string Extension = "extension";

    private readonly JsonElement _transaction = one.Content.At("data", AppleContent.Transaction);
    private readonly JsonElement _renewal = one.Content.At("data", AppleContent.Renewal);

    private string? TransactionId => _transaction.Text("transactionId");

    /// <summary>All of it.</summary>
    public IEnumerable<Fact> All() => [.. Standings(), .. Transactions(), .. Renewals(), .. Payments(), .. Refunds()];

    // Apple's own word is what counts; only where it is missing the kind of the notification stands in.
    private IEnumerable<Fact> Standings()
    {
        var told = one.Content.At("data", "status").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
        var (status, name) = told ? AppleRows.Status(one.Content.Whole("data", "status")) : (row.Fallback, null);
        if (told && status is null) yield return new(FactKeys.Unknown, order, new MarkFact(true, "status"));
        if (row.Ends is { } why)
        {
            // Subtypes say why; an end without one may still name the intent.
            var reason = one.Type == "EXPIRED" ? AppleRows.Reason(_renewal.Whole("expirationIntent")) ?? why : why;
            var ended = row.Fallback == SubscriptionStatus.Expired ? _transaction.Millis("expiresDate") : _transaction.Millis("revocationDate");
            yield return new(Ending, order, new Standing { CancelReason = reason, EndedAt = ended ?? one.At });
        }

        if (one.Type == AppleRows.Refund && (!told || status == SubscriptionStatus.Revoked))
        {
            // Which transaction is the current one shows only when all of them are known. One that was upgraded never is.
            if (TransactionId is { } id && _transaction.Flag("isUpgraded") != true)
            {
                var reason = _transaction.Text("revocationType") == "FAMILY_REVOKE" ? CancelReason.FamilyRevoked : CancelReason.Refunded;
                yield return new(Revoked + id, order, new Standing { Status = SubscriptionStatus.Revoked, ProviderStatus = name, CancelReason = reason, EndedAt = _transaction.Millis("revocationDate") ?? one.At });
            }

            yield break;
        }

        if (one.Type == AppleRows.RefundReversed && TransactionId is { } back) yield return new(Revoked + back, order, new Standing { Status = told ? null : SubscriptionStatus.Active });
        if (status is { } stands)
        {
            var key = stands is SubscriptionStatus.Expired or SubscriptionStatus.Revoked ? Closed : row.Reopens ? Reopened : Status;
            yield return new(key, order, new Standing { Status = stands, ProviderStatus = name });
        }
    }

    private IEnumerable<Fact> Transactions()
    {
        if (TransactionId is not { } id || _transaction.Millis("purchaseDate") is not { } bought || _transaction.Flag("isUpgraded") == true) yield break;
        var end = _transaction.Millis("expiresDate");
        var offer = AppleRows.Offer(_transaction.Whole("offerType"));
        // Of one transaction the version that was signed last counts: it may have been extended or refunded since.
        yield return new(Transaction, new(bought.ToUnixTimeMilliseconds(), 0, $"{id.PadLeft(24, '0')}/{order.Major:D15}/{order.Id}"), new Standing
        {
            TransactionId = id,
            CustomerRef = _transaction.Text("appAccountToken"),
            ProductId = _transaction.Text("productId"),
            Quantity = _transaction.Whole("quantity"),
            PeriodStart = bought,
            PeriodEnd = end,
            TrialEnd = IsTrial ? end : null,
            EndedAt = one.Type == AppleRows.RefundReversed ? null : _transaction.Millis("revocationDate"),
            PriceMicros = Micros.FromMilli(_transaction.Number("price")),
            Currency = _transaction.Text("currency")?.ToUpperInvariant(),
            Offer = offer is not null && _transaction.Text("offerIdentifier") is { } which ? $"{offer}/{which}" : offer,
            Flags = _transaction.Text("inAppOwnershipType") == "FAMILY_SHARED" ? [SubscriptionFlags.FamilyShared] : [],
        });
    }

    private bool IsTrial => _transaction.Text("offerDiscountType") == "FREE_TRIAL";

    private IEnumerable<Fact> Renewals()
    {
        var told = _renewal.ValueKind == JsonValueKind.Object;
        var currency = _renewal.Text("currency")?.ToUpperInvariant();
        var next = Micros.FromMilli(_renewal.Number("renewalPrice"));
        if (told)
        {
            yield return new(Renewal, order, new Standing
            {
                CustomerRef = _renewal.Text("appAccountToken"),
                GraceEnd = _renewal.Millis("gracePeriodExpiresDate"),
                CancelReason = AppleRows.Reason(_renewal.Whole("expirationIntent")),
                PriceMicros = next,
                Currency = currency,
            });
        }

        var renews = row.AutoRenew ?? _renewal.Whole("autoRenewStatus") switch { 0 => false, 1 => true, _ => null };
        if (renews is not null) yield return new(AutoRenew, order, new Standing { AutoRenew = renews });
        if (row.AutoRenew == false) yield return new(Cancelled, order, new Standing { CanceledAt = one.At, CancelReason = CancelReason.Customer });
        else if (row.Begins || renews == true || (renews is null && row.Payment == PaymentStatus.Succeeded)) yield return new(Cancelled, order, new Standing());

        if (row.KeepsProduct) yield return new(NextProduct, order, new Standing());
        else if (_renewal.Text("autoRenewProductId") is { } product) yield return new(NextProduct, order, new Standing { PendingProductId = product });

        var consent = row.Consent ?? _renewal.Whole("priceIncreaseStatus") switch { 0 => "pending", 1 => "accepted", _ => null };
        if (told || consent is not null)
        {
            yield return new(NextPrice, order, new Standing { PendingPrice = consent is null ? null : new(next, currency, _renewal.Millis("renewalDate"), consent) });
        }

        if (one.Type is AppleRows.Extended or AppleRows.ExtensionFailed) yield return new(Extension, order, new MarkFact(one.Type == AppleRows.ExtensionFailed));
    }

    private IEnumerable<Fact> Payments()
    {
        switch (row.Payment)
        {
            case PaymentStatus.Succeeded when TransactionId is { } id && !IsTrial:
                yield return new(FactKeys.Payment + id, order, new PaymentFact(
                    PaymentStatus.Succeeded, _transaction.Millis("purchaseDate") ?? one.At, id, Micros.FromMilli(_transaction.Number("price")), _transaction.Text("currency")?.ToUpperInvariant()));
                break;
            case PaymentStatus.Failed:
                // What failed has no transaction yet: it would have followed the one that is told.
                var before = TransactionId ?? one.Subscription!;
                yield return new($"{FactKeys.Payment}{before}/next", order, new PaymentFact(
                    PaymentStatus.Failed, one.At, before, Micros.FromMilli(_renewal.Number("renewalPrice")), _renewal.Text("currency")?.ToUpperInvariant()));
                break;
        }
    }

    private IEnumerable<Fact> Refunds()
    {
        if (one.Type is not (AppleRows.Refund or AppleRows.RefundReversed) || TransactionId is not { } id) yield break;
        var part = _transaction.Number("revocationPercentage") is >= 0 and < 100_000 and var told ? told / 100_000m : 1m;
        var kind = _transaction.Text("revocationType") switch
        {
            "REFUND_FULL" => "full",
            "REFUND_PRORATED" => "prorated",
            "FAMILY_REVOKE" => "family",
            _ => part < 1 ? "partial" : "full",
        };
        var reason = _transaction.Whole("revocationReason") switch { 0 => "other", 1 => "issue", _ => null };
        var refunded = one.Type == AppleRows.Refund;
        // The part that a family member had was not paid by that member, and nothing is paid out for it.
        yield return new((refunded ? FactKeys.Refund : Reversed) + id, order, new RefundFact(
            id, id, Micros.FromMilli(_transaction.Number("price") * part), _transaction.Text("currency")?.ToUpperInvariant(), _transaction.Millis("revocationDate") ?? one.At, kind, reason,
            refunded ? "refunded" : "reversed", refunded && kind != "family"));
    }
}
