namespace Breakwater.Kernel.Ports;

/// <summary>Who did what to what, and why. Written in the same transaction as the change that it tells of.</summary>
/// <param name="Actor">Who acted.</param>
/// <param name="Action">Verb in dotted form, e.g. <c>key.issued</c>.</param>
/// <param name="Subject">What was acted on, e.g. <c>key:k_1a2b</c>.</param>
/// <param name="Reason">Why, in the actor's words; null where none is asked for.</param>
/// <param name="Details">The change as JSON, without secrets.</param>
public sealed record AuditEntry(Actor Actor, string Action, string Subject, string? Reason = null, string? Details = null);

/// <summary>A written entry of the chain.</summary>
/// <param name="Sequence">1 for the first entry, without gaps.</param>
/// <param name="At">When it was written.</param>
/// <param name="ActorId">Who acted.</param>
/// <param name="ActorName">Name at that time.</param>
/// <param name="Action">Verb in dotted form.</param>
/// <param name="Subject">What was acted on.</param>
/// <param name="Reason">Why.</param>
/// <param name="Details">The change as JSON.</param>
/// <param name="PreviousHash">Hash of the entry before, 64 zeros for the first.</param>
/// <param name="Hash">SHA-256 over all fields above, hexadecimal.</param>
public sealed record AuditRecord(
    long Sequence, DateTimeOffset At, string ActorId, string ActorName, string Action, string Subject,
    string? Reason, string? Details, string PreviousHash, string Hash);

/// <summary>The append-only, hash-chained log of every action.</summary>
public interface IAuditLog
{
    /// <summary>Appends one entry durably, for actions that change nothing else in the same store.</summary>
    Task<AuditRecord> AppendAsync(AuditEntry entry, CancellationToken ct);

    /// <summary>
    /// Newest first. The search's words, at most 8, must all be found in actor, action, subject or reason, whatever the case of
    /// their letters; a word that begins with <c>actor:</c>, <c>action:</c> or <c>subject:</c> is looked for there alone.
    /// </summary>
    Task<Page<AuditRecord>> ListAsync(PageRequest page, CancellationToken ct);

    /// <summary>Every entry in order, for verification and export.</summary>
    IAsyncEnumerable<AuditRecord> ReadAllAsync(CancellationToken ct);

    /// <summary>The head as it is kept apart from the log, so that a log cut short is noticed; null before the first entry.</summary>
    Task<AuditHead?> HeadAsync(CancellationToken ct);
}

/// <summary>Where the chain ended when the head was written last; a crash may leave it behind the log, never ahead of it.</summary>
/// <param name="Sequence">Sequence of the entry.</param>
/// <param name="Hash">Its hash, hexadecimal.</param>
public sealed record AuditHead(long Sequence, string Hash);
