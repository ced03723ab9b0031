namespace Breakwater.Webhooks.Model;

/// <summary>Why a webhook is not what it claims to be.</summary>
public enum SignatureFault
{
    /// <summary>The header that carries the signature is missing or empty.</summary>
    MissingHeader,

    /// <summary>The header or token cannot be read.</summary>
    Malformed,

    /// <summary>No signature of the expected scheme or algorithm.</summary>
    WrongScheme,

    /// <summary>No live secret or key made the signature.</summary>
    Mismatch,

    /// <summary>Signed too long ago, or in the future.</summary>
    OutsideTolerance,

    /// <summary>The content is not what the provider sends.</summary>
    InvalidPayload,

    /// <summary>The token names a key that the provider has not published.</summary>
    UnknownKey,

    /// <summary>The certificates do not lead to a pinned root, or were not meant for this purpose.</summary>
    UntrustedChain,

    /// <summary>A certificate was not valid when the content was signed.</summary>
    ExpiredCertificate,

    /// <summary>Meant for another app, audience, environment or sent by another account.</summary>
    WrongRecipient,

    /// <summary>The token's issuer is another one.</summary>
    WrongIssuer,

    /// <summary>The token's time is over.</summary>
    Expired,

    /// <summary>The token's time has not begun.</summary>
    NotYetValid,
}

/// <summary>What came of looking at a signature.</summary>
/// <param name="Fault">Null where it holds.</param>
/// <param name="Key">Which of the live secrets, or which published key, made it; never the key itself.</param>
public readonly record struct SignatureCheck(SignatureFault? Fault, string? Key = null)
{
    /// <summary>True where it holds.</summary>
    public bool IsValid => Fault is null;

    /// <summary>It holds.</summary>
    public static SignatureCheck Valid(string key) => new(null, key);

    /// <summary>It does not.</summary>
    public static implicit operator SignatureCheck(SignatureFault fault) => new(fault);
}
