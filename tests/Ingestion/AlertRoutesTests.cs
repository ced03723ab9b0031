using System.Net;
using System.Text.Json.Nodes;
using Breakwater.Kernel.Ports;
using Breakwater.Tests.Alerts;
using Microsoft.Extensions.DependencyInjection;
using static Breakwater.Tests.Ingestion.ApiHost;

namespace Breakwater.Tests.Ingestion;

/// <summary>The routes of alerts, with the worker behind them and a receiver at the end.</summary>
public sealed class AlertRoutesTests(ApiHost api) : IAsyncLifetime
{
    private const string Endpoints = "/v1/admin/alerts/endpoints";
    private const string Deliveries = "/v1/admin/alerts/deliveries";
    private Receiver _receiver = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task A_notification_arrives_signed_and_is_sent_again_under_its_id()
    {
        var prefix = $"t{Guid.NewGuid():N}:";
        var made = await api.AdminAsync(HttpMethod.Post, Endpoints, new { url = $"{_receiver.Url}hook?token=hidden", description = "Test", key_prefixes = new[] { prefix }, reason = "Set up" });
        var (id, secret) = ((string)made["id"]!, (string)made["secret"]!);
        await api.Services.GetRequiredService<INotifications>().RaiseAsync(new(prefix + "1", Severity.Critical, "Title", "Body", "/alerts", TimeProvider.System.GetUtcNow()), Ct);
        var got = (await _receiver.WaitAsync(1, TimeSpan.FromSeconds(10), Ct))[0];
        Assert.True(got.IsSignedBy(secret));
        Assert.Equal(("notification.raised", prefix + "1"), ((string)JsonNode.Parse(got.Body)!["type"]!, (string)JsonNode.Parse(got.Body)!["data"]!["key"]!));

        var delivery = await EndedAsync(id);
        Assert.Equal((got.Id, "delivered", 204), ((string)delivery["message_id"]!, (string)delivery["state"]!, (int)delivery["last_status"]!));
        await api.AdminAsync(HttpMethod.Post, $"{Deliveries}/{delivery["id"]}/redeliver", new { reason = "Lost" });
        Assert.Equal(got.Id, (await _receiver.WaitAsync(2, TimeSpan.FromSeconds(10), Ct))[1].Id);

        var listed = (await api.AdminAsync(HttpMethod.Get, Endpoints))["endpoints"]!.AsArray().Single(item => (string)item!["id"]! == id)!;
        Assert.Equal(("enabled", "warning"), ((string)listed["state"]!, (string)listed["minimum_severity"]!));
        Assert.DoesNotContain("hidden", listed.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret[6..], listed.ToJsonString() + delivery.ToJsonString(), StringComparison.Ordinal);
        await api.AdminAsync(HttpMethod.Delete, $"{Endpoints}/{id}?reason=done");
    }

    [Fact]
    public async Task An_endpoint_is_paused_tested_rotated_and_removed()
    {
        var id = (string)(await api.AdminAsync(HttpMethod.Post, Endpoints, new { url = _receiver.Url, key_prefixes = new[] { "none:" } }))["id"]!;
        Assert.Equal("paused", (string)(await api.AdminAsync(HttpMethod.Put, $"{Endpoints}/{id}", new { enabled = false, reason = "Moving" }))["state"]!);
        Assert.Equal(409, (int)(await api.SendAsync(HttpMethod.Put, $"{Endpoints}/{id}", Text("""{"enabled":true,"version":1}"""), ("X-Admin-Key", AdminKey))).StatusCode);
        var rotated = await api.AdminAsync(HttpMethod.Post, $"{Endpoints}/{id}/rotate", new { reason = "Leak" });
        Assert.True((long)rotated["previous_signs_until"]! > Now);
        _receiver.Says(503, "<script>alert(1)</script>");
        var number = (long)(await api.AdminAsync(HttpMethod.Post, $"{Endpoints}/{id}/test", new { }))["delivery"]!;
        Assert.True((await _receiver.WaitAsync(1, TimeSpan.FromSeconds(10), Ct))[0].IsSignedBy((string)rotated["secret"]!));
        var delivery = await EndedAsync(id);
        Assert.Equal((number, "failed", 1), ((long)delivery["id"]!, (string)delivery["state"]!, (int)delivery["attempts"]!));
        var whole = await api.AdminAsync(HttpMethod.Get, $"{Deliveries}/{number}");
        Assert.Equal("<script>alert(1)</script>", (string)whole["log"]![0]!["response"]!);
        Assert.Contains("notification.test", (string)whole["body"]!, StringComparison.Ordinal);
        Assert.True((bool)(await api.AdminAsync(HttpMethod.Delete, $"{Endpoints}/{id}"))["removed"]!);
        using var gone = await api.SendAsync(HttpMethod.Get, $"{Deliveries}/{number}", null, ("X-Admin-Key", AdminKey));
        await HostileInputTests.RefusedAsync(gone, 404, "unknown-alert-delivery");
    }

