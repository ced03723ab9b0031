namespace Breakwater.Fraud.Ingest;

/// <summary>Takes cases that nobody has.</summary>
public sealed class ClaimCase(CaseDesk desk)
{
    /// <summary>Takes one case; one's own stays as it is, somebody else's is refused.</summary>
    public Task<Outcome<FraudCase>> RunAsync(Actor actor, CaseRef target, CancellationToken ct) =>
        desk.ChangeAsync(actor, target, (file, now) => CaseRules.Claim(file, actor, now), ct);

    /// <summary>Takes several, each for itself.</summary>
    public Task<Outcome<IReadOnlyList<CaseResult>>> RunAllAsync(Actor actor, IReadOnlyList<CaseRef> targets, CancellationToken ct) =>
        desk.ChangeAllAsync(actor, targets, (file, now) => CaseRules.Claim(file, actor, now), ct);
}
