using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Operations.Model;

/// <summary>A secret that signs; its text never gets into logs by way of a record.</summary>
/// <param name="Value"><c>whsec_</c> and the key in base64, 24 to 64 bytes of it.</param>
public readonly record struct WebhookSecret(string Value)
{
    /// <summary>What every secret begins with.</summary>
    public const string Prefix = "whsec_";

    /// <summary>A new one of 256 bits from the system's random source.</summary>
    public static WebhookSecret New() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The key.</summary>
    internal byte[] Key => Convert.FromBase64String(Value[Prefix.Length..]);

    /// <inheritdoc/>
    public override string ToString() => Prefix + "…";
}

/// <summary>The secrets of an endpoint.</summary>
/// <param name="Current">The one that was made last.</param>
/// <param name="Previous">The one before it; null where there is none.</param>
/// <param name="PreviousUntil">How long the one before signs too.</param>
public sealed record AlertSecrets(WebhookSecret Current, WebhookSecret? Previous = null, DateTimeOffset? PreviousUntil = null)
{
    /// <summary>Those that sign at a time, the newest first.</summary>
    public IReadOnlyList<WebhookSecret> At(DateTimeOffset now) => Previous is { } previous && now < PreviousUntil ? [Current, previous] : [Current];
}

/// <summary>
/// Signatures by the Standard Webhooks specification, version 1:
/// base64(HMAC-SHA256(key, <c>id.timestamp.body</c>)), the timestamp in Unix seconds.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header <c>webhook-signature</c>: one signature per secret, separated by spaces.</summary>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="at">The header <c>webhook-timestamp</c>; cut to the second.</param>
    /// <param name="body">The body exactly as it is sent.</param>
    /// <param name="secrets">At least one.</param>
    public static string Of(string id, DateTimeOffset at, string body, IReadOnlyList<WebhookSecret> secrets)
    {
        var signed = Encoding.UTF8.GetBytes($"{id}.{at.ToUnixTimeSeconds()}.{body}");
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret.Key, signed))));
    }
}
