using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>A verified webhook, read as far as every provider's has it.</summary>
/// <param name="Provider">Who sent it.</param>
/// <param name="Id">What repeats of it share.</param>
/// <param name="Type">The provider's name of its kind, with the subtype after a dot.</param>
/// <param name="At">The provider's time of it.</param>
/// <param name="Key">What it is about: the subscription's key, or that of an invoice, payment or customer whose subscription it does not name.</param>
/// <param name="Subscription">The provider's own id of the subscription, where it names one.</param>
/// <param name="Environment">Whether money is real.</param>
/// <param name="Content">What it says.</param>
public sealed record ProviderEvent(
    Provider Provider, string Id, string Type, DateTimeOffset At, string Key, string? Subscription, SubscriptionEnvironment Environment, JsonElement Content);

/// <summary>That what is known under one key belongs to another.</summary>
/// <param name="From">The key that is taken over.</param>
/// <param name="To">The key that it belongs to.</param>
public readonly record struct KeyLink(string From, string To);

/// <summary>What an event says.</summary>
/// <param name="Facts">What it states.</param>
/// <param name="Links">Which keys it joins.</param>
public sealed record EventFacts(IReadOnlyList<Fact> Facts, IReadOnlyList<KeyLink> Links)
{
    /// <summary>Nothing but that it was seen.</summary>
    public static EventFacts Seen(ProviderEvent one, FactOrder order) => new([new(FactKeys.Seen, order, new SeenFact(one.Type))], []);
}

/// <summary>Keys of facts that several providers use.</summary>
public static class FactKeys
{
    /// <summary>The last event.</summary>
    public const string Seen = "seen";

    /// <summary>How the subscription stands.</summary>
    public const string Standing = "standing";

    /// <summary>That it is over for good.</summary>
    public const string Ended = "ended";

    /// <summary>An event of an unknown type.</summary>
    public const string Unknown = "unknown";

    /// <summary>Begins the key of a payment.</summary>
    public const string Payment = "payment/";

    /// <summary>Begins the key of a refund.</summary>
    public const string Refund = "refund/";

    /// <summary>Begins the key of a dispute.</summary>
    public const string Dispute = "dispute/";
}

/// <summary>
/// A provider's events as pure rules: what an event is, what it says, and how the facts of many make up a subscription. Everything that has
/// to do with order lies in the facts' <see cref="FactOrder"/>, so that every way through the events ends at the same place.
/// </summary>
public interface IProviderFold
{
    /// <summary>Raised whenever the same facts project to another record.</summary>
    int Version { get; }

    /// <summary>Reads a verified body; null where it is none of the provider's events.</summary>
    ProviderEvent? Read(ReadOnlyMemory<byte> body);

    /// <summary>What an event says.</summary>
    EventFacts Facts(ProviderEvent one);

    /// <summary>The subscription that the facts make up; null where the key is none of a subscription, or nothing was said about one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="facts">The facts of it and of all keys that were joined to it.</param>
    /// <param name="aliases">Those keys.</param>
    Subscription? Project(string key, FactSet facts, IReadOnlyCollection<string> aliases);
}
