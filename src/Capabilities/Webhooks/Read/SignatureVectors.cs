using System.Text;
using System.Text.Json;

namespace Breakwater.Webhooks.Read;

/// <summary>What came of one test vector.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Expected">True where it should be valid.</param>
/// <param name="Check">What the verifier says.</param>
public sealed record VectorResult(string Name, bool Expected, SignatureCheck Check)
{
    /// <summary>True where both agree.</summary>
    public bool AsExpected => Check.IsValid == Expected;
}

/// <summary>
/// Runs test vectors through the verifiers that take webhooks in: one object each, with the provider, the verifier's clock and
/// configuration, and the request as it arrived.
/// </summary>
public static class SignatureVectors
{
    private static readonly long MaxSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>Runs one.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="clock">The time where the vector has none.</param>
    /// <exception cref="FormatException">It is no vector; the message names the member.</exception>
    public static VectorResult Run(JsonElement vector, DateTimeOffset clock)
    {
        if (vector.ValueKind != JsonValueKind.Object) throw new FormatException("A vector must be a JSON object.");
        var expected = vector.Text("expect") switch { "valid" => true, "invalid" => false, _ => throw Wrong("expect", "valid or invalid") };
        var now = vector.At("now") is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? clock
            : vector.Whole("now") is >= 0 and var seconds && seconds <= MaxSeconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : throw Wrong("now", "Unix seconds or null");
        var body = vector.At("body") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Wrong("body", "a text");
        var headers = vector.At("headers") is { ValueKind: JsonValueKind.Object } all
            ? all.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : header.Value.GetRawText())) : [];
        var request = WebhookRequest.Of(headers, Encoding.UTF8.GetBytes(body));
        var config = vector.At("config");
        var check = Providers.Find(vector.Text("provider") ?? "") switch
        {
            Provider.Stripe => StripeSignature.Check(request, Secrets(config), Tolerance(config), now),
            Provider.Standard => StandardSignature.Check(request, [.. Secrets(config).Select(secret => new WebhookSecret(secret))], Tolerance(config), now),
            Provider.Apple => Apple(vector, config, request, body, now),
            Provider.Google => GoogleToken.Check(
                request, new(config.Text("audience") ?? throw Wrong("config.audience", "a text"), config.Text("email") ?? throw Wrong("config.email", "a text")), new(config.At("jwks")), now),
            _ => throw Wrong("provider", string.Join(", ", Providers.Names)),
        };
        return new(vector.Text("name") ?? "", expected, check);
    }

    private static SignatureCheck Apple(JsonElement vector, JsonElement config, WebhookRequest request, string body, DateTimeOffset now)
    {
        byte[][] roots;
        AppleChain chain;
        try
        {
            roots = [.. config.Items("roots").Select(root => Convert.FromBase64String(root.GetString() ?? ""))];
            chain = new(roots);
        }
        catch (Exception broken) when (broken is FormatException or InvalidOperationException or System.Security.Cryptography.CryptographicException)
        {
            throw Wrong("config.roots", "certificates in base64 of their DER form");
        }

        var signature = new AppleSignature(chain, new(config.Text("bundleId") ?? "", config.Text("environment") ?? "", config.Whole("appAppleId")));
        return vector.Text("kind") switch
        {
            "notification" or null => signature.Check(request, now),
            "transaction" => signature.Check(body, AppleToken.Transaction, now),
            "renewal" => signature.Check(body, AppleToken.Renewal, now),
            _ => throw Wrong("kind", "notification, transaction or renewal"),
        };
    }

    private static List<string> Secrets(JsonElement config) =>
        [.. config.Items("secrets").Select(secret => secret.ValueKind == JsonValueKind.String ? secret.GetString()! : throw Wrong("config.secrets", "texts"))];

    // Vendors' libraries take 0 and null as "do not look at the time"; a missing member is the default.
    private static TimeSpan? Tolerance(JsonElement config) => config.At("toleranceSeconds") switch
    {
        { ValueKind: JsonValueKind.Undefined } => StripeSignature.Tolerance,
        { ValueKind: JsonValueKind.Null } => null,
        _ => config.Whole("toleranceSeconds") switch
        {
            0 => null,
            > 0 and <= int.MaxValue and var seconds => TimeSpan.FromSeconds(seconds),
            _ => throw Wrong("config.toleranceSeconds", "whole seconds"),
        },
    };

    private static FormatException Wrong(string member, string expected) => new($"{member} must be {expected}.");
}
