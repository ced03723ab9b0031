using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Access.Model;

/// <summary>Makes and recognises the secrets of API keys: <c>bw_</c> and 43 characters that carry 256 random bits.</summary>
public static class KeySecret
{
    /// <summary>What every secret begins with, so that a leaked one can be found by scanners.</summary>
    public const string Prefix = "bw_";

    /// <summary>Longest text that is hashed to look a key up, in characters; anything longer is no key.</summary>
    public const int MaxLength = 256;

    private const int HintLength = 8;

    /// <summary>A new secret from the system's random source.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>A new key id: <c>k_</c> and 16 lower-case hexadecimal characters.</summary>
    public static KeyId NewId() => new("k_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    /// <summary>SHA-256 of a secret, 64 lower-case hexadecimal characters. A fast hash is enough for 256 random bits.</summary>
    public static string Hash(string secret)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var text = secret.Length > MaxLength ? secret.AsSpan(0, MaxLength) : secret;
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>The first characters, enough to recognise a key by and far too few to guess it from.</summary>
    public static string HintOf(string secret) => secret[..Math.Min(HintLength, secret.Length)];
}
