using Breakwater.Engines.Embedded.Metering.Index;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Rollups;

namespace Breakwater.Engines.Embedded.Metering.Lanes;

/// <summary>
/// Everything that arrived since the last flush began: keys, figures, voids. Filled by the writer, then frozen and
/// written to the tables as a whole, in one transaction with the place in the archive that it reaches.
/// </summary>
internal sealed class Generation(long number, MetricPlan plan, Location start, int expectedKeys, DateTimeOffset openedAt)
{
    /// <summary>1 for the first of a store; the tables remember the last one that they hold.</summary>
    public long Number { get; } = number;

    /// <summary>Place in the archive of its first event.</summary>
    public Location Start { get; } = start;

    /// <summary>Place in the archive after its last event; set when it is frozen.</summary>
    public Location End { get; set; }

    public DateTimeOffset OpenedAt { get; } = openedAt;

    public Memtable Keys { get; } = new(expectedKeys);

    public Overlay Figures { get; } = new(plan);

    public List<VoidMark> Voids { get; } = [];

    /// <summary>Completes when the tables hold it.</summary>
    public TaskCompletionSource Flushed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsEmpty => Keys.Count == 0 && Voids.Count == 0;
}

/// <summary>An event that counts no more.</summary>
/// <param name="Place">Place of its line.</param>
/// <param name="Customer">Whose.</param>
/// <param name="Transaction">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Hour">Its hour, since 1970-01-01 UTC.</param>
/// <param name="At">When it was voided, Unix milliseconds.</param>
/// <param name="Actor">By whom.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct VoidMark(
    long Place, string Customer, string Transaction, string Type, int Hour, long At, string Actor, string Reason);
