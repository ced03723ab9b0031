using System.Security.Cryptography;
using System.Text.Json;
using Base64Url = System.Buffers.Text.Base64Url;

namespace Breakwater.Webhooks.Model;

/// <summary>What the tokens of a Pub/Sub push subscription must say.</summary>
/// <param name="Audience">The configured audience; by default the push address.</param>
/// <param name="Email">The service account that pushes.</param>
public sealed record GooglePush(string Audience, string Email);

/// <summary>Google's published keys by their ids.</summary>
public sealed class GoogleKeys
{
    private readonly Dictionary<string, RSAParameters> _keys = new(StringComparer.Ordinal);

    /// <summary>Reads a key set (RFC 7517); keys of other kinds are left out.</summary>
    public GoogleKeys(JsonElement set)
    {
        foreach (var key in set.Items("keys"))
        {
            if (key.Text("kty") != "RSA" || key.Text("kid") is not { } id || key.Text("n") is not { } modulus || key.Text("e") is not { } exponent) continue;
            if (!Base64Url.IsValid(modulus, out _) || !Base64Url.IsValid(exponent, out _)) continue;
            _keys[id] = new() { Modulus = Base64Url.DecodeFromChars(modulus), Exponent = Base64Url.DecodeFromChars(exponent) };
        }
    }

    /// <summary>True where a key is known: if not, newer ones may have been published.</summary>
    public bool Has(string id) => _keys.ContainsKey(id);

    /// <summary>True where the key made the token's signature (RSASSA-PKCS1-v1_5 with SHA-256).</summary>
    public bool Verify(string id, Jws token)
    {
        using var rsa = RSA.Create(_keys[id]);
        return rsa.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}

/// <summary>The OpenID token that Pub/Sub sends along with a push: signed by Google for one audience on behalf of one service account.</summary>
public static class GoogleToken
{
    private const string Scheme = "Bearer ";
    private static readonly string[] Issuers = ["https://accounts.google.com", "accounts.google.com"];

    /// <summary>How far Google's clock may be ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="push">What the token must say.</param>
    /// <param name="keys">Google's keys.</param>
    /// <param name="now">The time.</param>
    public static SignatureCheck Check(WebhookRequest request, GooglePush push, GoogleKeys keys, DateTimeOffset now)
    {
        if (request.Header("Authorization") is not { } header) return SignatureFault.MissingHeader;
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || Jws.Read(header[Scheme.Length..].Trim()) is not { } token) return SignatureFault.Malformed;
        if (token.Algorithm != "RS256") return SignatureFault.WrongScheme;
        if (token.Header.Text("kid") is not { } id || !keys.Has(id)) return SignatureFault.UnknownKey;
        if (!keys.Verify(id, token)) return SignatureFault.Mismatch;
        var claims = token.Payload;
        if (claims.Number("exp") is not { } expires || claims.Number("iat") is not { } issued) return SignatureFault.Malformed;
        var seconds = now.ToUnixTimeMilliseconds() / 1000m;
        if (seconds >= expires) return SignatureFault.Expired;
        if (seconds < Math.Max(issued, claims.Number("nbf") ?? issued) - (decimal)Ahead.TotalSeconds) return SignatureFault.NotYetValid;
        if (!Issuers.Contains(claims.Text("iss"), StringComparer.Ordinal)) return SignatureFault.WrongIssuer;
        var audience = claims.Text("aud") is { } one ? one == push.Audience : claims.Items("aud").Any(item => item.Text() == push.Audience);
        return audience && claims.Text("email") == push.Email && IsVerified(claims) ? SignatureCheck.Valid(id) : SignatureFault.WrongRecipient;
    }

    /// <summary>The key that a request's token names; null where it names none.</summary>
    public static string? KeyOf(WebhookRequest request) =>
        request.Header("Authorization") is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? Jws.Read(header[Scheme.Length..].Trim())?.Header.Text("kid") : null;

    private static bool IsVerified(JsonElement claims) => claims.Flag("email_verified") == true || claims.Text("email_verified") == "true";
}
