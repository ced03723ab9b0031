namespace Breakwater.Fraud.Ingest;

/// <summary>Puts open cases of one customer together, where a person sees that they are one incident.</summary>
public sealed class MergeCases(CaseDesk desk, CaseAlarm alarm)
{
    /// <summary>Lets the others go on as the first.</summary>
    /// <param name="actor">Who merges; the case is the actor's then.</param>
    /// <param name="into">The case that stays.</param>
    /// <param name="others">The cases that go on as it, 1 to 50.</param>
    /// <param name="reason">Why; null where it needs no words.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public async Task<Outcome<FraudCase>> RunAsync(Actor actor, CaseRef into, IReadOnlyList<CaseRef> others, string? reason, CancellationToken ct)
    {
        if (CaseWords.Check("reason", reason, required: false) is { } problem) return problem;
        if (others.Count is 0 or > 50 || others.DistinctBy(other => other.Id).Count() != others.Count) return Problem.Invalid("cases", "Name 1 to 50 other cases, each once.");
        var merged = await desk.ChangeTogetherAsync(actor, [into, .. others], (files, _, now) => CaseMerges.Merge(files[0], [.. files.Skip(1)], actor, reason, now), ct);
        if (merged.Problem is { } refusal) return refusal;
        await alarm.EndAsync([.. others.Select(other => other.Id)], ct);
        await alarm.RaiseAsync([merged.Value[0]], ct);
        return merged.Value[0];
    }
}
