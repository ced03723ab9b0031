namespace Breakwater.Access.Ingest;

/// <summary>Ends a key at once.</summary>
public sealed class RevokeKey(IKeyStore store, KeyCache cache, TimeProvider time)
{
    /// <summary>Revokes the key of that id.</summary>
    /// <returns>True where it is revoked now (also where it was before), false where no such key exists.</returns>
    public async Task<Outcome<bool>> RunAsync(Actor actor, KeyId id, string? reason, CancellationToken ct) =>
        actor.Refuse(Permission.ManageKeys) is { } refusal ? refusal : await RevokeAsync(actor, await store.FindAsync(id, ct), reason, ct);

    /// <summary>Revokes the key with that secret, for someone who found a leaked one.</summary>
    /// <returns>True where it is revoked now (also where it was before), false where no such key exists.</returns>
    public async Task<Outcome<bool>> RunAsync(Actor actor, string secret, string? reason, CancellationToken ct) =>
        actor.Refuse(Permission.ManageKeys) is { } refusal
            ? refusal
            : await RevokeAsync(actor, secret.Length > KeySecret.MaxLength ? null : await store.FindByHashAsync(KeySecret.Hash(secret), ct), reason, ct);

    private async Task<Outcome<bool>> RevokeAsync(Actor actor, ApiKey? key, string? reason, CancellationToken ct)
    {
        if (key is null) return false;
        if (KeyRules.CheckReason(reason) is { } problem) return problem;
        var now = time.GetUtcNow();
        if (key.RevokedAt <= now) return true;
        var revoked = key with { RevokedAt = now, Version = key.Version + 1 };
        if (!await store.UpdateAsync(revoked, null, new(actor, "key.revoked", $"key:{key.Id}", reason, IssueKey.Describe(key)), ct)) return Stale.Problem(key.Id);
        cache.Forget(key.Hash);
        return true;
    }
}
