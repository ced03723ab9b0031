using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Reads Stripe's charges, refunds and disputes. They do not change how a subscription stands.</summary>
internal static class StripeCharges
{
    /// <summary>Begins the key of a charge's refunded total.</summary>
    public const string Refunded = "refunded/";

    /// <summary>The key of the last failed charge.</summary>
    public const string Failure = "failure";

    /// <summary>What an event about one of them states.</summary>
    public static IEnumerable<Fact> Of(ProviderEvent one, JsonElement subject, FactOrder order)
    {
        var currency = subject.Text("currency")?.ToUpperInvariant();
        if (subject.Text("id") is not { } id) yield break;
        switch (subject.Text("object"))
        {
            case "charge":
                if (one.Type == "charge.failed")
                {
                    yield return new(Failure, order, new PaymentFact(PaymentStatus.Failed, one.At, id, FailureCode: subject.Text("failure_code") ?? subject.Text("outcome", "reason")));
                }

                if (one.Type == "charge.refunded")
                {
                    var full = subject.Flag("refunded") == true;
                    yield return new(Refunded + id, order, new RefundFact(
                        id, id, Micros.FromMinor(subject.Number("amount_refunded"), currency), currency, one.At, full ? "full" : "partial", null, null, true));
                    foreach (var refund in subject.Items("refunds", "data"))
                    {
                        if (Refund(refund, subject, currency, one.At) is { } each) yield return new(FactKeys.Refund + each.Id, order with { Minor = 0 }, each);
                    }
                }

                break;
            case "refund":
                if (Refund(subject, default, currency, one.At) is { } made) yield return new(FactKeys.Refund + id, order, made);
                break;
            case "dispute":
                yield return new(FactKeys.Dispute + id, order with { Minor = DisputeRank(one.Type) }, new DisputeFact(
                    id, StripeKeys.Id(subject, "charge"), Micros.FromMinor(subject.Number("amount"), currency), currency, subject.Seconds("created") ?? one.At, subject.Text("reason"), subject.Text("status")));
                break;
        }
    }

    private static RefundFact? Refund(JsonElement refund, JsonElement charge, string? currency, DateTimeOffset at)
    {
        if (refund.Text("id") is not { } id) return null;
        var amount = refund.Number("amount");
        var status = refund.Text("status");
        var full = charge.Number("amount") is { } whole && amount == whole;
        return new(
            id, StripeKeys.Id(refund, "charge") ?? charge.Text("id"), Micros.FromMinor(amount, refund.Text("currency") ?? currency), (refund.Text("currency") ?? currency)?.ToUpperInvariant(),
            refund.Seconds("created") ?? at, full ? "full" : "partial", refund.Text("reason"), status, status is not ("failed" or "canceled"));
    }

    private static int DisputeRank(string type) => type switch
    {
        "charge.dispute.created" => 0,
        "charge.dispute.closed" => 3,
        "charge.dispute.funds_withdrawn" or "charge.dispute.funds_reinstated" => 2,
        _ => 1,
    };
}
