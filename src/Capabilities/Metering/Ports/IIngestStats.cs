namespace Breakwater.Metering.Ports;

/// <summary>Keeps counts of what arrived, by minute, for 90 days.</summary>
public interface IIngestStats
{
    /// <summary>Adds counts to their minutes.</summary>
    Task AddAsync(IReadOnlyList<IngestMinute> minutes, CancellationToken ct);

    /// <summary>Counts by minute in a range, in order; minutes without arrivals are left out.</summary>
    Task<IReadOnlyList<IngestMinute>> ReadAsync(TimeRange range, CancellationToken ct);
}

/// <summary>What arrived in one minute.</summary>
/// <param name="Minute">Start of the minute.</param>
/// <param name="Counts">The counts.</param>
public readonly record struct IngestMinute(DateTimeOffset Minute, IngestCounts Counts);

/// <summary>Counts of arrivals.</summary>
/// <param name="Accepted">Events stored.</param>
/// <param name="Duplicates">Events stored before, with the same content.</param>
/// <param name="Conflicts">Events stored before, with other content.</param>
/// <param name="Rejected">Events that were not valid.</param>
/// <param name="Refused">Requests refused as a whole, for whatever reason.</param>
/// <param name="Requests">Requests in all.</param>
/// <param name="Reasons">Why requests were refused; what is missing to <paramref name="Refused"/> has another reason, or is older than the split.</param>
public readonly record struct IngestCounts(long Accepted, long Duplicates, long Conflicts, long Rejected, long Refused, long Requests, Refusals Reasons = default)
{
    /// <summary>Adds two counts.</summary>
    public static IngestCounts operator +(IngestCounts a, IngestCounts b) => new(
        a.Accepted + b.Accepted, a.Duplicates + b.Duplicates, a.Conflicts + b.Conflicts, a.Rejected + b.Rejected, a.Refused + b.Refused, a.Requests + b.Requests,
        a.Reasons + b.Reasons);

    /// <summary>Takes earlier counts from later ones.</summary>
    public static IngestCounts operator -(IngestCounts a, IngestCounts b) => new(
        a.Accepted - b.Accepted, a.Duplicates - b.Duplicates, a.Conflicts - b.Conflicts, a.Rejected - b.Rejected, a.Refused - b.Refused, a.Requests - b.Requests,
        a.Reasons - b.Reasons);
}

/// <summary>Refused requests by reason: few, so that each can be acted on.</summary>
/// <param name="RateLimited">Over the limit of the key or the customer.</param>
/// <param name="Credentials">No key, an unknown or ended one, or one that may not do this.</param>
/// <param name="Invalid">Could not be read: not the contract, or too large.</param>
/// <param name="Unavailable">Queue full or an engine gone; the sender was told to come back.</param>
public readonly record struct Refusals(long RateLimited, long Credentials, long Invalid, long Unavailable)
{
    /// <summary>One refusal; none for a reason that has no place of its own.</summary>
    public static Refusals Of(ProblemKind? reason) => reason switch
    {
        ProblemKind.RateLimited => new(1, 0, 0, 0),
        ProblemKind.Unauthenticated or ProblemKind.Forbidden => new(0, 1, 0, 0),
        ProblemKind.Invalid or ProblemKind.TooLarge => new(0, 0, 1, 0),
        ProblemKind.Unavailable => new(0, 0, 0, 1),
        _ => default,
    };

    /// <summary>Adds two counts.</summary>
    public static Refusals operator +(Refusals a, Refusals b) =>
        new(a.RateLimited + b.RateLimited, a.Credentials + b.Credentials, a.Invalid + b.Invalid, a.Unavailable + b.Unavailable);

    /// <summary>Takes earlier counts from later ones.</summary>
    public static Refusals operator -(Refusals a, Refusals b) =>
        new(a.RateLimited - b.RateLimited, a.Credentials - b.Credentials, a.Invalid - b.Invalid, a.Unavailable - b.Unavailable);
}
