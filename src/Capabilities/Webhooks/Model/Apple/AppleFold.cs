using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>
/// App Store Server Notifications V2 as facts, in the order of <c>signedDate</c>, which a repeated delivery keeps. A notification carries how the
/// subscription stands, its transaction and its renewal information; each is a group of facts of its own, since a late or refunded
/// transaction may be an old one.
/// </summary>
public sealed class AppleFold : IProviderFold
{
    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public ProviderEvent? Read(ReadOnlyMemory<byte> body)
    {
        if (AppleContent.Open(body) is not { } content || content.Text("notificationUUID") is not { } id || AppleContent.Type(content) is not { } type) return null;
        var (transaction, renewal) = (content.At("data", AppleContent.Transaction), content.At("data", AppleContent.Renewal));
        if ((content.Millis("signedDate") ?? transaction.Millis("signedDate") ?? renewal.Millis("signedDate")) is not { } at) return null;
        var environment = AppleContent.Environment(content);
        var bundle = AppleContent.Subject(content).Text("bundleId") ?? transaction.Text("bundleId") ?? "-";
        var original = transaction.Text("originalTransactionId") ?? renewal.Text("originalTransactionId");
        var subscription = original is not null && !original.Contains('/') && !AppleRows.IsApart(type) && IsRenewable(transaction) ? original : null;
        var about = subscription ?? (original is null ? "notification/" + id : "one-time/" + original);
        return new(Provider.Apple, id, type, at, $"apple:{environment.ToString().ToLowerInvariant()}:{bundle}:{about}", subscription, environment, content);
    }

    /// <inheritdoc/>
    public EventFacts Facts(ProviderEvent one)
    {
        var order = new FactOrder(one.At.ToUnixTimeMilliseconds(), 0, one.Id);
        List<Fact> facts = [new(FactKeys.Seen, order, new SeenFact(one.Type))];
        if (AppleRows.Of(one.Type) is not { } row) facts.Add(new(FactKeys.Unknown, order, new MarkFact(true, one.Type)));
        else if (one.Subscription is not null) facts.AddRange(new AppleFacts(one, row, order).All());
        return new(facts, []);
    }

    /// <inheritdoc/>
    public Subscription? Project(string key, FactSet facts, IReadOnlyCollection<string> aliases) =>
        key.StartsWith("apple:", StringComparison.Ordinal) && !key.Contains('/') && !facts.IsEmpty ? AppleProjection.Of(key, facts, aliases) : null;

    // Refunds and questions come for purchases of every kind.
    private static bool IsRenewable(JsonElement transaction) => transaction.Text("type") is null or "Auto-Renewable Subscription";
}
