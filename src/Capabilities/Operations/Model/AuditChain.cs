using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Operations.Model;

/// <summary>
/// The rule of the audit chain: every entry's hash covers all its fields and the hash before it, so a change anywhere
/// breaks every entry from there on.
/// </summary>
public static class AuditChain
{
    /// <summary>What stands for the hash before the first entry.</summary>
    public static string Genesis { get; } = new('0', 64);

    /// <summary>
    /// SHA-256 over the canonical form: a version tag, then sequence and Unix milliseconds as 64-bit integers, then each
    /// text as presence, length and UTF-8 bytes. Lengths make the form unambiguous: no two entries share it.
    /// </summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string HashOf(
        long sequence, DateTimeOffset at, string actorId, string actorName, string action, string subject,
        string? reason, string? details, string previousHash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData("breakwater-audit-1"u8);
        Append(sha, sequence);
        Append(sha, at.ToUnixTimeMilliseconds());
        foreach (var text in (ReadOnlySpan<string?>)[actorId, actorName, action, subject, reason, details, previousHash])
        {
            if (text is null)
            {
                Append(sha, -1);
                continue;
            }

            var bytes = Encoding.UTF8.GetBytes(text);
            Append(sha, bytes.Length);
            sha.AppendData(bytes);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    /// <summary>The entry that follows a head.</summary>
    /// <param name="head">The last entry so far, or null for the first.</param>
    /// <param name="at">When; kept to the millisecond.</param>
    /// <param name="entry">What is to be told.</param>
    public static AuditRecord Next(AuditHead? head, DateTimeOffset at, AuditEntry entry)
    {
        var sequence = (head?.Sequence ?? 0) + 1;
        var previous = head?.Hash ?? Genesis;
        at = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        var hash = HashOf(sequence, at, entry.Actor.Id, entry.Actor.Name, entry.Action, entry.Subject, entry.Reason, entry.Details, previous);
        return new(sequence, at, entry.Actor.Id, entry.Actor.Name, entry.Action, entry.Subject, entry.Reason, entry.Details, previous, hash);
    }

    /// <summary>What is wrong with an entry that should follow a head, in words; null where it is whole.</summary>
    public static string? Fault(AuditHead? head, AuditRecord record)
    {
        var expected = (head?.Sequence ?? 0) + 1;
        if (record.Sequence != expected) return $"Entry {expected} is missing: the next entry is {record.Sequence}.";
        if (record.PreviousHash != (head?.Hash ?? Genesis)) return $"Entry {record.Sequence} does not follow the entry before it.";
        var hash = HashOf(
            record.Sequence, record.At, record.ActorId, record.ActorName, record.Action, record.Subject, record.Reason, record.Details, record.PreviousHash);
        return record.Hash == hash ? null : $"Entry {record.Sequence} was changed after it was written.";
    }

    private static void Append(IncrementalHash sha, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        sha.AppendData(bytes);
    }
}
