using System.Text.Json;

namespace Breakwater.Access.Ingest;

/// <summary>Puts a new key in an old one's place; both work until the overlap ends.</summary>
public sealed class RotateKey(IKeyStore store, KeyCache cache, TimeProvider time)
{
    /// <summary>Overlap where none is asked for.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);

    /// <summary>Makes the successor with the same customer, name, limit, scopes and expiry, and lets the old key end after the overlap.</summary>
    /// <param name="actor">Who rotates.</param>
    /// <param name="id">The key to replace; it must be active.</param>
    /// <param name="overlap">How long both work, 0 to 30 days; null for 24 hours.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public Task<Outcome<IssuedKey>> RunAsync(Actor actor, KeyId id, TimeSpan? overlap, CancellationToken ct) => RunAsync(actor, id, overlap, null, ct);

    /// <summary>As above, with the reason for the audit log.</summary>
    /// <param name="actor">Who rotates.</param>
    /// <param name="id">The key to replace; it must be active or suspended (a suspended one does not work on).</param>
    /// <param name="overlap">How long both work, 0 to 30 days; null for 24 hours.</param>
    /// <param name="reason">Why, at most 1,000 characters; null where none is given.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public Task<Outcome<IssuedKey>> RunAsync(Actor actor, KeyId id, TimeSpan? overlap, string? reason, CancellationToken ct) =>
        RunAsync(actor, Permission.ManageKeys, id, overlap, reason, ct);

    internal async Task<Outcome<IssuedKey>> RunAsync(Actor actor, Permission permission, KeyId id, TimeSpan? overlap, string? reason, CancellationToken ct)
    {
        if ((actor.Refuse(permission) ?? KeyRules.CheckReason(reason)) is { } refusal) return refusal;
        var both = overlap ?? DefaultOverlap;
        if (both < TimeSpan.Zero || both > KeyRules.MaxOverlap)
        {
            return Problem.Invalid("overlap_seconds", $"The overlap must lie between 0 and {KeyRules.MaxOverlap.TotalSeconds:N0} seconds (30 days).");
        }

        var now = time.GetUtcNow();
        if (await store.FindAsync(id, ct) is not { } old) return Problem.NotFound("key", $"No key has the id {id}.");
        var state = old.StateAt(now);
        if (state is not (KeyState.Active or KeyState.Suspended) || old.ReplacedBy is not null)
        {
            return new Problem(ProblemKind.Conflict, "key-not-active", $"The key {id} is not active, so it cannot be rotated.", "Issue a new key instead.");
        }

        var secret = KeySecret.New();
        var successor = new ApiKey(
            KeySecret.NewId(), KeySecret.Hash(secret), KeySecret.HintOf(secret), old.CustomerId, old.Name, old.RateLimit, old.Scopes, now, old.ExpiresAt);
        var retiring = old with { RevokedAt = state == KeyState.Suspended ? now : now + both, ReplacedBy = successor.Id, Version = old.Version + 1 };
        var details = JsonSerializer.Serialize(new { replaced_by = successor.Id.Value, hint = successor.Hint, works_until = retiring.RevokedAt });
        if (!await store.UpdateAsync(retiring, successor, new(actor, "key.rotated", $"key:{id}", reason, details), ct)) return Stale.Problem(id);
        cache.Forget(old.Hash);
        cache.Forget(successor.Hash);
        return new IssuedKey(secret, successor);
    }
}

internal static class Stale
{
    public static Problem Problem(KeyId id) =>
        new(ProblemKind.Conflict, "changed-meanwhile", $"Someone else changed the key {id} at the same moment.", "Nothing was saved. Load it again and repeat the change.");
}
