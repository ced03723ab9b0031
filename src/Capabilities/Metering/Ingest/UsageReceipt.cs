using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Ingest;

/// <summary>What became of each event of a request, in the order of the request.</summary>
public sealed class UsageReceipt
{
    private readonly UsageCandidate[] _events;
    private readonly AppendResult[] _stored;

    /// <summary>Joins what was read with what the ledger said of the good ones, in order.</summary>
    public UsageReceipt(UsageCandidate[] events, AppendResult[] stored)
    {
        (_events, _stored) = (events, stored);
        long accepted = 0, duplicates = 0, conflicts = 0;
        foreach (ref readonly var result in stored.AsSpan())
        {
            if (result.Status == EventStatus.Accepted) accepted++;
            else if (result.Status == EventStatus.Duplicate) duplicates++;
            else conflicts++;
        }

        Counts = new(accepted, duplicates, conflicts, events.Length - stored.Length, Refused: 0, Requests: 1);
    }

    /// <summary>How many were accepted, duplicate, in conflict, rejected.</summary>
    public IngestCounts Counts { get; }

    /// <summary>Number of events in the request.</summary>
    public int Length => _events.Length;

    /// <summary>Each event with its result.</summary>
    public IEnumerable<EventOutcome> Outcomes
    {
        get
        {
            var next = 0;
            foreach (var candidate in _events)
            {
                yield return candidate.Fault is { } fault
                    ? new(candidate.TransactionId, EventStatus.Rejected, null, fault)
                    : new(candidate.Event!.TransactionId.Value, _stored[next].Status, _stored[next++].FirstSeen, null);
            }
        }
    }
}

/// <summary>What became of one event.</summary>
/// <param name="TransactionId">Its id as sent; null where it has none that can be told.</param>
/// <param name="Status">The verdict.</param>
/// <param name="FirstSeen">When the stored event of that id arrived, for duplicates and conflicts.</param>
/// <param name="Fault">What is wrong with a rejected one.</param>
public readonly record struct EventOutcome(string? TransactionId, EventStatus Status, DateTimeOffset? FirstSeen, EventFault? Fault);
