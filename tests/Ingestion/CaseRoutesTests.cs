using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Breakwater.Fraud.Ingest;
using Breakwater.Kernel;
using Breakwater.Tests.Contracts.Fraud;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Tests.Ingestion;

/// <summary>Fraud cases and suspended keys through the API.</summary>
public sealed class CaseRoutesTests(ApiHost api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_is_found_claimed_acted_upon_and_decided()
    {
        var customer = ApiHost.NewCustomer();
        var id = await OpenAsync(customer);
        var listed = Assert.Single((await GetAsync($"/v1/admin/fraud/cases?state=open&owner=nobody&customer_id={customer}"))["cases"]!.AsArray())!;
        Assert.Equal((id, "critical", "alert", 1), ((string)listed["case_id"]!, (string)listed["severity"]!, (string)listed["verdict"]!, (int)listed["version"]!));
        Assert.Equal("admin-key", (string)(await PostAsync(id, "claim", new { version = 1 }))["owner_id"]!);
        await PostAsync(id, "comment", new { words = "<script>alert(1)</script>" });
        await PostAsync(id, "escalate", new { reason = "look" });
        await PostAsync(id, "escalate", new { undo = true });
        await PostAsync(id, "dispute", new { reason = "not theirs" });
        await PostAsync(id, "snooze", new { until = TimeProvider.System.GetUtcNow().AddHours(2).ToUnixTimeMilliseconds() });
        await PostAsync(id, "wake", new { });
        await PostAsync(id, "notify", new { words = "call them" });
        var decided = await PostAsync(id, "decide", new { ruling = "new_region", rebaseline_from = "2026-02-01" });
        Assert.Equal(("dismissed", "new_region", "2026-02-01", true), ((string)decided["state"]!, (string)decided["ruling"]!, (string)decided["rebaseline_from"]!, (bool)decided["disputed"]!));
        await PostAsync(id, "reopen", new { reason = "no" });
        var file = await GetAsync($"/v1/admin/fraud/cases/{id}");
        Assert.Equal("open", (string)file["case"]!["state"]!);
        Assert.Equal("api_calls", (string)Assert.Single(file["findings"]!.AsArray())!["metric"]!);
        Assert.Contains(file["steps"]!.AsArray(), step => (string?)step!["words"] == "<script>alert(1)</script>");
        Assert.Equal((int)file["steps_total"]!, file["steps"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_key_that_is_suspended_is_refused_until_it_is_resumed()
    {
        var customer = ApiHost.NewCustomer();
        var key = await api.KeyAsync(customer);
        var id = await OpenAsync(customer);
        var keyId = (string)(await GetAsync($"/v1/admin/keys?customer_id={customer}"))["keys"]![0]!["key_id"]!;
        Assert.Equal(HttpStatusCode.OK, await UsageAsync(key, customer));
        Assert.Equal("suspended", (string)(await PostAsync(id, "suspend-key", new { key_id = keyId, reason = "odd" }))["state"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, await UsageAsync(key, customer));
        Assert.False((bool)(await SendAsync("/v1/admin/keys/resume", new { key_id = keyId, reason = "fine" }))["suspended"]!);
        Assert.Equal(HttpStatusCode.OK, await UsageAsync(key, customer));
        Assert.True((bool)(await SendAsync("/v1/admin/keys/suspend", new { key_id = keyId }))["suspended"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, await UsageAsync(key, customer));
        Assert.Equal("suspended", (string)(await GetAsync($"/v1/admin/keys?customer_id={customer}"))["keys"]![0]!["state"]!);
        Assert.Equal(5, (int)(await PostAsync(id, "tighten-key", new { key_id = keyId, reason = "odd", rate_limit = 5 }))["rate_limit"]!);
        Assert.StartsWith("bw_", (string)(await PostAsync(id, "rotate-key", new { key_id = keyId, reason = "stolen" }))["api_key"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?state=closed", "state")]
    [InlineData("?severity=1", "severity")]
    [InlineData("?verdict=Alert", "verdict")]
    [InlineData("?overdue=yes", "overdue")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?sort=id", "sort")]
    [InlineData("?metric=a%20b", "metric")]
    public async Task A_wrong_filter_is_named(string query, string field)
    {
        using var answer = await RequestAsync(HttpMethod.Get, "/v1/admin/fraud/cases" + query, null);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["field"]!);
    }

    [Theory]
    [InlineData("explode", "{}", 404, "unknown-action")]
    [InlineData("decide", "{}", 400, "invalid-input")]
    [InlineData("decide", "{\"ruling\":\"because\"}", 400, "malformed-json")]
    [InlineData("decide", "{\"ruling\":\"abuse\",\"version\":9}", 409, "changed-meanwhile")]
    [InlineData("snooze", "{}", 400, "invalid-input")]
    [InlineData("comment", "{\"words\":\"\"}", 400, "invalid-input")]
    [InlineData("merge", "{\"cases\":[\"c_none\"]}", 404, "unknown-case")]
    [InlineData("split", "{\"findings\":[{\"metric\":\"api_calls\",\"date\":\"2001-01-01\"}]}", 400, "invalid-input")]
    [InlineData("suspend-key", "{\"reason\":\"odd\"}", 404, "unknown-key")]
    [InlineData("reopen", "{\"reason\":\"odd\"}", 409, "case-not-decided")]
    public async Task A_wrong_action_is_told(string action, string body, int status, string type)
    {
        var id = await OpenAsync(ApiHost.NewCustomer());
        using var answer = await RequestAsync(HttpMethod.Post, $"/v1/admin/fraud/cases/{id}/{action}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        Assert.Equal((status, $"urn:breakwater:problem:{type}"), ((int)answer.StatusCode, (string)problem["type"]!));
    }

    [Fact]
    public async Task Without_the_admin_key_there_is_no_case()
    {
        var id = await OpenAsync(ApiHost.NewCustomer());
        foreach (var path in new[] { "/v1/admin/fraud/cases", $"/v1/admin/fraud/cases/{id}" })
        {
            using var answer = await api.Client.GetAsync(new Uri(path, UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    private async Task<string> OpenAsync(string customer) =>
        Assert.Single((await api.Services.GetRequiredService<RecordFindings>().RunAsync([(new CustomerId(customer), SomeCases.Finding(score: 30))], Ct)).Value).Value;

    private async Task<HttpStatusCode> UsageAsync(string key, string customer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/usage?customer_id={customer}&metric=api_calls&start=0&end=1");
        request.Headers.Add("X-API-Key", key);
        using var answer = await api.Client.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> RequestAsync(HttpMethod method, string path, HttpContent? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Add("X-Admin-Key", ApiHost.AdminKey);
        return await api.Client.SendAsync(request, Ct);
    }

    private Task<JsonNode> PostAsync(string id, string action, object body) => SendAsync($"/v1/admin/fraud/cases/{id}/{action}", body);

    private async Task<JsonNode> SendAsync(string path, object body)
    {
        using var answer = await RequestAsync(HttpMethod.Post, path, JsonContent.Create(body));
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await RequestAsync(HttpMethod.Get, path, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
    }
}
