using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Breakwater.Operations.Ingest;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;

namespace Breakwater.Ingestion.Alerts;

/// <summary>
/// Posts alerts and trusts neither the address nor the answer: the address that a name resolves to is judged when it is connected
/// to (a name may resolve to another one than a moment before), redirects are not followed, and little of the answer is read.
/// </summary>
internal sealed class HttpAlertSender : IAlertSender, IDisposable
{
    /// <summary>Bytes of the answer's body that are kept.</summary>
    public const int MaxResponse = 1_024;

    private static readonly ProductInfoHeaderValue Agent = new("Breakwater-Alerts", "1");
    private readonly AlertReach _reach;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly HttpClient _http;

    /// <summary>Makes a sender.</summary>
    /// <param name="reach">What it may connect to.</param>
    /// <param name="time">Clock.</param>
    /// <param name="timeout">Longest time for a request and its answer; null for <see cref="DeliverAlerts.Timeout"/>.</param>
    /// <param name="resolve">Turns a name into addresses; null for the system's own way.</param>
    public HttpAlertSender(AlertReach reach, TimeProvider time, TimeSpan? timeout = null, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        (_reach, _time, _timeout, _resolve) = (reach, time, timeout ?? DeliverAlerts.Timeout, resolve ?? Dns.GetHostAddressesAsync);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would resolve the name itself, past the judgement below.
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        })
        { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => _http.Dispose();

    public async Task<AlertReply> SendAsync(AlertRequest request, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(_timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            using var message = Message(request);
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var text = await ExcerptAsync(response, both.Token);
            ct.ThrowIfCancellationRequested();
            return new((int)response.StatusCode, ErrorOf(response), text, RetryAfter(response));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, $"No answer within {_timeout.TotalSeconds:0.#} s.");
        }
        catch (HttpRequestException fault)
        {
            return new(null, InWords(fault, request.Url));
        }
    }

    private static HttpRequestMessage Message(AlertRequest request)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body)) { Headers = { ContentType = new("application/json") } };
        var message = new HttpRequestMessage(HttpMethod.Post, request.Url) { Content = content };
        message.Headers.UserAgent.Add(Agent);
        message.Headers.Add("webhook-id", request.MessageId);
        message.Headers.Add("webhook-timestamp", request.At.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        message.Headers.TryAddWithoutValidation("webhook-signature", request.Signature);
        return message;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, ct);
        // Without TLS nothing proves who answers, except on this machine.
        var plain = context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttp;
        List<IPAddress> allowed = [.. found.Where(address => AlertReach.Refusal(address, _reach) is null && (!plain || IPAddress.IsLoopback(address)))];
        if (allowed.Count == 0) throw new RefusedTargetException(found.Length == 0 ? $"The name {host} has no address." : AlertReach.Refusal(found[0], _reach) ?? "Without https only this machine is sent anything.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. allowed], port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string? ErrorOf(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => $"It answered {(int)response.StatusCode}, a redirect; they are not followed. Give the endpoint its final address.",
        410 => "It answered 410 Gone: it wants nothing any more.",
        429 => "It answered 429: too many requests.",
        var status => $"It answered {status}.",
    };

    // The status decides; an answer that trickles or breaks off is kept as far as it came.
    private static async Task<string?> ExcerptAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var bytes = new byte[MaxResponse];
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            while (length < bytes.Length && await body.ReadAsync(bytes.AsMemory(length), ct) is > 0 and var read) length += read;
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException)
        {
        }

        if (length == 0) return null;
        // What is cut in the middle of a character at the end is left out; other control characters would do harm in a terminal.
        var decoder = Encoding.UTF8.GetDecoder();
        var text = new char[length];
        var count = decoder.GetChars(bytes.AsSpan(0, length), text, flush: false);
        return string.Concat(text.Take(count).Select(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t') ? '·' : letter));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - _time.GetUtcNow() is var wait && wait > TimeSpan.Zero => wait,
        _ => null,
    };

    private static string InWords(HttpRequestException fault, Uri url) => fault switch
    {
        { InnerException: RefusedTargetException refused } => refused.Message,
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => $"The name {url.DnsSafeHost} cannot be resolved.",
        { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name {url.DnsSafeHost} cannot be resolved.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection: its certificate is not trusted, or it does not speak TLS.",
        { HttpRequestError: HttpRequestError.ConnectionError } or { InnerException: SocketException } => $"Nothing answers at {url.Authority}.",
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "Its answer's headers are too large.",
        { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } or { InnerException: IOException } => "The connection ended before there was an HTTP answer.",
        _ => "The request failed on the way.",
    };

    private sealed class RefusedTargetException(string message) : IOException(message);
}
