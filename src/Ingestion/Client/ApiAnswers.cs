namespace Breakwater.Ingestion.Client;

/// <summary>Answer to a batch of events.</summary>
/// <param name="Accepted">Events stored by this request.</param>
/// <param name="Duplicates">Events stored before, conflicts included.</param>
/// <param name="Failed">Events refused, each with its reason.</param>
public sealed record BatchAnswer(int Accepted, int Duplicates, IReadOnlyList<FailedEvent> Failed);

/// <summary>The same answer with one result per event, in order.</summary>
/// <param name="Accepted">Events stored by this request.</param>
/// <param name="Duplicates">Events stored before, conflicts included.</param>
/// <param name="Failed">Events refused, each with its reason.</param>
/// <param name="Results">One per event, in order.</param>
public sealed record DetailedBatchAnswer(int Accepted, int Duplicates, IReadOnlyList<FailedEvent> Failed, IReadOnlyList<EventAnswer> Results);

/// <summary>An event that was refused.</summary>
/// <param name="TransactionId">Its id as sent.</param>
/// <param name="Reason">Why.</param>
public sealed record FailedEvent(string? TransactionId, string Reason);

/// <summary>What became of one event.</summary>
/// <param name="TransactionId">Its id as sent.</param>
/// <param name="Status"><c>accepted</c>, <c>duplicate</c>, <c>conflict</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why it was not accepted.</param>
/// <param name="Field">The field at fault.</param>
public sealed record EventAnswer(string? TransactionId, string Status, string? Reason = null, string? Field = null);

/// <summary>A key as issued: the only time that its secret is shown.</summary>
/// <param name="ApiKey">The secret.</param>
/// <param name="KeyId">Its public name.</param>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Name">Name for screens.</param>
/// <param name="RateLimit">Requests per 60 seconds.</param>
public sealed record IssuedKey(string ApiKey, string KeyId, string CustomerId, string Name, int RateLimit);

/// <summary>What the store remembers of an import.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Kind"><c>hourly</c>, <c>events</c> or <c>demo</c>.</param>
/// <param name="ShiftWeeks">Whole weeks by which its dates are moved.</param>
/// <param name="Cursor">How far every part is stored.</param>
/// <param name="Completed">True where all of it is stored.</param>
/// <param name="State">What else the importer keeps.</param>
/// <param name="StartedAt">When it was first started, Unix milliseconds.</param>
/// <param name="UpdatedAt">When it last got on, Unix milliseconds.</param>
public sealed record ImportRecord(
    string Id, string Name, string Kind, int ShiftWeeks, long Cursor, bool Completed, System.Text.Json.JsonElement? State,
    long StartedAt, long UpdatedAt);
