namespace Breakwater.Access.Model;

/// <summary>A customer's API key. The secret itself is shown once and kept only as SHA-256.</summary>
/// <param name="Id">Its public name.</param>
/// <param name="Hash">SHA-256 of the secret, hexadecimal.</param>
/// <param name="Hint">First characters of the secret, to recognise it by.</param>
/// <param name="CustomerId">The one customer it speaks for.</param>
/// <param name="Name">Name for screens.</param>
/// <param name="RateLimit">Requests per 60 seconds, 1 to 1,000,000.</param>
/// <param name="Scopes">What it may do, from <see cref="KeyScopes"/>.</param>
/// <param name="CreatedAt">When it was issued.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="RevokedAt">From when on it is refused because someone revoked or replaced it; may lie ahead during a rotation's overlap.</param>
/// <param name="ReplacedBy">The key that a rotation put in its place.</param>
/// <param name="Version">Counts changes; saving asks for the version that was read.</param>
/// <param name="SuspendedAt">Since when it is refused until someone resumes it; null where it is not suspended.</param>
public sealed record ApiKey(
    KeyId Id, string Hash, string Hint, CustomerId CustomerId, string Name, int RateLimit, IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt = null, DateTimeOffset? RevokedAt = null, KeyId? ReplacedBy = null, int Version = 1,
    DateTimeOffset? SuspendedAt = null)
{
    /// <summary>Default limit, requests per 60 seconds.</summary>
    public const int DefaultRateLimit = 100;

    /// <summary>Largest limit, requests per 60 seconds.</summary>
    public const int MaxRateLimit = 1_000_000;

    /// <summary>The state at an instant.</summary>
    public KeyState StateAt(DateTimeOffset now) =>
        RevokedAt <= now ? KeyState.Revoked
        : ExpiresAt <= now ? KeyState.Expired
        : SuspendedAt is not null ? KeyState.Suspended
        : RevokedAt is not null ? KeyState.Retiring
        : KeyState.Active;
}

/// <summary>What a key may do.</summary>
public static class KeyScopes
{
    /// <summary>Send usage events.</summary>
    public const string Ingest = "usage:write";

    /// <summary>Read the customer's own usage.</summary>
    public const string Read = "usage:read";

    /// <summary>All scopes; what a key gets where none are named.</summary>
    public static IReadOnlyList<string> All { get; } = [Ingest, Read];
}

/// <summary>Limit for all keys of a customer together.</summary>
/// <param name="CustomerId">Whose.</param>
/// <param name="RateLimit">Requests per 60 seconds.</param>
/// <param name="Version">Counts changes.</param>
public sealed record CustomerLimit(CustomerId CustomerId, int RateLimit, int Version);
