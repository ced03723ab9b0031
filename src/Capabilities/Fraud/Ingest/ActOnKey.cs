namespace Breakwater.Fraud.Ingest;

/// <summary>Stops a loss at its key, from a case: suspend, resume, rotate, tighten. Anybody with the right may, whoever works the case.</summary>
public sealed class ActOnKey(ICaseStore store, ICustomerKeys keys, TimeProvider time)
{
    /// <summary>Longest overlap of a rotation from a case: the old key is presumably stolen.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromHours(24);

    /// <summary>Tells exactly what an action would change; nothing is changed.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The case.</param>
    /// <param name="key">The key.</param>
    /// <param name="action">What would be done.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<Outcome<KeyActionPreview>> PreviewAsync(Actor actor, CaseId id, KeyId key, KeyAction action, CancellationToken ct)
    {
        if (actor.Refuse(Permission.ActOnKeys) is { } refusal) return refusal;
        var found = await FindAsync(id, key, ct);
        return found.Problem is { } problem ? problem : KeyActionPreview.Of(action, found.Value.Key, found.Value.All);
    }

    /// <summary>Does it, and adds the step to the case.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="id">The case.</param>
    /// <param name="key">The key; it must be the customer's.</param>
    /// <param name="action">What to do.</param>
    /// <param name="reason">Why, 1 to 1,000 characters.</param>
    /// <param name="ct">Cancels before the key is changed.</param>
    public async Task<Outcome<KeyActionDone>> RunAsync(Actor actor, CaseId id, KeyId key, KeyAction action, string? reason, CancellationToken ct)
    {
        if ((actor.Refuse(Permission.ActOnKeys) ?? CheckReason(reason) ?? Check(action)) is { } refusal) return refusal;
        var found = await FindAsync(id, key, ct);
        if (found.Problem is { } unknown) return unknown;
        var why = $"{reason!.Trim()} (case {id})";
        var done = action switch
        {
            KeyAction.Suspend => Plain(await keys.SuspendAsync(actor, key, why, ct)),
            KeyAction.Resume => Plain(await keys.ResumeAsync(actor, key, why, ct)),
            KeyAction.Tighten tighten => Plain(await keys.TightenAsync(actor, key, tighten.Limit, why, ct)),
            KeyAction.Rotate rotate => (await keys.RotateAsync(actor, key, rotate.Overlap, why, ct)).Match<Outcome<KeyActionDone>>(made => new KeyActionDone(made.Key, made.Secret), problem => problem),
            _ => throw new ArgumentOutOfRangeException(nameof(action)),
        };
        if (done.Problem is not null) return done;

        // The key is changed: the step must follow even where the caller has gone. Sent again, the action finds the key as it is and adds the step.
        var preview = KeyActionPreview.Of(action, found.Value.Key, found.Value.All);
        var step = new CaseStep(time.GetUtcNow(), CaseRules.Person(actor), action.Step, $"{key} ({found.Value.Key.Name}): {preview.InWords}", CaseWords.Tidy(reason));
        var noted = await CaseNotes.AddAsync(store, actor, id, step, key, CancellationToken.None);
        return noted.Problem is { } full ? full : done;
    }

    private static Outcome<KeyActionDone> Plain(Outcome<CustomerKey> changed) => changed.Match<Outcome<KeyActionDone>>(key => new KeyActionDone(key, null), problem => problem);

    private static Problem? CheckReason(string? reason) =>
        CaseWords.Check("reason", reason, required: true) ?? (reason!.Trim().Length > 900 ? Problem.Invalid("reason", "The reason may have at most 900 characters.") : null);

    private static Problem? Check(KeyAction action) => action is KeyAction.Rotate rotate && (rotate.Overlap < TimeSpan.Zero || rotate.Overlap > MaxOverlap)
        ? Problem.Invalid("overlap_seconds", $"From a case the old key works on for 0 to {MaxOverlap.TotalHours:N0} hours.")
        : null;

    private async Task<Outcome<(CustomerKey Key, IReadOnlyList<CustomerKey> All)>> FindAsync(CaseId id, KeyId key, CancellationToken ct)
    {
        if (await store.FindAsync([id], ct) is not [var file]) return Problem.NotFound("case", "There is no case of that id.");
        var all = await keys.ListAsync([file.Case.Customer], ct);
        return all.FirstOrDefault(other => other.Id == key) is { } found
            ? (found, all)
            : Problem.NotFound("key", $"{file.Case.Customer} has no key of that id.");
    }
}
