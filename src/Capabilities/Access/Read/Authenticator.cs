using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Access.Ingest;
using Microsoft.Extensions.Options;

namespace Breakwater.Access.Read;

/// <summary>Recognises who calls the API, and slows down whoever guesses keys.</summary>
public sealed class Authenticator(KeyCache cache, LastUsed lastUsed, FailedAttempts failures, IOptions<AccessOptions> options, TimeProvider time)
{
    private static readonly Problem Unknown = new(
        ProblemKind.Unauthenticated, "unauthenticated", "The API key is missing, unknown, expired, suspended or revoked.",
        "Nothing was stored. Send a valid key in the header X-API-Key.");

    private static readonly Problem NotAdmin = new(
        ProblemKind.Unauthenticated, "admin-key-required", "This route needs the admin key.",
        "Nothing was changed. Send the admin key in the header X-Admin-Key.");

    private readonly byte[] _adminHash = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.AdminKey));

    /// <summary>Recognises a customer's key.</summary>
    /// <param name="secret">The header's value; null where it is absent.</param>
    /// <param name="peer">The caller's address, for limiting failures.</param>
    /// <param name="ct">Cancels the lookup.</param>
    /// <returns>The key, or 401 (unknown, expired, suspended, revoked), or 429 after too many failures from one address.</returns>
    public ValueTask<Outcome<KeyEntry>> KeyAsync(string? secret, string peer, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(secret) || secret.Length > KeySecret.MaxLength) return new(Fail(peer, Unknown));
        var hash = KeySecret.Hash(secret);
        var lookup = cache.FindAsync(hash, ct);
        return lookup.IsCompletedSuccessfully ? new(Judge(lookup.GetAwaiter().GetResult(), hash, peer)) : SlowAsync(lookup, hash, peer);
    }

    /// <summary>
    /// Null where the admin key is right, else 401 or (after too many failures from one address) 429. Only failures of the
    /// admin key count here: senders with a wrong key, who may share the operator's address, cannot lock the operator out.
    /// </summary>
    public Problem? Admin(string? secret, string peer)
    {
        peer = "admin " + peer;
        if (failures.Refuse(peer) is { } refusal) return refusal;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(secret is { Length: <= KeySecret.MaxLength } ? secret : ""), hash);
        if (options.Value.AdminKey.Length > 0 && CryptographicOperations.FixedTimeEquals(hash, _adminHash)) return null;
        return Fail(peer, NotAdmin);
    }

    private async ValueTask<Outcome<KeyEntry>> SlowAsync(ValueTask<KeyEntry> lookup, string hash, string peer) => Judge(await lookup, hash, peer);

    private Outcome<KeyEntry> Judge(KeyEntry entry, string hash, string peer)
    {
        // A valid key passes even from an address that guessed before: behind one address may sit many senders.
        if (entry.Key is { } key && SameText(key.Hash, hash) && key.StateAt(time.GetUtcNow()) is KeyState.Active or KeyState.Retiring)
        {
            lastUsed.Note(key.Id);
            return entry;
        }

        return Fail(peer, Unknown);
    }

    private Problem Fail(string peer, Problem problem) => failures.Note(peer) ?? problem;

    private static bool SameText(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(a.AsSpan()), MemoryMarshal.AsBytes(b.AsSpan()));
}
