namespace Breakwater.Fraud.Ingest;

/// <summary>Steps that leave the case as it is.</summary>
internal static class CaseNotes
{
    public static async Task<Outcome<CaseStep>> AddAsync(ICaseStore store, Actor actor, CaseId id, CaseStep step, KeyId? key, CancellationToken ct)
    {
        if (await store.AddStepAsync(id, step, key, CaseChange.Entry(actor, id, step, null), ct)) return step;
        return (await store.FindAsync([id], ct)).Count == 0
            ? Problem.NotFound("case", "There is no case of that id.")
            : new Problem(ProblemKind.Conflict, "case-full", $"The case {id} has {ICaseStore.MaxSteps:N0} steps already.", "Nothing was saved. Decide the case or split it.");
    }
}
