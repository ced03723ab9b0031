namespace Breakwater.Fraud.Ingest;

/// <summary>Marks an incident's usage as disputed, so that it is not billed before that is settled; and takes that back.</summary>
public sealed class DisputeUsage(CaseDesk desk)
{
    /// <summary>Marks or unmarks the usage of a case that is open or confirmed.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="target">The case.</param>
    /// <param name="disputed">True to mark, false to take it back.</param>
    /// <param name="reason">Why; required both ways, because it moves money.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public async Task<Outcome<FraudCase>> RunAsync(Actor actor, CaseRef target, bool disputed, string? reason, CancellationToken ct) =>
        CaseWords.Check("reason", reason, required: true) is { } problem
            ? problem
            : await desk.ChangeAsync(actor, target, (file, now) => CaseRules.Dispute(file, actor, disputed, reason, now), ct);
}
