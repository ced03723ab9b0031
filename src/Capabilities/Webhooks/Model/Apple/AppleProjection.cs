namespace Breakwater.Webhooks.Model;

/// <summary>Makes the record of a subscription of the App Store out of its facts.</summary>
internal static class AppleProjection
{
    public static Subscription Of(string key, FactSet facts, IReadOnlyCollection<string> aliases)
    {
        var current = facts.Last<Standing>(AppleFacts.Transaction) ?? new();
        var renewal = facts.Last<Standing>(AppleFacts.Renewal) ?? new();
        var (standing, at, opened) = Status(facts, current);
        var status = standing.Status == SubscriptionStatus.Active && current.TrialEnd is not null ? SubscriptionStatus.Trialing : standing.Status ?? SubscriptionStatus.Unknown;
        var over = status is SubscriptionStatus.Expired or SubscriptionStatus.Revoked;
        var ending = over ? Ending(facts, current, standing, at, opened) : null;
        var renews = facts.Last<Standing>(AppleFacts.AutoRenew)?.AutoRenew;
        var cancelled = facts.Last<Standing>(AppleFacts.Cancelled);
        var grace = status == SubscriptionStatus.GracePeriod ? renewal.GraceEnd : null;
        var seen = facts.Latest(FactKeys.Seen) is [var last, ..] ? last : null;
        return new Subscription
        {
            Key = key,
            Provider = Provider.Apple,
            Environment = Enum.TryParse<SubscriptionEnvironment>(key.Split(':')[1], ignoreCase: true, out var environment) ? environment : SubscriptionEnvironment.Test,
            CustomerRef = current.CustomerRef ?? renewal.CustomerRef,
            Status = status,
            ProviderStatus = standing.ProviderStatus,
            ProductId = current.ProductId,
            PendingProductId = over ? null : Pending(facts, current),
            Quantity = current.Quantity,
            CurrentPeriodStart = current.PeriodStart,
            CurrentPeriodEnd = current.PeriodEnd,
            GracePeriodEnd = grace,
            TrialEnd = current.TrialEnd,
            EntitledUntil = Instants.Earlier(Instants.Earlier(grace ?? current.PeriodEnd, current.EndedAt), ending?.EndedAt),
            AutoRenew = !over && renews == true,
            CancelAt = !over && renews == false ? current.PeriodEnd : null,
            CanceledAt = cancelled?.CanceledAt,
            EndedAt = ending?.EndedAt,
            CancelReason = ending?.CancelReason ?? (over ? CancelReason.Unknown : renews == false ? cancelled?.CancelReason ?? CancelReason.Unknown : CancelReason.None),
            PriceMicros = current.PriceMicros,
            Currency = current.Currency,
            Offer = current.Offer,
            PendingPrice = over ? null : Price(facts, current),
            LastPayment = Payment(facts),
            NextAmountMicros = !over && renews == true ? renewal.PriceMicros : null,
            Refunds = [.. Refunds(facts).OrderBy(one => one.Id, StringComparer.Ordinal)],
            Aliases = [.. aliases.Order(StringComparer.Ordinal)],
            LastEvent = seen is { Value: SeenFact type } ? new(seen.Order.Id, type.Type, seen.Order) : null,
            Flags = [.. Flags(facts, current).Order(StringComparer.Ordinal)],
        };
    }

    // What is over stays over until something that can brings it back: every other notification may be one that was under way.
    private static (Standing Standing, FactOrder? At, FactOrder? Opened) Status(FactSet facts, Standing current)
    {
        var closed = Last(facts, AppleFacts.Closed);
        var reopened = Last(facts, AppleFacts.Reopened);
        if (current.TransactionId is { } id && Last(facts, AppleFacts.Revoked + id) is { Value: Standing { Status: { } own } } refund)
        {
            if (own == SubscriptionStatus.Revoked) closed = Later(closed, refund);
            else if (current.PeriodEnd is { } end && end > Instant(refund.Order)) reopened = Later(reopened, refund);
            else closed = Later(closed, refund with { Value = new Standing { Status = SubscriptionStatus.Expired } });
        }

        var isClosed = closed is not null && (reopened is null || closed.Order > reopened.Order);
        var chosen = isClosed ? closed : Later(Last(facts, AppleFacts.Status), reopened);
        return chosen is { Value: Standing standing } ? (standing, chosen.Order, reopened?.Order) : (new(), null, null);
    }

