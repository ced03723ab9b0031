using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Breakwater.Tests.EndToEnd;

/// <summary>A plain client of the HTTP contract.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient _http;

    public Api(Uri address, string? adminKey)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        if (adminKey is not null) _http.DefaultRequestHeaders.Add("X-Admin-Key", adminKey);
    }

    public async Task<string> IssueKeyAsync(string customer, int rateLimit, CancellationToken ct)
    {
        using var answer = await _http.PostAsJsonAsync("/v1/admin/keys", new { customer_id = customer, name = "test", rate_limit = rateLimit }, ct);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("api_key").GetString()!;
    }

    /// <summary>Sends api_request events.</summary>
    /// <returns>The answer, or null where the service asked to come back later.</returns>
    public async Task<JsonElement?> SendAsync(string key, string customer, IEnumerable<(string Id, int Bytes)> events, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events");
        request.Headers.Add("X-API-Key", key);
        request.Content = Body(customer, events);
        using var answer = await _http.SendAsync(request, ct);
        if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
    }

    /// <summary>The body of a batch of api_request events.</summary>
    public static JsonContent Body(string customer, IEnumerable<(string Id, int Bytes)> events) => JsonContent.Create(new
    {
        events = events.Select(item => new
        {
            transaction_id = item.Id, customer_id = customer, event_type = "api_request",
            timestamp = Stamp(item.Id), properties = new { bytes = item.Bytes, endpoint = "/v1/items" },
        }),
    });

    /// <summary>Sends api_request events, again where the service asks to come back later.</summary>
    public async Task<JsonElement> SendSurelyAsync(string key, string customer, IReadOnlyList<(string Id, int Bytes)> events, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (await SendAsync(key, customer, events, ct) is { } answer) return answer;
            await Task.Delay(250, ct);
        }

        throw new TimeoutException("The service asked to come back later twenty times.");
    }

    public async Task<long> UsageAsync(string key, string customer, string metric, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Get,
            $"/v1/usage?customer_id={customer}&metric={metric}&start={now.AddDays(-30).ToUnixTimeMilliseconds()}&end={now.AddDays(1).ToUnixTimeMilliseconds()}");
        request.Headers.Add("X-API-Key", key);
        using var answer = await _http.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("value").GetInt64();
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken ct) => await _http.GetFromJsonAsync<JsonElement>(path, ct);

    public void Dispose() => _http.Dispose();

    // The same id always carries the same instant, so that a retry has the same content.
    private static long Stamp(string id) =>
        Today.AddSeconds(-(Math.Abs(id.GetHashCode(StringComparison.Ordinal)) % (20 * 86_400))).ToUnixTimeMilliseconds();

    private static readonly DateTimeOffset Today = TimeProvider.System.GetUtcNow();
}
