using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Tests.Ingestion;

/// <summary>The description tells of every route and of nothing else, and its page needs nobody else.</summary>
public sealed partial class ApiDescriptionTests(ApiHost api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_is_described_and_every_described_route_exists()
    {
        var document = await DocumentAsync();
        var described = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}")).ToHashSet();
        var mapped = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal) || route.RoutePattern.RawText.StartsWith("/health", StringComparison.Ordinal))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {route.RoutePattern.RawText}")).ToHashSet();
        Assert.True(mapped.Count > 15);
        Assert.Empty(mapped.Except(described));

        // Backups need an engine that this test host may lack.
        Assert.Empty(described.Except(mapped).Where(route => !route.Contains("/backups", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_reference_leads_somewhere_and_every_operation_is_whole()
    {
        var document = await DocumentAsync();
        var references = Reference().Matches(document.ToJsonString()).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(references.Count > 30);
        Assert.Empty(references.Where(reference => reference.Split('/').Aggregate((JsonNode?)document, (node, part) => node?[part]) is null));
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
        {
            Assert.False(string.IsNullOrEmpty((string?)operation.Value!["summary"]));
            Assert.NotNull(operation.Value["security"]);
            Assert.NotNull(operation.Value["responses"]!["200"]!["content"]!["application/json"]!["schema"]);
        }

        var ids = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => (string)operation.Value!["operationId"]!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task The_example_of_events_is_accepted_by_the_api()
    {
        var content = (await DocumentAsync())["paths"]!["/v1/events"]!["post"]!["requestBody"]!["content"]!.AsObject();
        foreach (var (type, media) in content)
        {
            var customer = ApiHost.NewCustomer();
            var body = media!["example"]!.ToJsonString().Replace("acme", customer, StringComparison.Ordinal)
                .Replace("1772366400000", $"{ApiHost.Now}", StringComparison.Ordinal)
                .Replace("2026-03-01T12:00:00Z", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
            Assert.Equal(1, (int)(await api.AcceptAsync(await api.KeyAsync(customer), body, type))["accepted"]!);
        }
    }

    [Fact]
    public async Task The_page_is_served_from_here_under_a_strict_policy()
    {
        using var page = await api.Client.GetAsync("/docs", Ct);
        var html = await page.Content.ReadAsStringAsync(Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("https://", ScriptSource().Replace(html, match => match.Value), StringComparison.Ordinal);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        var nonce = Nonce().Match(policy).Groups[1].Value;
        Assert.NotEmpty(nonce);
        Assert.DoesNotContain("'unsafe-inline'", policy[policy.IndexOf("script-src", StringComparison.Ordinal)..policy.IndexOf("style-src", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.All(Script().Matches(html), script => Assert.Contains($"nonce=\"{nonce}\"", script.Value.Replace("&#x2B;", "+", StringComparison.Ordinal), StringComparison.Ordinal));
        foreach (Match source in ScriptSource().Matches(html))
        {
            using var script = await api.Client.GetAsync(new Uri(new Uri(api.Client.BaseAddress!, "/docs/"), source.Groups[1].Value), Ct);
            Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        }
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await api.Client.GetStringAsync("/openapi/v1.json", Ct))!;

    [GeneratedRegex("\"#/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("<script[^>]*src=\"([^\"]+)\"")]
    private static partial Regex ScriptSource();
}