    [Theory]
    [InlineData("""{"url":"https://169.254.169.254/latest"}""", "url")]
    [InlineData("""{"url":"https://10.0.0.1/"}""", "url")]
    [InlineData("""{"url":"https://[::ffff:10.0.0.1]/"}""", "url")]
    [InlineData("""{"url":"https://167772161/"}""", "url")]
    [InlineData("""{"url":"http://hooks.example.com/"}""", "url")]
    [InlineData("""{"description":"x"}""", "url")]
    [InlineData("""{"url":"https://a.example.com","key_prefixes":["a b"]}""", "key_prefixes")]
    [InlineData("""{"url":"https://a.example.com","key_prefixes":[null]}""", "key_prefixes")]
    public async Task What_may_not_be_reached_or_stored_is_named(string body, string field)
    {
        using var answer = await api.SendAsync(HttpMethod.Post, Endpoints, Text(body), ("X-Admin-Key", AdminKey));
        Assert.Equal(field, (string?)(await HostileInputTests.RefusedAsync(answer, 400, "invalid-input"))["field"]);
    }

    [Theory]
    [InlineData("GET", Endpoints)]
    [InlineData("POST", Endpoints)]
    [InlineData("PUT", Endpoints + "/ep_1")]
    [InlineData("DELETE", Endpoints + "/ep_1")]
    [InlineData("POST", Endpoints + "/ep_1/rotate")]
    [InlineData("POST", Endpoints + "/ep_1/test")]
    [InlineData("GET", Deliveries)]
    [InlineData("GET", Deliveries + "/1")]
    [InlineData("POST", Deliveries + "/1/redeliver")]
    public async Task Only_the_admin_key_opens_them(string method, string path)
    {
        using var answer = await api.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? Text("{}") : null);
        await HostileInputTests.RefusedAsync(answer, 401, "admin-key-required");
    }

    [Theory]
    [InlineData("GET", Deliveries + "?state=lost", 400)]
    [InlineData("GET", Deliveries + "?take=0", 400)]
    [InlineData("GET", Deliveries + "/x", 404)]
    [InlineData("POST", Deliveries + "/999999/redeliver", 404)]
    [InlineData("POST", Endpoints + "/nothing/test", 404)]
    [InlineData("POST", Endpoints + "/nothing/rotate", 404)]
    [InlineData("PUT", Endpoints + "/nothing", 404)]
    [InlineData("DELETE", Endpoints + "/nothing", 404)]
    public async Task What_does_not_exist_is_said_so(string method, string path, int status)
    {
        using var answer = await api.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? Text("{}") : null, ("X-Admin-Key", AdminKey));
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
    }

    private async Task<JsonNode> EndedAsync(string endpoint)
    {
        for (var i = 0; ; i++)
        {
            var item = (await api.AdminAsync(HttpMethod.Get, $"{Deliveries}?endpoint={endpoint}"))["deliveries"]![0]!;
            if ((string)item["state"]! != "waiting") return item;
            Assert.True(i < 100, "The delivery did not end in 10 s.");
            await Task.Delay(100, Ct);
        }
    }
}
