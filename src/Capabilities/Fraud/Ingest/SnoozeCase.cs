namespace Breakwater.Fraud.Ingest;

/// <summary>Puts cases out of the way for a while, and takes that back.</summary>
public sealed class SnoozeCase(CaseDesk desk)
{
    /// <summary>Snoozes one case until an instant, at most <see cref="CaseRules.MaxSnooze"/> ahead. It comes back by itself, or when it grows worse.</summary>
    public async Task<Outcome<FraudCase>> RunAsync(Actor actor, CaseRef target, DateTimeOffset until, string? reason, CancellationToken ct) =>
        CaseWords.Check("reason", reason, required: false) is { } problem
            ? problem
            : await desk.ChangeAsync(actor, target, (file, now) => CaseRules.Snooze(file, actor, until, reason, now), ct);

    /// <summary>Snoozes several, each for itself.</summary>
    public async Task<Outcome<IReadOnlyList<CaseResult>>> RunAllAsync(Actor actor, IReadOnlyList<CaseRef> targets, DateTimeOffset until, string? reason, CancellationToken ct) =>
        CaseWords.Check("reason", reason, required: false) is { } problem
            ? problem
            : await desk.ChangeAllAsync(actor, targets, (file, now) => CaseRules.Snooze(file, actor, until, reason, now), ct);

    /// <summary>Takes a snooze back.</summary>
    public Task<Outcome<FraudCase>> WakeAsync(Actor actor, CaseRef target, CancellationToken ct) =>
        desk.ChangeAsync(actor, target, (file, now) => CaseRules.Wake(file, actor, now), ct);
}
