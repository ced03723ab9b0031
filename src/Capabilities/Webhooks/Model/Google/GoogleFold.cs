using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Google Play's notifications, and the snapshots fetched because of them, as facts.</summary>
public sealed class GoogleFold : IProviderFold
{
    private const string Subscribed = "subscriptionNotification";
    private const string Voided = "voidedPurchaseNotification";
    private static readonly string[] Kinds = [Subscribed, "oneTimeProductNotification", Voided, "pendingRefundReviewNotification", "testNotification"];
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 64 };

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public ProviderEvent? Read(ReadOnlyMemory<byte> body)
    {
        if (Parse(body) is not { } root) return null;
        return root.Text("type") == GoogleRecord.Type ? Snapshot(root) : Notification(root);
    }

    /// <inheritdoc/>
    public EventFacts Facts(ProviderEvent one)
    {
        var order = new FactOrder(one.At.ToUnixTimeMilliseconds(), 0, one.Id);
        List<Fact> facts = [new(FactKeys.Seen, order, new SeenFact(one.Type))];
        if (one.Subscription is not { } hash) return new(facts, []);
        facts.Add(new(PlayKeys.Token + hash, order, new MarkFact(true)));
        if (one.Type != GoogleRecord.Type)
        {
            facts.AddRange(one.Content.At(Voided).ValueKind == JsonValueKind.Object ? Refund(one, order) : GoogleHints.Of(one.Content.At(Subscribed), hash, order));
            return new(facts, []);
        }

        var snapshot = one.Content.At("snapshot");
        if (GoogleSnapshot.Of(one, snapshot) is { } standing) facts.Add(new(PlayKeys.Standing + hash, order, standing));
        else facts.Add(new(FactKeys.Unknown, order, new MarkFact(true, snapshot.Text("subscriptionState"))));
        var older = snapshot.Text("linkedPurchaseToken") ?? snapshot.Text("outOfAppPurchaseContext", "expiredPurchaseToken");
        if (older is null || PlayKeys.Hash(older) is var from && from == hash) return new(facts, []);
        facts.Add(new(PlayKeys.Linked + hash, order, new MarkFact(true, from)));
        return new(facts, [new(one.Key, PlayKeys.Of(one.Content.Text("packageName")!, from))]);
    }

    /// <inheritdoc/>
    public Subscription? Project(string key, FactSet facts, IReadOnlyCollection<string> aliases) =>
        facts.LastOfEach(PlayKeys.Token).Any() ? GoogleProjection.Of(key, facts, aliases) : null;

    private static ProviderEvent? Snapshot(JsonElement root)
    {
        if (root.Text("packageName") is not { } package || root.Text("purchaseToken") is not { } token || root.Millis("fetchedAtMillis") is not { } at) return null;
        if (root.At("snapshot").ValueKind != JsonValueKind.Object) return null;
        var hash = PlayKeys.Hash(token);
        var test = root.At("snapshot", "testPurchase").ValueKind == JsonValueKind.Object;
        return new(Provider.Google, $"snapshot:{hash}:{at.ToUnixTimeMilliseconds()}:{root.Text("etag")}", GoogleRecord.Type, at, PlayKeys.Of(package, hash), hash,
            test ? SubscriptionEnvironment.Test : SubscriptionEnvironment.Production, root);
    }

    private static ProviderEvent? Notification(JsonElement root)
    {
        if ((root.Text("message", "messageId") ?? root.Text("message", "message_id")) is not { } id || root.Text("message", "data") is not { } data) return null;
        var bytes = new byte[data.Length];
        if (!Convert.TryFromBase64String(data, bytes, out var length) || Parse(bytes.AsMemory(0, length)) is not { } content) return null;
        if (content.Text("packageName") is not { } package || content.Millis("eventTimeMillis") is not { } at) return null;
        var kinds = Kinds.Where(kind => content.At(kind).ValueKind == JsonValueKind.Object).ToList();
        if (kinds.Count > 1) return null;
        // A kind that Google adds is history until it is known.
        var kind = kinds is [var only] ? only : "unknown";
        var token = content.Text(kind, "purchaseToken");
        if (token is null && (kind is Subscribed or Voided)) return null;
        var hash = token is null ? null : PlayKeys.Hash(token);
        var about = kind == Subscribed || (kind == Voided && content.Whole(kind, "productType") == 1) ? hash : null;
        var test = kind == "testNotification" ? SubscriptionEnvironment.Test : SubscriptionEnvironment.Production;
        return new(Provider.Google, id, kind == Subscribed ? $"{kind}.{GoogleHints.Name(content.At(kind))}" : kind, at, PlayKeys.Of(package, hash ?? id), about, test, content);
    }

    private static IEnumerable<Fact> Refund(ProviderEvent one, FactOrder order)
    {
        var voided = one.Content.At(Voided);
        if (voided.Text("orderId") is not { } id) yield break;
        var kind = voided.Whole("refundType") switch { 1 => "full", 2 => "partial", _ => "unknown" };
        if (kind == "unknown") yield return new(FactKeys.Unknown, order, new MarkFact(true, one.Type));
        yield return new($"{FactKeys.Refund}{id}/{kind}", order, new RefundFact(id, id, null, null, one.At, kind, null, null, true));
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
