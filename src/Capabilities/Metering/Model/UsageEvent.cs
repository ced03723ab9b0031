namespace Breakwater.Metering.Model;

/// <summary>One validated usage event on its way into the ledger.</summary>
/// <remarks>A class with plain fields: a hundred thousand a second pass through here.</remarks>
public sealed class UsageEvent
{
    /// <summary>Whom the usage belongs to.</summary>
    public required CustomerId CustomerId { get; init; }

    /// <summary>The sender's id; unique per customer.</summary>
    public required TransactionId TransactionId { get; init; }

    /// <summary>What happened, e.g. <c>api_request</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>When it happened, Unix milliseconds.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Properties in the order given; at most 64.</summary>
    public required Property[] Properties { get; init; }

    /// <summary>
    /// The event as one line of JSON in UTF-8, as it is archived:
    /// <c>{"transaction_id":…,"customer_id":…,"event_type":…,"timestamp":…,"properties":{…}}</c>, no line break inside.
    /// Points into the request's own memory: valid until the append has answered, so whoever keeps it copies it.
    /// </summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Hash of type, timestamp and properties in any order: tells a retry from a conflict. See <see cref="ContentHash"/>.</summary>
    public required ulong Content { get; init; }

    /// <summary>The property of that name; null kind where it is absent.</summary>
    public PropertyValue Get(string name)
    {
        foreach (var property in Properties)
        {
            if (property.Name == name) return property.Value;
        }

        return default;
    }
}

/// <summary>Events that arrived in one request.</summary>
/// <param name="Events">1 to 10,000 validated events, possibly of several customers, possibly with repeated ids.</param>
/// <param name="ReceivedAt">Arrival.</param>
/// <param name="Source">Who sent them: a key id, <c>admin-key</c>.</param>
/// <param name="Backfill">True where they came through the audited backfill route.</param>
public sealed record UsageBatch(IReadOnlyList<UsageEvent> Events, DateTimeOffset ReceivedAt, string Source, bool Backfill);

/// <summary>What became of one event.</summary>
public enum EventStatus : byte
{
    /// <summary>Stored durably and counted once.</summary>
    Accepted,

    /// <summary>Stored before with the same content.</summary>
    Duplicate,

    /// <summary>Stored before with other content; this one is not stored.</summary>
    Conflict,

    /// <summary>Not valid; not stored.</summary>
    Rejected,
}

/// <summary>The ledger's word on one event of a batch.</summary>
/// <param name="Status">Accepted, Duplicate or Conflict.</param>
/// <param name="FirstSeen">When the stored event arrived, for duplicates and conflicts.</param>
public readonly record struct AppendResult(EventStatus Status, DateTimeOffset? FirstSeen = null);

/// <summary>A stored event and where it is.</summary>
/// <param name="Json">The event as archived.</param>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="TransactionId">Its id.</param>
/// <param name="EventType">Its type.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="ArchivedAt">Where the archive holds it, e.g. <c>events/2026-03-01/0-000001.ndjson@4711</c>.</param>
/// <param name="Voided">When, by whom and why it stopped counting; null while it counts.</param>
public sealed record StoredEvent(
    string Json, CustomerId CustomerId, TransactionId TransactionId, string EventType, DateTimeOffset Timestamp,
    DateTimeOffset ReceivedAt, string Source, string ArchivedAt, VoidRecord? Voided);

/// <summary>A correction: the event stays stored but counts no more.</summary>
/// <param name="At">When it was voided.</param>
/// <param name="ActorId">By whom.</param>
/// <param name="Reason">Why.</param>
public sealed record VoidRecord(DateTimeOffset At, string ActorId, string Reason);
