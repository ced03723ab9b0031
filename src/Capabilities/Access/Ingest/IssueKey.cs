using System.Text.Json;

namespace Breakwater.Access.Ingest;

/// <summary>Issues an API key to a customer.</summary>
public sealed class IssueKey(IKeyStore store, KeyCache cache, TimeProvider time)
{
    /// <summary>Makes the key and writes it to the audit log. The secret is in the answer and nowhere else.</summary>
    public async Task<Outcome<IssuedKey>> RunAsync(Actor actor, NewKey request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var scopes = request.Scopes ?? KeyScopes.All;
        var limit = request.RateLimit ?? ApiKey.DefaultRateLimit;
        var problem = actor.Refuse(Permission.ManageKeys)
            ?? KeyRules.CheckCustomer(request.CustomerId)
            ?? KeyRules.CheckName(request.Name)
            ?? KeyRules.CheckLimit(limit)
            ?? KeyRules.CheckScopes(scopes);
        if (problem is null && request.ExpiresAt <= now) problem = Problem.Invalid("expires_at", "The key would have expired already.");
        if (problem is not null) return problem;

        var secret = KeySecret.New();
        var key = new ApiKey(
            KeySecret.NewId(), KeySecret.Hash(secret), KeySecret.HintOf(secret), new(request.CustomerId!), request.Name!.Trim(),
            limit, [.. scopes], now, request.ExpiresAt?.ToUniversalTime());
        await store.AddAsync(key, new(actor, "key.issued", $"key:{key.Id}", Details: Describe(key)), ct);
        cache.Forget(key.Hash);
        return new IssuedKey(secret, key);
    }

    internal static string Describe(ApiKey key) => JsonSerializer.Serialize(new
    {
        customer_id = key.CustomerId.Value,
        name = key.Name,
        hint = key.Hint,
        rate_limit = key.RateLimit,
        scopes = key.Scopes,
        expires_at = key.ExpiresAt,
    });
}

/// <summary>What a new key should be.</summary>
/// <param name="CustomerId">Whom it speaks for.</param>
/// <param name="Name">Name for screens, at most 100 characters.</param>
/// <param name="RateLimit">Requests per 60 seconds, 1 to 1,000,000; null for 100.</param>
/// <param name="Scopes">From <see cref="KeyScopes"/>; null for all.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
public sealed record NewKey(string? CustomerId, string? Name, int? RateLimit = null, IReadOnlyList<string>? Scopes = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A key together with its secret, which can be shown this once only.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Key">The key as it is stored.</param>
public sealed record IssuedKey(string Secret, ApiKey Key);
