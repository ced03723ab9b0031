using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Breakwater.Webhooks.Model;

/// <summary>
/// The certificates of an App Store message: exactly three, leaf first, issued under a pinned root, each with Apple's mark for its
/// purpose. What does not depend on the time is worked out once per chain and kept, since building one costs 5 ms of processor time.
/// </summary>
public sealed class AppleChain
{
    private const string LeafMark = "1.2.840.113635.100.6.11.1";
    private const string IntermediateMark = "1.2.840.113635.100.6.2.1";
    private const int Certificates = 3;
    private const int MostKept = 32;

    private readonly X509Certificate2[] _roots;
    private readonly ConcurrentDictionary<string, Trusted> _kept = new(StringComparer.Ordinal);

    /// <summary>Trusts some roots.</summary>
    /// <param name="roots">Certificates in DER.</param>
    /// <exception cref="CryptographicException">One of them is no certificate.</exception>
    public AppleChain(IEnumerable<byte[]> roots) => _roots = [.. roots.Select(root => X509CertificateLoader.LoadCertificate(root))];

    /// <summary>A leaf's key with the time in which all its certificates are valid.</summary>
    private sealed record Trusted(ECDsa Key, string Name, DateTimeOffset From, DateTimeOffset To);

    /// <summary>Checks a token's signature by the certificates in its header.</summary>
    /// <param name="token">The token.</param>
    /// <param name="at">When it was signed.</param>
    public SignatureCheck Check(Jws token, DateTimeOffset at)
    {
        if (token.Algorithm != "ES256") return SignatureFault.WrongScheme;
        string[] texts = [.. token.Header.Items("x5c").Select(item => item.Text() ?? "")];
        if (texts.Length != Certificates) return SignatureFault.UntrustedChain;
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('.', texts))));
        if (!_kept.TryGetValue(id, out var trusted))
        {
            if (Build(texts) is not { } built) return SignatureFault.UntrustedChain;
            if (_kept.Count >= MostKept) _kept.Clear();
            trusted = _kept.GetOrAdd(id, built);
        }

        if (at < trusted.From || at > trusted.To) return SignatureFault.ExpiredCertificate;
        return Verify(trusted.Key, token) ? SignatureCheck.Valid(trusted.Name) : SignatureFault.Mismatch;
    }

    private Trusted? Build(string[] texts)
    {
        X509Certificate2[] all;
        try
        {
            all = [.. texts.Select(text => X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text)))];
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException)
        {
            return null;
        }

        // The root that comes along proves nothing: only a pinned one may have issued the intermediate.
        var (leaf, intermediate) = (all[0], all[1]);
        if (!Has(leaf, LeafMark) || !Has(intermediate, IntermediateMark)) return null;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.ExtraStore.Add(intermediate);
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Whether the certificates were valid is looked at for every message; here it only must not decide.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        if (!chain.Build(leaf) || chain.ChainElements.Count != Certificates || !chain.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(intermediate.RawDataMemory.Span)) return null;
        var links = chain.ChainElements.Select(element => element.Certificate).ToList();
        var (from, to) = (links.Max(one => one.NotBefore.ToUniversalTime()), links.Min(one => one.NotAfter.ToUniversalTime()));
        return leaf.GetECDsaPublicKey() is { KeySize: 256 } key ? new(key, leaf.GetSerialNumberString(), from, to) : null;
    }

    private static bool Has(X509Certificate2 certificate, string mark) => certificate.Extensions.Any(extension => extension.Oid?.Value == mark);

    // One key may be asked from several threads; the type does not promise that it can be.
    private static bool Verify(ECDsa key, Jws token)
    {
        lock (key) return key.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
