namespace Breakwater.Fraud.Ingest;

/// <summary>Takes a decision back within <see cref="CaseRules.UndoWithin"/>.</summary>
public sealed class ReopenCase(CaseDesk desk, CaseAlarm alarm)
{
    /// <summary>Opens a decided case again; it is the actor's then.</summary>
    /// <param name="actor">Who takes it back.</param>
    /// <param name="target">The case.</param>
    /// <param name="reason">Why, required.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public async Task<Outcome<FraudCase>> RunAsync(Actor actor, CaseRef target, string? reason, CancellationToken ct)
    {
        if (CaseWords.Check("reason", reason, required: true) is { } problem) return problem;
        var opened = await desk.ChangeTogetherAsync(
            actor, [target], (files, book, now) => CaseRules.Reopen(files[0], book, actor, reason, now).Match<Outcome<IReadOnlyList<CaseChange>>>(change => (CaseChange[])[change], refused => refused), ct);
        if (opened.Problem is { } refusal) return refusal;
        await alarm.RaiseAsync(opened.Value, ct);
        return opened.Value[0];
    }
}
