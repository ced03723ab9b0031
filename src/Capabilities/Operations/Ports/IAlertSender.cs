namespace Breakwater.Operations.Ports;

/// <summary>Makes the requests.</summary>
public interface IAlertSender
{
    /// <summary>Posts a message once. Whatever goes wrong is told in the reply; only a cancellation throws.</summary>
    Task<AlertReply> SendAsync(AlertRequest request, CancellationToken ct);
}

/// <summary>A request to make.</summary>
/// <param name="Url">Where to.</param>
/// <param name="MessageId">The header <c>webhook-id</c>.</param>
/// <param name="At">The header <c>webhook-timestamp</c>.</param>
/// <param name="Signature">The header <c>webhook-signature</c>.</param>
/// <param name="Body">JSON.</param>
public sealed record AlertRequest(Uri Url, string MessageId, DateTimeOffset At, string Signature, string Body);

/// <summary>What came of a request.</summary>
/// <param name="Status">HTTP status; null where no answer came.</param>
/// <param name="Error">Why it is no success, in words; null where it is.</param>
/// <param name="Response">The beginning of the answer's body as text; null where there was none.</param>
/// <param name="RetryAfter">When the receiver wants to be asked again; null where it did not say.</param>
public sealed record AlertReply(int? Status, string? Error = null, string? Response = null, TimeSpan? RetryAfter = null);
