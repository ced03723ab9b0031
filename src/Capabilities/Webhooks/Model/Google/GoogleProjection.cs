namespace Breakwater.Webhooks.Model;

/// <summary>Makes the record of a Google Play subscription out of the facts of all its tokens: the newest one tells how it stands.</summary>
internal static class GoogleProjection
{
    public static Subscription Of(string key, FactSet facts, IReadOnlyCollection<string> aliases)
    {
        var standing = Newest(facts).Standing;
        var refunds = facts.LastOfEach(FactKeys.Refund).Select(fact => (RefundFact)fact.Value).OrderBy(one => one.Id, StringComparer.Ordinal).ThenBy(one => one.Kind, StringComparer.Ordinal).ToList();
        standing = Voided(standing, refunds);
        var flags = new SortedSet<string>(standing.Flags, StringComparer.Ordinal);
        if (facts.Last<MarkFact>(FactKeys.Unknown) is not null) flags.Add(SubscriptionFlags.UnknownType);
        var seen = facts.Latest(FactKeys.Seen) is [var last, ..] ? last : null;
        return new Subscription
        {
            Key = key,
            Provider = Provider.Google,
            Environment = standing.Environment ?? SubscriptionEnvironment.Production,
            CustomerRef = standing.CustomerRef,
            Status = standing.Status ?? SubscriptionStatus.Unknown,
            ProviderStatus = standing.ProviderStatus,
            ProductId = standing.ProductId,
            PlanId = standing.PlanId,
            PendingProductId = standing.PendingProductId,
            CurrentPeriodEnd = standing.PeriodEnd,
            GracePeriodEnd = standing.GraceEnd,
            TrialEnd = standing.TrialEnd,
            PausedUntil = standing.PausedUntil,
            EntitledUntil = Instants.Earlier(standing.GraceEnd ?? standing.PeriodEnd, standing.EndedAt),
            AutoRenew = standing.AutoRenew == true,
            CancelAt = standing.CancelAt,
            CanceledAt = standing.CanceledAt,
            EndedAt = standing.EndedAt,
            CancelReason = standing.CancelReason ?? CancelReason.None,
            CancelFeedback = standing.CancelFeedback,
            PriceMicros = standing.PriceMicros,
            Currency = standing.Currency,
            PendingPrice = standing.PendingPrice,
            Refunds = refunds,
            Aliases = [.. aliases.Order(StringComparer.Ordinal)],
            LastEvent = seen is { Value: SeenFact type } ? new(seen.Order.Id, type.Type, seen.Order) : null,
            Flags = [.. flags],
        };
    }

    // A refund of what was paid last takes it away, although Google's snapshot may say for a while that nothing happened.
    private static Standing Voided(Standing standing, List<RefundFact> refunds)
    {
        if (standing.Status is SubscriptionStatus.Pending || standing.Values is not { } values || !values.TryGetValue(GoogleSnapshot.Order, out var order)) return standing;
        if (refunds.Find(one => one.Id == order && one.Kind == "full") is not { } refund || (standing.Status == SubscriptionStatus.Expired && standing.EndedAt <= refund.At)) return standing;
        return standing with { Status = SubscriptionStatus.Revoked, AutoRenew = false, EndedAt = refund.At, CancelReason = CancelReason.Refunded };
    }

    private sealed record Token(string Hash, Standing Standing, string Since, bool TookPlace);

    private static Token Newest(FactSet facts)
    {
        var tokens = facts.LastOfEach(PlayKeys.Token).Select(fact => Read(facts, fact)).ToList();
        // A purchase that waits for its payment, or never got it, leaves the older one as it was.
        var effective = tokens.Where(one => one.TookPlace).ToList();
        if (effective.Count == 0) effective = tokens;
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in effective)
        {
            for (var older = Older(facts, token.Hash); older is not null && older != token.Hash && replaced.Add(older); older = Older(facts, older)) { }
        }

        var open = effective.Where(one => !replaced.Contains(one.Hash)).ToList();
        return (open.Count > 0 ? open : effective).OrderByDescending(one => one.Since, StringComparer.Ordinal).ThenByDescending(one => one.Hash, StringComparer.Ordinal).First();
    }

    private static string? Older(FactSet facts, string hash) => facts.Last<MarkFact>(PlayKeys.Linked + hash)?.Note;

    private static Token Read(FactSet facts, Fact known)
    {
        var hash = known.Key[PlayKeys.Token.Length..];
        var snapshot = facts.Last<Standing>(PlayKeys.Standing + hash);
        var standing = snapshot ?? Hinted(facts, hash);
        var since = standing.Values is { } values && values.TryGetValue(GoogleSnapshot.Start, out var start) ? start : known.Order.Major.ToString("D15", System.Globalization.CultureInfo.InvariantCulture);
        var unpaid = standing.ProviderStatus is GoogleSnapshot.PurchaseCanceled or "SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED";
        return new(hash, standing, since, standing.Status is not (null or SubscriptionStatus.Pending) && !unpaid);
    }

    private static Standing Hinted(FactSet facts, string hash)
    {
        var hint = facts.Last<Standing>(PlayKeys.EndHint + hash) ?? facts.Last<Standing>(PlayKeys.Hint + hash);
        var renews = facts.Last<MarkFact>(PlayKeys.RenewHint + hash)?.IsSet;
        if (hint is null && renews is null) return new();
        return (hint ?? new()) with { AutoRenew = hint?.EndedAt is null ? renews : false, Flags = [SubscriptionFlags.Hint] };
    }
}
