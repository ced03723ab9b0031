namespace Breakwater.Webhooks.Model;

/// <summary>Makes the record of a Stripe subscription out of its facts.</summary>
internal static class StripeProjection
{
    public static Subscription Of(string key, FactSet facts, IReadOnlyCollection<string> aliases)
    {
        // A deleted subscription never comes back: a customer who does gets another one.
        var ended = facts.Last<Standing>(FactKeys.Ended);
        var (standing, ambiguous) = ended is not null ? (ended, false) : Current(facts.Latest(FactKeys.Standing));
        standing ??= new();
        var payment = Payment(facts);
        var disputes = facts.LastOfEach(FactKeys.Dispute).Select(fact => (DisputeFact)fact.Value).OrderBy(one => one.Id, StringComparer.Ordinal).ToList();
        var flags = new SortedSet<string>(standing.Flags, StringComparer.Ordinal);
        if (ambiguous) flags.Add(SubscriptionFlags.OrderAmbiguous);
        if (facts.Last<MarkFact>(FactKeys.Unknown) is { IsSet: true }) flags.Add(SubscriptionFlags.UnknownType);
        if (payment is { Status: PaymentStatus.Failed, NextAttemptAt: null, Attempt: not null }) flags.Add(SubscriptionFlags.DunningExhausted);
        if (facts.LastOfEach(StripeInvoices.Blocked).Any(fact => fact.Value is MarkFact { IsSet: true })) flags.Add(SubscriptionFlags.BillingBlocked);
        if (facts.LastOfEach(StripeInvoices.Overdue).Any(fact => !IsSettled(facts, fact.Key[StripeInvoices.Overdue.Length..]))) flags.Add(SubscriptionFlags.Overdue);
        var seen = facts.Latest(FactKeys.Seen) is [var last, ..] ? last : null;
        return new Subscription
        {
            Key = key,
            Provider = Provider.Stripe,
            Environment = standing.Environment ?? SubscriptionEnvironment.Production,
            CustomerRef = standing.CustomerRef,
            Status = standing.Status ?? SubscriptionStatus.Unknown,
            ProviderStatus = standing.ProviderStatus,
            ProductId = standing.ProductId,
            PlanId = standing.PlanId,
            Quantity = standing.Quantity,
            CurrentPeriodStart = standing.PeriodStart,
            CurrentPeriodEnd = standing.PeriodEnd,
            GracePeriodEnd = standing.GraceEnd,
            TrialEnd = standing.TrialEnd,
            PausedUntil = standing.PausedUntil,
            EntitledUntil = Entitled(standing),
            AutoRenew = standing.AutoRenew == true,
            CancelAt = standing.CancelAt,
            CanceledAt = standing.CanceledAt,
            EndedAt = standing.EndedAt,
            CancelReason = Reason(standing, disputes),
            CancelFeedback = standing.CancelFeedback,
            PriceMicros = standing.PriceMicros,
            Currency = standing.Currency,
            LastPayment = payment,
            NextAmountMicros = facts.Last<PaymentFact>(StripeInvoices.Upcoming)?.AmountMicros,
            Refunds = [.. Refunds(facts).OrderBy(one => one.Id, StringComparer.Ordinal)],
            Disputes = disputes,
            Aliases = [.. aliases.Order(StringComparer.Ordinal)],
            LastEvent = seen is { Value: SeenFact type } ? new(seen.Order.Id, type.Type, seen.Order) : null,
            Flags = [.. flags],
        };
    }

    // Of snapshots of one second the one counts that no other continues: an event tells what the values were before it.
    private static (Standing? Standing, bool Ambiguous) Current(IReadOnlyList<Fact> latest)
    {
        if (latest.Count < 2) return (latest is [{ Value: Standing only }] ? only : null, false);
        var all = latest.Select(fact => (fact.Order, Standing: (Standing)fact.Value)).ToList();
        var ends = all.Where(one => !all.Any(other => other.Order != one.Order && Continues(other.Standing, one.Standing) && !Continues(one.Standing, other.Standing))).ToList();
        if (ends.Count == 0) ends = all;
        var alike = ends.All(one => FactJson.Text(one.Standing with { Values = null, Before = null }) == FactJson.Text(ends[0].Standing with { Values = null, Before = null }));
        return (ends[0].Standing, !alike);
    }

    private static bool Continues(Standing later, Standing earlier) =>
        later.Before is { Count: > 0 } before && earlier.Values is { } values && before.All(pair => !values.TryGetValue(pair.Key, out var value) || value == pair.Value)
        && before.Any(pair => values.ContainsKey(pair.Key));

    private static DateTimeOffset? Entitled(Standing standing)
    {
        var until = standing.Status switch
        {
            SubscriptionStatus.Trialing => standing.TrialEnd ?? standing.PeriodEnd,
            SubscriptionStatus.GracePeriod => standing.GraceEnd ?? standing.PeriodEnd,
            _ => standing.PeriodEnd,
        };
        return Instants.Earlier(until, standing.EndedAt);
    }

    // A lost dispute is the reason only where the subscription ended as well.
    private static CancelReason Reason(Standing standing, List<DisputeFact> disputes) =>
        standing.Status == SubscriptionStatus.Expired && standing.CancelReason is null or CancelReason.Unknown && disputes.Any(dispute => dispute.Status == "lost")
            ? CancelReason.Dispute : standing.CancelReason ?? CancelReason.None;

    private static PaymentFact? Payment(FactSet facts)
    {
        var last = facts.LastOfEach(FactKeys.Payment).Select(fact => (PaymentFact)fact.Value).OrderByDescending(one => one.At).ThenByDescending(one => one.Reference, StringComparer.Ordinal).FirstOrDefault();
        return last is { Status: PaymentStatus.Failed } && facts.Last<PaymentFact>(StripeCharges.Failure) is { } failure ? last with { FailureCode = failure.FailureCode } : last;
    }

    private static bool IsSettled(FactSet facts, string invoice) =>
        facts.Last<PaymentFact>(FactKeys.Payment + invoice) is { Status: PaymentStatus.Succeeded or PaymentStatus.Void or PaymentStatus.Uncollectible };

    // Refunds by their own ids where they are told; of a charge's refunded total only what those do not explain.
    private static List<RefundFact> Refunds(FactSet facts)
    {
        var refunds = facts.LastOfEach(FactKeys.Refund).Select(fact => (RefundFact)fact.Value).ToList();
        foreach (var whole in facts.LastOfEach(StripeCharges.Refunded).Select(fact => (RefundFact)fact.Value))
        {
            var own = refunds.Where(one => one.TransactionId == whole.TransactionId && one.Counts).ToList();
            var explained = own.Sum(one => one.AmountMicros ?? 0);
            if (own is [var only] && explained == whole.AmountMicros) refunds[refunds.IndexOf(only)] = only with { Kind = whole.Kind };
            if (whole.AmountMicros is { } amount && amount > explained) refunds.Add(whole with { AmountMicros = amount - explained });
        }

        return refunds;
    }
}