    private static Standing Ending(FactSet facts, Standing current, Standing standing, FactOrder? at, FactOrder? opened)
    {
        // What was said of an end before the last new beginning is of another end.
        var told = Last(facts, AppleFacts.Ending) is { } fact && !(fact.Order < opened) ? fact : null;
        if (standing.Status == SubscriptionStatus.Expired)
        {
            var expired = told?.Value as Standing;
            var reason = expired?.CancelReason ?? facts.Last<Standing>(AppleFacts.Renewal)?.CancelReason;
            return new() { CancelReason = reason, EndedAt = expired?.EndedAt ?? Instants.Earlier(current.PeriodEnd, Instant(at)) };
        }

        // A later notification may repeat that it is revoked without saying why.
        var refund = current.TransactionId is { } id && Last(facts, AppleFacts.Revoked + id) is { Value: Standing { Status: SubscriptionStatus.Revoked } } own ? own : null;
        var why = Later(told, refund)?.Value as Standing;
        return new() { CancelReason = standing.CancelReason ?? why?.CancelReason, EndedAt = standing.EndedAt ?? current.EndedAt ?? why?.EndedAt ?? Instant(at) };
    }

    private static string? Pending(FactSet facts, Standing current) => facts.Last<Standing>(AppleFacts.NextProduct)?.PendingProductId is { } next && next != current.ProductId ? next : null;

    // From the period on that it was meant for it is the price.
    private static PendingPrice? Price(FactSet facts, Standing current) =>
        facts.Last<Standing>(AppleFacts.NextPrice)?.PendingPrice is { } price && !(current.PeriodStart >= price.EffectiveAt) ? price : null;

    // By when it was told: a payment that followed a failed one may bear the date of the period that it paid for.
    private static PaymentFact? Payment(FactSet facts) =>
        facts.LastOfEach(FactKeys.Payment).OrderByDescending(fact => fact.Order).ThenByDescending(fact => fact.Key, StringComparer.Ordinal).FirstOrDefault()?.Value as PaymentFact;

    private static IEnumerable<RefundFact> Refunds(FactSet facts)
    {
        var refunds = facts.LastOfEach(FactKeys.Refund).ToDictionary(fact => ((RefundFact)fact.Value).Id);
        foreach (var taken in facts.LastOfEach(AppleFacts.Reversed))
        {
            var back = (RefundFact)taken.Value;
            if (!refunds.TryGetValue(back.Id, out var made)) refunds.Add(back.Id, taken);
            else if (made.Order < taken.Order) refunds[back.Id] = made with { Value = (RefundFact)made.Value with { Status = back.Status, Counts = false } };
        }

        return refunds.Values.Select(fact => (RefundFact)fact.Value);
    }

    private static IEnumerable<string> Flags(FactSet facts, Standing current)
    {
        if (facts.Last<MarkFact>(FactKeys.Unknown) is { IsSet: true }) yield return SubscriptionFlags.UnknownType;
        if (facts.Last<MarkFact>(AppleFacts.Extension) is { IsSet: true }) yield return SubscriptionFlags.ExtensionFailed;
        foreach (var flag in current.Flags) yield return flag;
    }

    private static Fact? Last(FactSet facts, string key) => facts.Latest(key) is [var last, ..] ? last : null;

    private static Fact? Later(Fact? a, Fact? b) => a is null ? b : b is null || a.Order > b.Order ? a : b;

    private static DateTimeOffset Instant(FactOrder order) => DateTimeOffset.FromUnixTimeMilliseconds(order.Major);

    private static DateTimeOffset? Instant(FactOrder? order) => order is { } at ? Instant(at) : null;
}
