using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Stripe's events as facts. Its order within a second is that of <see cref="Rank"/>, then of the chain of previous values.</summary>
/// <param name="pastDueGrace">How long access is kept while a payment is past due; null until Stripe moves the subscription on.</param>
public sealed class StripeFold(TimeSpan? pastDueGrace = null) : IProviderFold
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 64 };

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public ProviderEvent? Read(ReadOnlyMemory<byte> body)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(body, Lenient);
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }

        if (root.Text("id") is not { } id || root.Text("type") is not { } type || root.Seconds("created") is not { } at) return null;
        var subject = root.At("data", "object");
        var keys = new StripeKeys(root.Text("account") ?? StripeKeys.Own);
        var about = StripeKeys.SubjectOf(type, subject) ?? id;
        return new(Provider.Stripe, id, type, at, keys.Of(about), about.StartsWith("sub_", StringComparison.Ordinal) ? about : null,
            root.Flag("livemode") == true ? SubscriptionEnvironment.Production : SubscriptionEnvironment.Test, root);
    }

    /// <inheritdoc/>
    public EventFacts Facts(ProviderEvent one)
    {
        var subject = one.Content.At("data", "object");
        var keys = new StripeKeys(one.Content.Text("account") ?? StripeKeys.Own);
        var order = new FactOrder(one.At.ToUnixTimeSeconds(), Rank(one.Type), one.Id);
        List<Fact> facts = [new(FactKeys.Seen, order, new SeenFact(one.Type)), .. Stated(one, subject, order)];
        return new(facts, [.. keys.Links(subject)]);
    }

    /// <inheritdoc/>
    public Subscription? Project(string key, FactSet facts, IReadOnlyCollection<string> aliases) =>
        StripeKeys.IsSubscription(key) && !facts.IsEmpty ? StripeProjection.Of(key, facts, aliases) : null;

    private IEnumerable<Fact> Stated(ProviderEvent one, JsonElement subject, FactOrder order)
    {
        if (one.Type.StartsWith("customer.subscription.", StringComparison.Ordinal))
        {
            var standing = StripeSnapshot.Of(one, subject, pastDueGrace);
            if (standing is not null) yield return new(one.Type == "customer.subscription.deleted" ? FactKeys.Ended : FactKeys.Standing, order, standing);
            if (!Known.Contains(one.Type)) yield return new(FactKeys.Unknown, order, new MarkFact(true, one.Type));
            yield break;
        }

        switch (subject.Text("object"))
        {
            case "invoice":
                foreach (var fact in StripeInvoices.Of(one, subject, order)) yield return fact;
                break;
            case "charge" or "refund" or "dispute":
                foreach (var fact in StripeCharges.Of(one, subject, order)) yield return fact;
                break;
        }
    }

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted", "customer.subscription.paused", "customer.subscription.resumed",
        "customer.subscription.trial_will_end", "customer.subscription.pending_update_applied", "customer.subscription.pending_update_expired",
    };

    /// <summary>What comes first of several events of one second.</summary>
    public static int Rank(string type) => type switch
    {
        "customer.subscription.created" => 0,
        "customer.subscription.updated" => 2,
        "customer.subscription.paused" or "customer.subscription.resumed" => 3,
        "customer.subscription.deleted" => 9,
        _ => 1,
    };
}
