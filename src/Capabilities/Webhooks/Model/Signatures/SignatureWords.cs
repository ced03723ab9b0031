namespace Breakwater.Webhooks.Model;

/// <summary>Faults of signatures in words, for answers, screens and logs; none of them says what would have been right.</summary>
public static class SignatureWords
{
    private static readonly Dictionary<SignatureFault, string> Sentences = new()
    {
        [SignatureFault.MissingHeader] = "The signature's header is missing or empty.",
        [SignatureFault.Malformed] = "The signature cannot be read.",
        [SignatureFault.WrongScheme] = "It is signed by another scheme or algorithm than this provider uses.",
        [SignatureFault.Mismatch] = "No live secret or key made this signature for this body.",
        [SignatureFault.OutsideTolerance] = "It was signed too long ago, or in the future.",
        [SignatureFault.InvalidPayload] = "The signature holds, but the body is no JSON object.",
        [SignatureFault.UnknownKey] = "The token names a key that the provider has not published.",
        [SignatureFault.UntrustedChain] = "The certificates do not lead to a pinned root, or were not issued for this purpose.",
        [SignatureFault.ExpiredCertificate] = "A certificate was not valid when the content was signed.",
        [SignatureFault.WrongRecipient] = "It is meant for another app, audience or environment, or sent by another account.",
        [SignatureFault.WrongIssuer] = "The token was issued by somebody else.",
        [SignatureFault.Expired] = "The token has expired.",
        [SignatureFault.NotYetValid] = "The token is not valid yet.",
    };

    /// <summary>The sentence of a fault.</summary>
    public static string InWords(this SignatureFault fault) => Sentences[fault];
}
