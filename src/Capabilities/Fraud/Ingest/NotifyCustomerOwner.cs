namespace Breakwater.Fraud.Ingest;

/// <summary>Tells whoever looks after the customer: a notification with a link to the case and the analyst's words.</summary>
public sealed class NotifyCustomerOwner(ICaseStore store, INotifications notifications, TimeProvider time)
{
    /// <summary>Raises the notification <c>fraud-notice:{id}</c>; it ends with the decision.</summary>
    /// <param name="actor">Who tells.</param>
    /// <param name="id">The case.</param>
    /// <param name="words">What to tell, plain text of 1 to 2,000 characters.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public async Task<Outcome<CaseStep>> RunAsync(Actor actor, CaseId id, string? words, CancellationToken ct)
    {
        if ((actor.Refuse(Permission.WorkCases) ?? CaseWords.Check("words", words, required: true)) is { } problem) return problem;
        if (await store.FindAsync([id], ct) is not [var file]) return Problem.NotFound("case", "There is no case of that id.");
        var now = time.GetUtcNow();
        var step = new CaseStep(now, CaseRules.Person(actor), CaseStepKind.Notified, null, CaseWords.Tidy(words));
        var saved = await CaseNotes.AddAsync(store, actor, id, step, null, ct);
        if (saved.IsOk)
        {
            await notifications.RaiseAsync(new(
                CaseAlarm.NoticeKey(id), Severity.Warning, $"{actor.Name} about the fraud case of {file.Case.Customer}", step.Words!, CaseAlarm.Link(id), now), ct);
        }

        return saved;
    }
}
