using System.Text.Json.Serialization;

namespace Breakwater.Webhooks.Model;

/// <summary>
/// Where a fact stands in its provider's own order, never in that of its arrival.
/// </summary>
/// <param name="Major">What decides first, mostly the provider's time.</param>
/// <param name="Minor">What decides where the first is equal.</param>
/// <param name="Id">The event's id, which decides at last.</param>
public readonly record struct FactOrder(long Major, long Minor, string Id) : IComparable<FactOrder>
{
    /// <inheritdoc/>
    public int CompareTo(FactOrder other) =>
        Major != other.Major ? Major.CompareTo(other.Major) : Minor != other.Minor ? Minor.CompareTo(other.Minor) : string.CompareOrdinal(Id, other.Id);

    /// <summary>True where it comes before.</summary>
    public static bool operator <(FactOrder a, FactOrder b) => a.CompareTo(b) < 0;

    /// <summary>True where it comes after.</summary>
    public static bool operator >(FactOrder a, FactOrder b) => a.CompareTo(b) > 0;

    /// <summary>True where it does not come after.</summary>
    public static bool operator <=(FactOrder a, FactOrder b) => a.CompareTo(b) <= 0;

    /// <summary>True where it does not come before.</summary>
    public static bool operator >=(FactOrder a, FactOrder b) => a.CompareTo(b) >= 0;
}

/// <summary>One statement that an event makes about a subscription.</summary>
/// <param name="Key">What it is about: of the facts of one key the latest ones count.</param>
/// <param name="Order">Where it stands.</param>
/// <param name="Value">What is stated.</param>
public sealed record Fact(string Key, FactOrder Order, FactValue Value);

/// <summary>What a fact states.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "of")]
[JsonDerivedType(typeof(Standing), "standing")]
[JsonDerivedType(typeof(PaymentFact), "payment")]
[JsonDerivedType(typeof(RefundFact), "refund")]
[JsonDerivedType(typeof(DisputeFact), "dispute")]
[JsonDerivedType(typeof(SeenFact), "seen")]
[JsonDerivedType(typeof(MarkFact), "mark")]
public abstract record FactValue;

/// <summary>A payment for one invoice or order, as an event tells it.</summary>
/// <param name="Status">How it went.</param>
/// <param name="At">When.</param>
/// <param name="Reference">The invoice or order.</param>
/// <param name="AmountMicros">Amount in millionths of the currency; null where it is not told.</param>
/// <param name="Currency">ISO 4217 in capitals.</param>
/// <param name="FailureCode">Why it failed, in the provider's word.</param>
/// <param name="Attempt">Number of the attempt.</param>
/// <param name="NextAttemptAt">When the provider tries again; null where it does not.</param>
public sealed record PaymentFact(
    PaymentStatus Status, DateTimeOffset At, string Reference, long? AmountMicros = null, string? Currency = null, string? FailureCode = null, long? Attempt = null, DateTimeOffset? NextAttemptAt = null) : FactValue;

/// <summary>A refund.</summary>
/// <param name="Id">The provider's id of it.</param>
/// <param name="TransactionId">What was refunded.</param>
/// <param name="AmountMicros">Amount in millionths; null where it is not told.</param>
/// <param name="Currency">ISO 4217 in capitals.</param>
/// <param name="At">When.</param>
/// <param name="Kind"><c>full</c>, <c>partial</c>, <c>prorated</c> or <c>family</c>.</param>
/// <param name="Reason">Why, in the provider's word.</param>
/// <param name="Status">How it stands, in the provider's word.</param>
/// <param name="Counts">False where it was failed, cancelled or taken back: nothing was paid out.</param>
public sealed record RefundFact(
    string Id, string? TransactionId, long? AmountMicros, string? Currency, DateTimeOffset At, string Kind, string? Reason, string? Status, bool Counts) : FactValue;

/// <summary>A disputed payment.</summary>
/// <param name="Id">The provider's id of it.</param>
/// <param name="TransactionId">What is disputed.</param>
/// <param name="AmountMicros">Amount in millionths; null where it is not told.</param>
/// <param name="Currency">ISO 4217 in capitals.</param>
/// <param name="At">When it was opened.</param>
/// <param name="Reason">Why, in the provider's word.</param>
/// <param name="Status">How it stands, in the provider's word.</param>
public sealed record DisputeFact(string Id, string? TransactionId, long? AmountMicros, string? Currency, DateTimeOffset At, string? Reason, string? Status) : FactValue;

/// <summary>That an event was seen.</summary>
/// <param name="Type">Its type.</param>
public sealed record SeenFact(string Type) : FactValue;

/// <summary>A mark that is set or not.</summary>
/// <param name="IsSet">True where it is.</param>
/// <param name="Note">What belongs to it.</param>
public sealed record MarkFact(bool IsSet, string? Note = null) : FactValue;

/// <summary>How a payment went.</summary>
public enum PaymentStatus
{
    /// <summary>Paid.</summary>
    Succeeded,

    /// <summary>Not paid.</summary>
    Failed,

    /// <summary>Waits for the customer, e.g. for 3-D Secure.</summary>
    RequiresAction,

    /// <summary>Has to be tried outside of the provider.</summary>
    AttemptRequired,

    /// <summary>Not owed any more.</summary>
    Void,

    /// <summary>Given up.</summary>
    Uncollectible,
}
