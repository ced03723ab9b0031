namespace Breakwater.Fraud.Ingest;

/// <summary>Names a case as somebody saw it.</summary>
/// <param name="Id">The case.</param>
/// <param name="Version">The version that was seen, where the change is meant for that one only; null for whatever the case is now.</param>
public readonly record struct CaseRef(CaseId Id, int? Version = null);

/// <summary>What became of one case among several.</summary>
/// <param name="Id">The case.</param>
/// <param name="Case">The case afterwards; null where it was refused.</param>
/// <param name="Problem">Why it was refused; null where it was not.</param>
public sealed record CaseResult(CaseId Id, FraudCase? Case, Problem? Problem);

/// <summary>How every command changes cases: load, apply a rule, save with step and audit entry; load again where somebody was faster.</summary>
public sealed class CaseDesk(ICaseStore store, TimeProvider time)
{
    private const int MaxAttempts = 20;

    /// <summary>Changes one case.</summary>
    public async Task<Outcome<FraudCase>> ChangeAsync(Actor actor, CaseRef target, Func<CaseFile, DateTimeOffset, Outcome<CaseChange>> rule, CancellationToken ct)
    {
        if (actor.Refuse(Permission.WorkCases) is { } refusal) return refusal;
        var result = (await ApplyAsync([target], rule, ct))[0];
        return result.Problem is { } problem ? problem : result.Case!;
    }

    /// <summary>Changes several cases, each for itself.</summary>
    /// <returns>One result per case in order, or why nothing was tried at all.</returns>
    public async Task<Outcome<IReadOnlyList<CaseResult>>> ChangeAllAsync(
        Actor actor, IReadOnlyList<CaseRef> targets, Func<CaseFile, DateTimeOffset, Outcome<CaseChange>> rule, CancellationToken ct)
    {
        if (actor.Refuse(Permission.WorkCases) is { } refusal) return refusal;
        if (targets.Count is 0 or > CaseRules.MaxBulk) return Problem.Invalid("cases", $"Name 1 to {CaseRules.MaxBulk:N0} cases.");
        if (targets.DistinctBy(target => target.Id).Count() != targets.Count) return Problem.Invalid("cases", "Name each case once.");
        return await ApplyAsync(targets, rule, ct);
    }

    /// <summary>Changes several cases of one customer together, all or none; such a change may open a case, so it knows of the others.</summary>
    public async Task<Outcome<IReadOnlyList<FraudCase>>> ChangeTogetherAsync(
        Actor actor, IReadOnlyList<CaseRef> targets, Func<IReadOnlyList<CaseFile>, CaseBook, DateTimeOffset, Outcome<IReadOnlyList<CaseChange>>> rule, CancellationToken ct)
    {
        if (actor.Refuse(Permission.WorkCases) is { } refusal) return refusal;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var files = await LoadAsync(targets, ct);
            if (targets.Select(target => Check(target, files)).FirstOrDefault(problem => problem is not null) is { } missing) return missing;
            var book = (await store.BooksAsync([files[targets[0].Id].Case.Customer], DateOnly.MaxValue, ct))[0];
            var planned = rule([.. targets.Select(target => files[target.Id])], book, time.GetUtcNow());
            if (planned.Problem is { } problem) return problem;
            if ((await store.SaveAsync([new(planned.Value, book.Version)], ct))[0]) return planned.Value.Select(change => change.File.Case).ToArray();
        }

        return Busy(targets[0].Id);
    }

    private async Task<CaseResult[]> ApplyAsync(IReadOnlyList<CaseRef> targets, Func<CaseFile, DateTimeOffset, Outcome<CaseChange>> rule, CancellationToken ct)
    {
        var results = new CaseResult?[targets.Count];
        for (var attempt = 0; attempt < MaxAttempts && results.Contains(null); attempt++)
        {
            var files = await LoadAsync([.. targets.Where((_, i) => results[i] is null)], ct);
            var now = time.GetUtcNow();
            var writes = new List<(int At, CaseWrite Write)>();
            for (var i = 0; i < targets.Count; i++)
            {
                if (results[i] is not null) continue;
                if (Check(targets[i], files) is { } refusal)
                {
                    results[i] = new(targets[i].Id, null, refusal);
                    continue;
                }

                var change = rule(files[targets[i].Id], now);
                if (change.Problem is { } problem) results[i] = new(targets[i].Id, null, problem);
                else if (change.Value.IsNone) results[i] = new(targets[i].Id, change.Value.File.Case, null);
                else writes.Add((i, new([change.Value])));
            }

            if (writes.Count == 0) break;
            var saved = await store.SaveAsync([.. writes.Select(write => write.Write)], ct);
            foreach (var (at, write) in writes.Where((_, i) => saved[i])) results[at] = new(targets[at].Id, write.Changes[0].File.Case, null);
        }

        return [.. results.Select((result, i) => result ?? new(targets[i].Id, null, Busy(targets[i].Id)))];
    }

    private async Task<IReadOnlyDictionary<CaseId, CaseFile>> LoadAsync(IReadOnlyList<CaseRef> targets, CancellationToken ct) =>
        (await store.FindAsync([.. targets.Select(target => target.Id)], ct)).ToDictionary(file => file.Case.Id);

    private static Problem? Check(CaseRef target, IReadOnlyDictionary<CaseId, CaseFile> files) =>
        !files.TryGetValue(target.Id, out var file) ? Problem.NotFound("case", "There is no case of that id.")
        : target.Version is { } version && file.Case.Version != version ? new Problem(
            ProblemKind.Conflict, "changed-meanwhile", $"The case {target.Id} has changed since you loaded it.", "Nothing was changed. Load it again and repeat the step.")
        : null;

    private static Problem Busy(CaseId id) => new(
        ProblemKind.Conflict, "changed-meanwhile", $"Others changed the case {id} again and again at the same moment.", "Nothing was changed. Repeat the step.");
}
