namespace Breakwater.Ingestion.Parsing;

/// <summary>What a request body holds.</summary>
/// <param name="Events">One candidate per event, in order.</param>
/// <param name="Foreign">The first well-formed customer id that is not the caller's; null where all are.</param>
/// <param name="Reason">The member <c>reason</c> of the body, for backfill.</param>
internal sealed record ParsedEvents(UsageCandidate[] Events, string? Foreign, string? Reason);

/// <summary>The three shapes in which events come.</summary>
internal enum EventFormat
{
    /// <summary><c>{"events":[...]}</c>.</summary>
    Plain,

    /// <summary>One CloudEvent in structured mode.</summary>
    CloudEvent,

    /// <summary>An array of CloudEvents.</summary>
    CloudEventBatch,
}
