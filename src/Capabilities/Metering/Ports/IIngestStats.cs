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
/// <param name="Refused">Requests refused: rate limit, authentication, size, overload.</param>
/// <param name="Requests">Requests in all.</param>
public readonly record struct IngestCounts(long Accepted, long Duplicates, long Conflicts, long Rejected, long Refused, long Requests)
{
    /// <summary>Adds two counts.</summary>
    public static IngestCounts operator +(IngestCounts a, IngestCounts b) =>
        new(a.Accepted + b.Accepted, a.Duplicates + b.Duplicates, a.Conflicts + b.Conflicts, a.Rejected + b.Rejected, a.Refused + b.Refused, a.Requests + b.Requests);
}
