namespace Breakwater.Access.Ingest;

/// <summary>Has a key refused until somebody resumes it: what a suspicion justifies and a mistake can take back.</summary>
public sealed class SuspendKey(IKeyStore store, KeyCache cache, TimeProvider time)
{
    /// <summary>Suspends a key; one that is suspended stays as it is.</summary>
    /// <param name="actor">Who suspends.</param>
    /// <param name="id">The key; it must not be revoked or expired.</param>
    /// <param name="reason">Why, at most 1,000 characters; null where none is given.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public Task<Outcome<ApiKey>> RunAsync(Actor actor, KeyId id, string? reason, CancellationToken ct) => SetAsync(actor, id, time.GetUtcNow(), reason, ct);

    /// <summary>Lets a suspended key work again; one that is not suspended stays as it is.</summary>
    /// <param name="actor">Who resumes.</param>
    /// <param name="id">The key; it must not be revoked or expired.</param>
    /// <param name="reason">Why, at most 1,000 characters; null where none is given.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public Task<Outcome<ApiKey>> ResumeAsync(Actor actor, KeyId id, string? reason, CancellationToken ct) => SetAsync(actor, id, null, reason, ct);

    private async Task<Outcome<ApiKey>> SetAsync(Actor actor, KeyId id, DateTimeOffset? since, string? reason, CancellationToken ct)
    {
        if ((actor.Refuse(Permission.ActOnKeys) ?? KeyRules.CheckReason(reason)) is { } refusal) return refusal;
        if (await store.FindAsync(id, ct) is not { } key) return Problem.NotFound("key", $"No key has the id {id}.");
        if (key.StateAt(time.GetUtcNow()) is KeyState.Revoked or KeyState.Expired)
        {
            return new Problem(ProblemKind.Conflict, "key-ended", $"The key {id} is refused for good already.", "Nothing was changed.");
        }

        if (key.SuspendedAt is null == since is null) return key;
        var changed = key with { SuspendedAt = since, Version = key.Version + 1 };
        var action = since is null ? "key.resumed" : "key.suspended";
        if (!await store.UpdateAsync(changed, null, new(actor, action, $"key:{id}", reason, IssueKey.Describe(key)), ct)) return Stale.Problem(id);
        cache.Forget(key.Hash);
        return changed;
    }
}
