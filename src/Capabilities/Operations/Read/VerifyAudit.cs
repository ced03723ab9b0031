using System.Diagnostics;

namespace Breakwater.Operations.Read;

/// <summary>Reads the whole audit log and recomputes its chain.</summary>
public sealed class VerifyAudit(IAuditLog log)
{
    /// <summary>Verifies every entry, and that the log reaches the head kept apart from it.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Receives the number of entries read, now and then; null for none.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Outcome<AuditVerdict>> RunAsync(Actor actor, IProgress<long>? progress, CancellationToken ct) => Guarded.RunAsync<AuditVerdict>(async () =>
    {
        if (actor.Refuse(Permission.Verify) is { } refusal) return refusal;
        var watch = Stopwatch.StartNew();
        // The head first: entries may be appended meanwhile, and then the log is longer than this head, never shorter.
        var head = await log.HeadAsync(ct).ConfigureAwait(false);
        AuditHead? last = null;
        string? atHead = head is { Sequence: 0 } ? AuditChain.Genesis : null;
        await foreach (var record in log.ReadAllAsync(ct).ConfigureAwait(false))
        {
            if (AuditChain.Fault(last, record) is { } fault) return Broken((last?.Sequence ?? 0) + 1, fault);
            last = new(record.Sequence, record.Hash);
            if (record.Sequence == head?.Sequence) atHead = record.Hash;
            if (record.Sequence % 1_000 == 0) progress?.Report(record.Sequence);
        }

        var read = last?.Sequence ?? 0;
        if (head is null && read > 0) return Broken(read, "The head that is kept apart from the log is missing, so entries may have been removed from the log's end.");
        if (head is not null && head.Sequence > read) return Broken(read + 1, $"Entry {read + 1} and what followed are missing from the log's end: the head kept apart from it lies further on.");
        if (head is not null && atHead != head.Hash) return Broken(head.Sequence, $"Entry {head.Sequence} is not the one that the head kept apart from the log remembers: the log was rewritten.");
        return new AuditVerdict(read, last?.Hash ?? AuditChain.Genesis, null, null, watch.Elapsed);

        AuditVerdict Broken(long at, string fault) => new(last?.Sequence ?? 0, last?.Hash ?? AuditChain.Genesis, at, fault, watch.Elapsed);
    });
}

/// <summary>What a verification of the audit log found.</summary>
/// <param name="Entries">Entries that form an unbroken chain from the first on.</param>
/// <param name="HeadHash">Hash of the last of them: note it elsewhere, and a later rewriting of the whole log shows.</param>
/// <param name="BrokenAt">Sequence of the first entry that is missing or changed; null where the log is whole.</param>
/// <param name="Fault">What is wrong there, in one sentence; null where the log is whole.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record AuditVerdict(long Entries, string HeadHash, long? BrokenAt, string? Fault, TimeSpan Elapsed)
{
    /// <summary>True where nothing was changed, removed or put in.</summary>
    public bool IsWhole => BrokenAt is null;
}
