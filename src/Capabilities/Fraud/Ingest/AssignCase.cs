namespace Breakwater.Fraud.Ingest;

/// <summary>Gives cases to a person, also from one to another: the way to take a case over.</summary>
public sealed class AssignCase(CaseDesk desk)
{
    /// <summary>Gives one case to a person.</summary>
    /// <param name="actor">Who assigns.</param>
    /// <param name="target">The case.</param>
    /// <param name="to">The person.</param>
    /// <param name="reason">Why; required where somebody else works the case.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public async Task<Outcome<FraudCase>> RunAsync(Actor actor, CaseRef target, CaseOwner to, string? reason, CancellationToken ct) =>
        Check(to, reason) is { } problem ? problem : await desk.ChangeAsync(actor, target, (file, now) => CaseRules.Assign(file, actor, to, reason, now), ct);

    /// <summary>Gives several cases to a person, each for itself.</summary>
    public async Task<Outcome<IReadOnlyList<CaseResult>>> RunAllAsync(Actor actor, IReadOnlyList<CaseRef> targets, CaseOwner to, string? reason, CancellationToken ct) =>
        Check(to, reason) is { } problem ? problem : await desk.ChangeAllAsync(actor, targets, (file, now) => CaseRules.Assign(file, actor, to, reason, now), ct);

    private static Problem? Check(CaseOwner to, string? reason) =>
        !Identifier.IsValid(to.Id) ? Problem.Invalid("owner", $"The person's id {Identifier.Rule}.")
        : string.IsNullOrWhiteSpace(to.Name) || to.Name.Length > 200 || to.Name.Any(char.IsControl) ? Problem.Invalid("owner", "The person's name has 1 to 200 characters.")
        : CaseWords.Check("reason", reason, required: false);
}
