using System.Net;

namespace Breakwater.Tests.EndToEnd;

/// <summary>Local mode over a running host: a page of another site whose name resolves to this machine gets nothing, whatever the role.</summary>
public sealed class ForeignHostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ingestion", "/health", "/v1/metrics", "/v1/admin/keys", "/v1/usage?metric=api_calls&start=0&end=1", "/openapi/v1.json")]
    [InlineData("dashboard", "/", "/sign-in", "/_framework/blazor.web.js", "/_blazor/negotiate")]
    [InlineData("all", "/", "/health", "/v1/admin/keys", "/docs")]
    public async Task Nothing_answers_to_a_foreign_name(string role, params string[] paths)
    {
        await using var host = await HostProcess.StartAsync(options: ["--role", role], ct: Ct);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        foreach (var path in paths)
        {
            foreach (var (header, value) in ((string, string)[])[("Host", "evil.example"), ("Host", $"127.0.0.1.evil.example:{host.Address.Port}"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-For", "203.0.113.7")])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation(header, value);
                request.Headers.Add("X-Admin-Key", host.AdminKey);
                using var answer = await http.SendAsync(request, Ct);
                Assert.Equal(header == "Host" ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden, answer.StatusCode);
                Assert.StartsWith("Breakwater runs in local mode", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
            }
        }

        using var own = new HttpRequestMessage(HttpMethod.Get, paths[0]);
        own.Headers.Host = $"LOCALHOST:{host.Address.Port}";
        Assert.True((int)(await http.SendAsync(own, Ct)).StatusCode < 400, "Its own names are answered.");
    }

    [Fact]
    public async Task Pages_of_another_origin_get_no_circuit_and_no_session_even_with_the_cookie()
    {
        await using var host = await HostProcess.StartAsync(options: ["--role", "dashboard"], ct: Ct);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        var form = await http.GetStringAsync("/sign-in", Ct);
        var token = System.Text.RegularExpressions.Regex.Match(form, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        var own = host.Address.GetLeftPart(UriPartial.Authority);
        string[] foreign = ["http://evil.example", "http://127.0.0.1:1", "null", own + "0"];

        async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? origin, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, path);
            if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            if (path == "/session/start") request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("user", "local:analyst")]);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
            return answer.StatusCode;
        }

        foreach (var origin in foreign) Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Post, "/session/start", origin));
        Assert.Equal(HttpStatusCode.Found, await SendAsync(HttpMethod.Post, "/session/start", own));
        (string, string)[] upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")];
        foreach (var origin in foreign)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Get, "/_blazor", origin, upgrade));
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", origin));
        }

        Assert.Equal(HttpStatusCode.SwitchingProtocols, await SendAsync(HttpMethod.Get, "/_blazor", own, upgrade));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", own));
    }
}
