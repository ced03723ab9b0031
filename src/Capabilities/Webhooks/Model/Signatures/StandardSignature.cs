using System.Globalization;

namespace Breakwater.Webhooks.Model;

/// <summary>Checks messages signed by the Standard Webhooks specification.</summary>
public static class StandardSignature
{
    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="secrets">Live secrets.</param>
    /// <param name="tolerance">Clock difference allowed, either way; null does not look at the time.</param>
    /// <param name="now">The time.</param>
    public static SignatureCheck Check(WebhookRequest request, IReadOnlyList<WebhookSecret> secrets, TimeSpan? tolerance, DateTimeOffset now)
    {
        if (request.Header(StandardWebhooks.IdHeader) is not { } id || request.Header(StandardWebhooks.TimestampHeader) is not { } timestamp
            || request.Header(StandardWebhooks.SignatureHeader) is not { } signatures)
        {
            return SignatureFault.MissingHeader;
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return SignatureFault.Malformed;
        if (!signatures.Contains("v1,", StringComparison.Ordinal)) return SignatureFault.WrongScheme;
        if (StandardWebhooks.Verify(id, timestamp, request.Body.Span, signatures, secrets) is not (>= 0 and var key)) return SignatureFault.Mismatch;
        return tolerance is { } allowed && Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)allowed.TotalSeconds
            ? SignatureFault.OutsideTolerance : SignatureCheck.Valid($"secret {key + 1}");
    }
}
