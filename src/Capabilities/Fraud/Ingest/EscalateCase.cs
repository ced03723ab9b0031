namespace Breakwater.Fraud.Ingest;

/// <summary>Asks for a second pair of eyes, and takes that back.</summary>
public sealed class EscalateCase(CaseDesk desk)
{
    /// <summary>Marks or unmarks one case.</summary>
    /// <param name="actor">Who asks; it need not be the case's owner.</param>
    /// <param name="target">The case.</param>
    /// <param name="escalated">True to ask, false to take it back.</param>
    /// <param name="reason">Why; required to ask.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public async Task<Outcome<FraudCase>> RunAsync(Actor actor, CaseRef target, bool escalated, string? reason, CancellationToken ct) =>
        CaseWords.Check("reason", reason, required: escalated) is { } problem
            ? problem
            : await desk.ChangeAsync(actor, target, (file, now) => CaseRules.Escalate(file, actor, escalated, reason, now), ct);
}
