namespace Breakwater.Fraud.Ingest;

/// <summary>Says something about a case. Anybody who works cases may, also after the decision.</summary>
public sealed class CommentCase(ICaseStore store, TimeProvider time)
{
    /// <summary>Adds a comment.</summary>
    /// <param name="actor">Who says it.</param>
    /// <param name="id">The case.</param>
    /// <param name="words">Plain text of 1 to 2,000 characters; markup is kept and shown as text.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public async Task<Outcome<CaseStep>> RunAsync(Actor actor, CaseId id, string? words, CancellationToken ct)
    {
        if ((actor.Refuse(Permission.WorkCases) ?? CaseWords.Check("words", words, required: true)) is { } problem) return problem;
        var step = new CaseStep(time.GetUtcNow(), CaseRules.Person(actor), CaseStepKind.Commented, null, CaseWords.Tidy(words));
        return await CaseNotes.AddAsync(store, actor, id, step, null, ct);
    }
}
