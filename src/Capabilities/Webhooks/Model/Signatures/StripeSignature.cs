using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>
/// Stripe's scheme v1: the header <c>Stripe-Signature</c> carries <c>t</c> (Unix seconds) and one <c>v1</c> per live secret, each the lower-case
/// hex of HMAC-SHA256(secret, <c>t.body</c>). See Stripe's documentation, "Verify webhook signatures manually".
/// </summary>
public static class StripeSignature
{
    /// <summary>The header.</summary>
    public const string Header = "Stripe-Signature";

    /// <summary>How far the sender's clock may be off, either way, unless configured otherwise.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private const int MaxSignatures = 32;

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="secrets">Live secrets as Stripe shows them; while they rotate there are several.</param>
    /// <param name="tolerance">Clock difference allowed; null does not look at the time.</param>
    /// <param name="now">The time.</param>
    public static SignatureCheck Check(WebhookRequest request, IReadOnlyList<string> secrets, TimeSpan? tolerance, DateTimeOffset now)
    {
        if (request.Header(Header) is not { } header) return SignatureFault.MissingHeader;
        if (Parse(header) is not { } parsed) return SignatureFault.Malformed;
        if (parsed.Signatures.Count == 0) return SignatureFault.WrongScheme;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{parsed.Timestamp}."), .. request.Body.Span];
        if (Find(signed, parsed.Signatures, secrets) is not (>= 0 and var key)) return SignatureFault.Mismatch;
        // Only whoever holds the secret learns anything about the clock.
        if (tolerance is { } allowed && Math.Abs((decimal)now.ToUnixTimeSeconds() - parsed.Seconds) > (decimal)allowed.TotalSeconds) return SignatureFault.OutsideTolerance;
        return IsObject(request.Body) ? SignatureCheck.Valid($"secret {key + 1}") : SignatureFault.InvalidPayload;
    }

    /// <summary>The header of a body, as Stripe would send it.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string secret, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{seconds}."), .. body];
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private sealed record Parsed(string Timestamp, long Seconds, IReadOnlyList<string> Signatures);

    private static Parsed? Parse(string header)
    {
        string? timestamp = null;
        var signatures = new List<string>();
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.IndexOf('=') is not (> 0 and var at)) continue;
            var (name, value) = (part[..at], part[(at + 1)..]);
            if (name == "t")
            {
                if (timestamp is not null && timestamp != value) return null;
                timestamp = value;
            }
            else if (name == "v1" && signatures.Count < MaxSignatures)
            {
                signatures.Add(value);
            }
        }

        return long.TryParse(timestamp, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? new(timestamp, seconds, signatures) : null;
    }

    private static int Find(byte[] signed, IReadOnlyList<string> signatures, IReadOnlyList<string> secrets)
    {
        var found = -1;
        for (var i = 0; i < secrets.Count; i++)
        {
            var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secrets[i]), signed)));
            foreach (var signature in signatures)
            {
                if (CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature)) && found < 0) found = i;
            }
        }

        return found;
    }

    private static bool IsObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
