namespace Breakwater.Fraud.Ingest;

/// <summary>Decides cases: fraud, or expected. With the decision changes what the days teach, and the alarm ends.</summary>
public sealed class DecideCase(CaseDesk desk, CaseAlarm alarm)
{
    /// <summary>Decides one case of one's own, or one that nobody has.</summary>
    public async Task<Outcome<FraudCase>> RunAsync(Actor actor, CaseRef target, CaseRuling ruling, CancellationToken ct)
    {
        if (Check(ruling) is { } problem) return problem;
        var decided = await desk.ChangeAsync(actor, target, (file, now) => CaseRules.Decide(file, actor, ruling, now), ct);
        if (decided.IsOk) await alarm.EndAsync([target.Id], ct);
        return decided;
    }

    /// <summary>Decides several in the same way, each for itself.</summary>
    public async Task<Outcome<IReadOnlyList<CaseResult>>> RunAllAsync(Actor actor, IReadOnlyList<CaseRef> targets, CaseRuling ruling, CancellationToken ct)
    {
        if (Check(ruling) is { } problem) return problem;
        var decided = await desk.ChangeAllAsync(actor, targets, (file, now) => CaseRules.Decide(file, actor, ruling, now), ct);
        if (decided.IsOk) await alarm.EndAsync([.. decided.Value.Where(result => result.Problem is null).Select(result => result.Id)], ct);
        return decided;
    }

    private static Problem? Check(CaseRuling ruling) =>
        !Enum.IsDefined(ruling.Reason) ? Problem.Invalid("reason", "There is no such reason.")
        : CaseWords.Check("words", ruling.Words, DecisionReasons.NeedsWords(ruling.Reason)) is { } problem ? problem
        : ruling.RebaselineFrom is not null && DecisionReasons.Leads(ruling.Reason) != CaseState.Dismissed
            ? Problem.Invalid("rebaseline_from", "Only a dismissed case can say from which day the customer is learned anew.")
            : null;
}
