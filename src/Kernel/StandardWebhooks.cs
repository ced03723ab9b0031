using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Kernel;

/// <summary>A secret that signs; its text never gets into logs by way of a record.</summary>
/// <param name="Value"><c>whsec_</c> and the key in base64, 24 to 64 bytes of it.</param>
public readonly record struct WebhookSecret(string Value)
{
    /// <summary>What every secret begins with.</summary>
    public const string Prefix = "whsec_";

    /// <summary>A new one of 256 bits from the system's random source.</summary>
    public static WebhookSecret New() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The key; null where the text is no base64. The prefix may be missing.</summary>
    public byte[]? Key()
    {
        var text = Value.StartsWith(Prefix, StringComparison.Ordinal) ? Value[Prefix.Length..] : Value;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length > 0 ? key[..length] : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + "…";
}

/// <summary>
/// Signatures by the Standard Webhooks specification, version 1:
/// base64(HMAC-SHA256(key, <c>id.timestamp.body</c>)), the timestamp in Unix seconds.
/// </summary>
public static class StandardWebhooks
{
    /// <summary>Header with the message's id; the same at every attempt.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Header with the time of the attempt, Unix seconds.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Header with signatures, separated by spaces.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";

    /// <summary>The header <c>webhook-signature</c>: one signature per secret, separated by spaces.</summary>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="at">The header <c>webhook-timestamp</c>; cut to the second.</param>
    /// <param name="body">The body exactly as it is sent.</param>
    /// <param name="secrets">At least one.</param>
    /// <exception cref="FormatException">A secret is no base64.</exception>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IReadOnlyList<WebhookSecret> secrets)
    {
        var signed = Signed(id, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), body);
        return string.Join(' ', secrets.Select(secret => Of(secret.Key() ?? throw new FormatException("A webhook secret must be base64."), signed)));
    }

    /// <summary>As above, for a body of text, which is sent as UTF-8.</summary>
    public static string Sign(string id, DateTimeOffset at, string body, IReadOnlyList<WebhookSecret> secrets) => Sign(id, at, Encoding.UTF8.GetBytes(body), secrets);

    /// <summary>Which of the secrets made one of the signatures, in constant time; -1 where none did. The time is not looked at.</summary>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c> as it came.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>.</param>
    /// <param name="secrets">Secrets that are live.</param>
    public static int Verify(string id, string timestamp, ReadOnlySpan<byte> body, string signatures, IReadOnlyList<WebhookSecret> secrets)
    {
        var signed = Signed(id, timestamp, body);
        var offered = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = -1;
        for (var i = 0; i < secrets.Count; i++)
        {
            if (secrets[i].Key() is not { } key) continue;
            var expected = Encoding.ASCII.GetBytes(Of(key, signed));
            foreach (var one in offered)
            {
                if (CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(one)) && found < 0) found = i;
            }
        }

        return found;
    }

    private static string Of(byte[] key, byte[] signed) => Version + Convert.ToBase64String(HMACSHA256.HashData(key, signed));

    private static byte[] Signed(string id, string timestamp, ReadOnlySpan<byte> body) => [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
}
