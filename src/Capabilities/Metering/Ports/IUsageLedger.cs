namespace Breakwater.Metering.Ports;

/// <summary>
/// The system of record of usage. An event that it calls accepted is on disk and is counted exactly once, whatever
/// happens afterwards; its own uniqueness per customer and transaction id decides, for at least 400 days.
/// </summary>
public interface IUsageLedger
{
    /// <summary>Stores what is new. The answer comes after the events are durable.</summary>
    /// <returns>One result per event, in order. A second event of one id inside the batch is a duplicate or conflict too.</returns>
    /// <exception cref="EngineUnavailableException">Queue full, disk full or engine gone; nothing of the batch was stored, or a retry will tell.</exception>
    ValueTask<AppendResult[]> AppendAsync(UsageBatch batch, CancellationToken ct);

    /// <summary>Finds an event, or null.</summary>
    ValueTask<StoredEvent?> FindAsync(CustomerId customer, TransactionId transaction, CancellationToken ct);

    /// <summary>Makes an event stop counting; the record stays. Voiding twice changes nothing.</summary>
    /// <returns>The event as it is now, or null where no such event is stored.</returns>
    ValueTask<StoredEvent?> VoidAsync(CustomerId customer, TransactionId transaction, VoidRecord correction, CancellationToken ct);

    /// <summary>Recomputes every figure of a metric (new, or with a changed definition) from the stored events.</summary>
    Task RecountAsync(Metric metric, IProgress<long>? progress, CancellationToken ct);

    /// <summary>Counts archive, ledger and rollups against each other; reads everything.</summary>
    Task<ConservationReport> VerifyAsync(IProgress<long>? progress, CancellationToken ct);

    /// <summary>What the queue and the writers are doing now.</summary>
    LedgerStatus Status { get; }
}

/// <summary>State of the ledger's queue and writers.</summary>
/// <param name="QueuedBatches">Batches that wait.</param>
/// <param name="QueueCapacity">Batches that may wait before new ones are refused.</param>
/// <param name="Writers">Size of the writer pool.</param>
/// <param name="BusyWriters">Writers at work.</param>
/// <param name="WaitMs">Median wait of recent batches in the queue, milliseconds.</param>
/// <param name="CommitMs">Median time of recent durable commits, milliseconds.</param>
/// <param name="StoredEvents">Events stored in all.</param>
/// <param name="LastCommit">When something was stored last.</param>
/// <param name="Durability"><c>fsync</c> or <c>os</c>.</param>
/// <param name="Bytes">Size on disk.</param>
/// <param name="Fault">Why it refuses to store, in words; null while it works.</param>
public sealed record LedgerStatus(
    int QueuedBatches, int QueueCapacity, int Writers, int BusyWriters, double WaitMs, double CommitMs, long StoredEvents,
    DateTimeOffset? LastCommit, string Durability, long Bytes, string? Fault);

/// <summary>What a count of everything found.</summary>
/// <param name="ArchivedEvents">Events in the archive, every checksum verified.</param>
/// <param name="LedgerEvents">Events that the ledger's own index knows.</param>
/// <param name="CountedEvents">Events that the rollups count.</param>
/// <param name="VoidedEvents">Events that count no more.</param>
/// <param name="MetricsChecked">Metrics whose figures were recomputed from the archive.</param>
/// <param name="Differences">Each difference in one sentence; empty where all agree. At most 100.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ConservationReport(
    long ArchivedEvents, long LedgerEvents, long CountedEvents, long VoidedEvents, int MetricsChecked,
    IReadOnlyList<string> Differences, TimeSpan Elapsed)
{
    /// <summary>True where all counts agree.</summary>
    public bool IsConserved => Differences.Count == 0;
}
