namespace Breakwater.Fraud.Ingest;

/// <summary>Gives one's cases back to the queue.</summary>
public sealed class ReleaseCase(CaseDesk desk)
{
    /// <summary>Gives one case back; one that nobody has stays as it is, somebody else's is refused.</summary>
    public Task<Outcome<FraudCase>> RunAsync(Actor actor, CaseRef target, CancellationToken ct) =>
        desk.ChangeAsync(actor, target, (file, now) => CaseRules.Release(file, actor, now), ct);

    /// <summary>Gives several back, each for itself.</summary>
    public Task<Outcome<IReadOnlyList<CaseResult>>> RunAllAsync(Actor actor, IReadOnlyList<CaseRef> targets, CancellationToken ct) =>
        desk.ChangeAllAsync(actor, targets, (file, now) => CaseRules.Release(file, actor, now), ct);
}
