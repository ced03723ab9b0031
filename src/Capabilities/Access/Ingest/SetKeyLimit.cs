using System.Text.Json;

namespace Breakwater.Access.Ingest;

/// <summary>Changes how many requests a key may make.</summary>
public sealed class SetKeyLimit(IKeyStore store, KeyCache cache)
{
    /// <summary>Sets the limit, requests per 60 seconds, 1 to 1,000,000.</summary>
    public Task<Outcome<ApiKey>> RunAsync(Actor actor, KeyId id, int limit, CancellationToken ct) => RunAsync(actor, id, limit, null, ct);

    /// <summary>As above, with the reason for the audit log (at most 1,000 characters, or null).</summary>
    public Task<Outcome<ApiKey>> RunAsync(Actor actor, KeyId id, int limit, string? reason, CancellationToken ct) =>
        RunAsync(actor, Permission.ManageLimits, id, limit, reason, ct);

    internal async Task<Outcome<ApiKey>> RunAsync(Actor actor, Permission permission, KeyId id, int limit, string? reason, CancellationToken ct)
    {
        if ((actor.Refuse(permission) ?? KeyRules.CheckLimit(limit) ?? KeyRules.CheckReason(reason)) is { } problem) return problem;
        if (await store.FindAsync(id, ct) is not { } key) return Problem.NotFound("key", $"No key has the id {id}.");
        if (key.RateLimit == limit) return key;
        var changed = key with { RateLimit = limit, Version = key.Version + 1 };
        var details = JsonSerializer.Serialize(new { customer_id = key.CustomerId.Value, before = key.RateLimit, after = limit });
        if (!await store.UpdateAsync(changed, null, new(actor, "key.limit-set", $"key:{id}", reason, details), ct)) return Stale.Problem(id);
        cache.Forget(key.Hash);
        return changed;
    }
}
