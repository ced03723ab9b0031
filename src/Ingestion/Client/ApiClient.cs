using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Breakwater.Ingestion.Client;

/// <summary>Speaks the product's own HTTP contract: the command line and the demonstration go the way that every customer goes.</summary>
/// <param name="http">Client with the host's address; the caller owns it.</param>
/// <param name="adminKey">Sent as <c>X-Admin-Key</c>; null where only customers' keys are used.</param>
/// <param name="clock">Measures the waits between tries.</param>
public sealed class ApiClient(HttpClient http, string? adminKey, TimeProvider clock)
{
    /// <summary>Header of a customer's key.</summary>
    public const string KeyHeader = "X-API-Key";

    /// <summary>Header of the admin key.</summary>
    public const string AdminKeyHeader = "X-Admin-Key";

    /// <summary>JSON as the contract writes it.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The host's address.</summary>
    public Uri Address => http.BaseAddress!;

    /// <summary>Asks for a resource.</summary>
    /// <exception cref="ApiException">Refused, or not answered.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken ct) => SendAsync<T>(() => Request(HttpMethod.Get, path, null), ct);

    /// <summary>Asks for a resource that may be missing.</summary>
    /// <returns>The resource, or the default where it is unknown (404).</returns>
    /// <exception cref="ApiException">Refused, or not answered.</exception>
    public async Task<T?> FindAsync<T>(string path, CancellationToken ct)
    {
        try
        {
            return await GetAsync<T>(path, ct);
        }
        catch (ApiException problem) when (problem.Status == HttpStatusCode.NotFound)
        {
            return default;
        }
    }

    /// <summary>Posts a body; tried once, because not every command may run twice.</summary>
    /// <exception cref="ApiException">Refused, or not answered.</exception>
    public Task<T> PostAsync<T>(string path, object body, CancellationToken ct) =>
        SendAsync<T>(() => Request(HttpMethod.Post, path, JsonContent.Create(body, body.GetType(), options: Json)), ct, tries: 1);

    /// <summary>Puts a body.</summary>
    /// <exception cref="ApiException">Refused, or not answered.</exception>
    public Task<T> PutAsync<T>(string path, object body, CancellationToken ct) =>
        SendAsync<T>(() => Request(HttpMethod.Put, path, JsonContent.Create(body, body.GetType(), options: Json)), ct);

    /// <summary>Sends a batch with a customer's own key; safe to repeat, because the ids are the sender's.</summary>
    /// <exception cref="ApiException">Refused, or not answered in five tries.</exception>
    public Task<T> SendEventsAsync<T>(byte[] body, string apiKey, CancellationToken ct) => SendAsync<T>(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "v1/events") { Content = JsonBytes(body) };
            request.Headers.Add(KeyHeader, apiKey);
            return request;
        },
        ct);

    /// <summary>Sends a batch of history with the admin key; safe to repeat, because the ids are the sender's.</summary>
    /// <exception cref="ApiException">Refused, or not answered in five tries.</exception>
    public Task<T> BackfillAsync<T>(byte[] body, CancellationToken ct) =>
        SendAsync<T>(() => Request(HttpMethod.Post, "v1/events/backfill", JsonBytes(body)), ct);

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (adminKey is not null) request.Headers.TryAddWithoutValidation(AdminKeyHeader, adminKey);
        return request;
    }

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> make, CancellationToken ct, int tries = 5)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = make();
                using var response = await SendOnceAsync(request, ct);
                await using var body = await response.Content.ReadAsStreamAsync(ct);
                return await JsonSerializer.DeserializeAsync<T>(body, Json, ct)
                    ?? throw new ApiException(response.StatusCode, "empty-answer", "The host answered with an empty body.");
            }
            catch (ApiException problem) when (problem.IsTransient && attempt < tries)
            {
                await Task.Delay(Backoff(problem, attempt), clock, ct);
            }
            catch (JsonException cause)
            {
                throw new ApiException(HttpStatusCode.OK, "not-breakwater", $"What answers on {Address} does not speak Breakwater's contract.", "Check the address given by --url.", cause);
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken ct)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException cause)
        {
            throw new ApiException(null, "no-answer", $"Nothing answers on {Address}.", "Start the host, or check the address given by --url.", cause);
        }
        catch (TaskCanceledException cause) when (!ct.IsCancellationRequested)
        {
            throw new ApiException(null, "timeout", $"{Address} did not answer within {http.Timeout.TotalSeconds:0} s.", "Look at Operations for a full queue or a slow disk.", cause);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw await ProblemAsync(response, ct);
    }

    private static async Task<ApiException> ProblemAsync(HttpResponseMessage response, CancellationToken ct)
    {
        string? type = null, title = null, detail = null, field = null, correlation = null;
        try
        {
            using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(ct), default, ct);
            string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            (type, title, detail, field, correlation) = (Text("type"), Text("title"), Text("detail"), Text("field"), Text("correlation_id"));
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // A proxy or another program answered: its body is not ours to show.
        }

        return new ApiException(
            response.StatusCode, type?[(type.LastIndexOfAny(['/', ':']) + 1)..] ?? "http-error",
            title ?? $"The host answered {(int)response.StatusCode} {response.ReasonPhrase}.", detail)
        {
            Field = field,
            CorrelationId = correlation,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    private static TimeSpan Backoff(ApiException problem, int attempt)
    {
        var wait = problem.RetryAfter ?? TimeSpan.FromMilliseconds(200 << attempt);
        return wait > TimeSpan.FromSeconds(60) ? TimeSpan.FromSeconds(60) : wait;
    }

    private static ByteArrayContent JsonBytes(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
