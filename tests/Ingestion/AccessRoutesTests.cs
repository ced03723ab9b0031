using System.Net;
using System.Text.Json.Nodes;
using static Breakwater.Tests.Ingestion.ApiHost;

namespace Breakwater.Tests.Ingestion;

/// <summary>Who gets in, how often, and what the names of the public contract give.</summary>
public sealed class AccessRoutesTests(ApiHost api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_that_do_not_hold_are_401_on_every_route_of_customers()
    {
        var customer = NewCustomer();
        var revoked = await api.AdminAsync(HttpMethod.Post, "/v1/admin/keys", new { customer_id = customer, name = "x" });
        Assert.True((bool)(await api.AdminAsync(HttpMethod.Post, "/v1/admin/keys/revoke", new { api_key = (string)revoked["api_key"]! }))["revoked"]!);
        Assert.False((bool)(await api.AdminAsync(HttpMethod.Post, "/v1/admin/keys/revoke", new { api_key = "bw_unknown" }))["revoked"]!);
        var expiring = await api.KeyAsync(customer, expiresAt: Now + 300);
        await Task.Delay(400, Ct);

        foreach (var key in new[] { null, "", "bw_wrong", "bw_' OR '1'='1", (string)revoked["api_key"]!, expiring })
        {
            foreach (var (method, path) in new[] { (HttpMethod.Post, "/v1/events"), (HttpMethod.Get, "/v1/usage?metric=api_calls&start=0&end=1"), (HttpMethod.Get, "/v1/events/t-1") })
            {
                using var answer = await api.SendAsync(method, path, method == HttpMethod.Post ? Text(Batch(Event("t-1", customer))) : null, key is null ? [] : [("X-API-Key", key)]);
                await HostileInputTests.RefusedAsync(answer, 401, "unauthenticated");
            }
        }

        Assert.Equal(0, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task One_foreign_event_refuses_the_whole_request()
    {
        var (own, other) = (NewCustomer(), NewCustomer());
        var key = await api.KeyAsync(own);
        using (var answer = await api.PostAsync(key, Batch(Event("t-1", own), Event("t-2", other), Event("t-3", own)))) await HostileInputTests.RefusedAsync(answer, 403, "foreign-customer");
        Assert.Equal((0, 0), (await api.StoredAsync(own), await api.StoredAsync(other)));
        using (var usage = await api.SendAsync(HttpMethod.Get, $"/v1/usage?customer_id={other}&metric=api_calls&start=0&end=1", null, ("X-API-Key", key))) await HostileInputTests.RefusedAsync(usage, 403, "foreign-customer");
        using (var found = await api.SendAsync(HttpMethod.Get, $"/v1/events/t-1?customer_id={other}", null, ("X-API-Key", key))) await HostileInputTests.RefusedAsync(found, 403, "foreign-customer");
    }

    [Fact]
    public async Task Scopes_hold()
    {
        var customer = NewCustomer();
        var (writer, reader) = (await api.KeyAsync(customer, scopes: ["usage:write"]), await api.KeyAsync(customer, scopes: ["usage:read"]));
        await api.AcceptAsync(writer, Batch(Event("t-1", customer)));
        using (var answer = await api.PostAsync(reader, Batch(Event("t-2", customer)))) await HostileInputTests.RefusedAsync(answer, 403, "forbidden");
        using (var answer = await api.SendAsync(HttpMethod.Get, "/v1/events/t-1", null, ("X-API-Key", writer))) await HostileInputTests.RefusedAsync(answer, 403, "forbidden");
        Assert.Equal(1, await api.StoredAsync(customer));
    }

    [Theory]
    [InlineData("POST", "/v1/events/backfill")]
    [InlineData("POST", "/v1/events/t-1/void")]
    [InlineData("POST", "/v1/admin/keys")]
    [InlineData("GET", "/v1/admin/keys")]
    [InlineData("POST", "/v1/admin/keys/revoke")]
    [InlineData("POST", "/v1/admin/keys/rotate")]
    [InlineData("POST", "/v1/admin/keys/limit")]
    [InlineData("POST", "/v1/admin/customers/limit")]
    [InlineData("GET", "/v1/admin/status")]
    [InlineData("GET", "/v1/admin/verify")]
    [InlineData("GET", "/v1/admin/audit")]
    [InlineData("GET", "/v1/admin/audit/verify")]
    public async Task Admin_routes_take_the_admin_key_only(string method, string path)
    {
        var key = await api.KeyAsync(NewCustomer());
        foreach (var headers in new (string, string)[][] { [], [("X-API-Key", key)], [("X-Admin-Key", key)], [("X-Admin-Key", AdminKey + "x")], [("X-Admin-Key", "")] })
        {
            using var answer = await api.SendAsync(new HttpMethod(method), path, method == "POST" ? Text("{}") : null, headers);
            await HostileInputTests.RefusedAsync(answer, 401, "admin-key-required");
        }
    }

    [Fact]
    public async Task The_limit_is_told_and_held_and_a_refused_batch_is_not_stored()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer, limit: 3);
        for (var left = 2; left >= 0; left--)
        {
            using var passed = await api.PostAsync(key, Batch(Event($"t-{left}", customer)));
            Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
            Assert.Equal(("3", $"{left}", "60"), (Header(passed, "X-RateLimit-Limit"), Header(passed, "X-RateLimit-Remaining"), Header(passed, "X-RateLimit-Reset")));
        }

        using var refused = await api.PostAsync(key, Batch(Event("t-9", customer)));
        await HostileInputTests.RefusedAsync(refused, 429, "rate-limited");
        Assert.InRange(int.Parse(Header(refused, "Retry-After"), System.Globalization.CultureInfo.InvariantCulture), 50, 60);
        Assert.Equal(3, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task Refusals_are_counted_by_their_reason()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer, limit: 1);
        var before = await ReasonsAsync();
        using (var passed = await api.PostAsync(key, "no events")) Assert.Equal(HttpStatusCode.BadRequest, passed.StatusCode);
        using (var over = await api.PostAsync(key, Batch(Event("t-1", customer)))) Assert.Equal(HttpStatusCode.TooManyRequests, over.StatusCode);
        using (var unknown = await api.PostAsync("bw_nobody", Batch(Event("t-1", customer)))) Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        var after = await ReasonsAsync();
        Assert.All(before.Zip(after), pair => Assert.True(pair.Second > pair.First));

        async Task<long[]> ReasonsAsync()
        {
            var reasons = (await api.AdminAsync(HttpMethod.Get, "/v1/admin/status"))["ingest"]!["reasons"]!;
            return [.. new[] { "rate_limited", "credentials", "invalid" }.Select(name => reasons[name]!.GetValue<long>())];
        }
    }

    [Fact]
    public async Task Keys_are_rotated_limited_and_listed_without_secrets()
    {
        var customer = NewCustomer();
        var first = await api.AdminAsync(HttpMethod.Post, "/v1/admin/keys", new { customer_id = customer, name = "first" });
        Assert.Equal(100, (int)first["rate_limit"]!);
        var second = await api.AdminAsync(HttpMethod.Post, "/v1/admin/keys/rotate", new { key_id = (string)first["key_id"]!, overlap_seconds = 60 });
        await api.AdminAsync(HttpMethod.Post, "/v1/admin/keys/limit", new { key_id = (string)second["key_id"]!, rate_limit = 7 });
        await api.AdminAsync(HttpMethod.Post, "/v1/admin/customers/limit", new { customer_id = customer, rate_limit = 5 });
        using (var usage = await api.SendAsync(HttpMethod.Get, "/v1/usage?metric=api_calls&start=0&end=1", null, ("X-API-Key", (string)second["api_key"]!)))
        {
            Assert.Equal(("5", "4"), (Header(usage, "X-RateLimit-Limit"), Header(usage, "X-RateLimit-Remaining")));
        }

        var page = await api.AdminAsync(HttpMethod.Get, $"/v1/admin/keys?customer_id={customer}");
        Assert.Equal(["active", "retiring"], page["keys"]!.AsArray().Select(key => (string)key!["state"]!).Order(StringComparer.Ordinal));
        Assert.DoesNotContain((string)second["api_key"]!, page.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hash", page.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"customer_id\":\"a b\",\"name\":\"x\"}", "invalid-input", "customer_id")]
    [InlineData("{\"customer_id\":\"a\",\"name\":\"x\",\"rate_limit\":0}", "invalid-input", "rate_limit")]
    [InlineData("{\"customer_id\":\"a\",\"name\":\"x\",\"rate_limit\":\"9\"}", "malformed-json", "rate_limit")]
    [InlineData("{\"customer_id\":\"a\",\"name\":\"x\",\"expires_at\":\"soon\"}", "malformed-json", "expires_at")]
    [InlineData("{\"customer_id\":\"a\",\"customer_id\":\"b\",\"name\":\"x\"}", "malformed-json", null)]
    [InlineData("nonsense", "malformed-json", null)]
    [InlineData("null", "invalid-input", "body")]
    public async Task A_wrong_admin_body_names_the_field(string body, string type, string? field)
    {
        using var answer = await api.SendAsync(HttpMethod.Post, "/v1/admin/keys", Text(body), ("X-Admin-Key", AdminKey));
        var problem = await HostileInputTests.RefusedAsync(answer, 400, type);
        if (field is not null) Assert.Equal(field, (string?)problem["field"]);
    }

    [Fact]
    public async Task The_public_contract_gives_the_figures_that_its_names_promise()
    {
        var customer = NewCustomer();
        var issued = await api.AdminAsync(HttpMethod.Post, "/v1/admin/keys", new { customer_id = customer, name = "validation-key" });
        var key = (string)issued["api_key"]!;
        using (var empty = await api.SendAsync(HttpMethod.Get, $"/v1/usage?customer_id={customer}&metric=api_calls&start=0&end=1", null, ("X-API-Key", key)))
        {
            Assert.Equal((HttpStatusCode.OK, "100", "60"), (empty.StatusCode, Header(empty, "X-RateLimit-Limit"), Header(empty, "X-RateLimit-Reset")));
            Assert.Equal(0, (int)JsonNode.Parse(await empty.Content.ReadAsStringAsync(Ct))!["value"]!);
        }

        var answer = await api.AcceptAsync(key, Batch(
            Event("val_001", customer, properties: """{"endpoint":"/users","bytes":1000}"""), Event("val_002", customer, properties: """{"endpoint":"/users","bytes":2000}"""),
            Event("val_003", customer, properties: """{"endpoint":"/orders","bytes":500}"""), Event("val_004", customer, "storage", properties: """{"gb_stored":50}"""),
            Event("val_005", customer, "storage", properties: """{"gb_stored":100}""")));
        Assert.Equal(5, (int)answer["accepted"]!);
        Assert.Equal(3, (decimal)(await UsageAsync("api_calls"))["value"]!);
        Assert.Equal(3500, (decimal)(await UsageAsync("bandwidth"))["value"]!);
        Assert.Equal(100, (decimal)(await UsageAsync("storage_peak"))["value"]!);
        var breakdown = (await UsageAsync("api_calls", "&group_by=endpoint"))["breakdown"]!;
        Assert.Equal((2, 1), ((int)breakdown["/users"]!, (int)breakdown["/orders"]!));
        Assert.Equal(24, (await UsageAsync("api_calls", "&window=hour", hours: 24))["series"]!.AsArray().Count);
        Assert.Equal(1, (int)(await api.AcceptAsync(key, Batch(Event("val_001", customer, properties: "{}"))))["duplicates"]!);

        using var unknown = await api.SendAsync(HttpMethod.Get, "/v1/usage?metric=nothing&start=0&end=1", null, ("X-API-Key", key));
        await HostileInputTests.RefusedAsync(unknown, 404, "unknown-metric");
        using var metrics = await api.Client.GetAsync("/v1/metrics", Ct);
        string[] seeded = ["api_calls", "bandwidth", "compute_time", "storage_peak"];
        Assert.Equal(seeded, JsonNode.Parse(await metrics.Content.ReadAsStringAsync(Ct))!["metrics"]!.AsArray().Select(metric => (string)metric!["code"]!).Intersect(seeded));

        async Task<JsonNode> UsageAsync(string metric, string more = "", int hours = 2)
        {
            var end = ((Now / 3_600_000) + 1) * 3_600_000;
            using var usage = await api.SendAsync(HttpMethod.Get, $"/v1/usage?customer_id={customer}&metric={metric}&start={end - (hours * 3_600_000L)}&end={end}{more}", null, ("X-API-Key", key));
            return JsonNode.Parse(await usage.Content.ReadAsStringAsync(Ct))!;
        }
    }

    [Fact]
    public async Task Operations_answer()
    {
        var customer = NewCustomer();
        await api.AcceptAsync(await api.KeyAsync(customer), Batch(Event("t-1", customer)));
        using (var health = await api.Client.GetAsync("/health", Ct)) Assert.Equal("""{"status":"ok"}""", await health.Content.ReadAsStringAsync(Ct));
        using (var ready = await api.Client.GetAsync("/health/ready", Ct)) Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.True((bool)(await api.AdminAsync(HttpMethod.Get, "/v1/admin/audit/verify"))["whole"]!);
        var verdict = await api.AdminAsync(HttpMethod.Get, "/v1/admin/verify");
        Assert.True((bool)verdict["conserved"]!, verdict.ToJsonString());
        var status = await api.AdminAsync(HttpMethod.Get, "/v1/admin/status");
        Assert.True((long)status["ingest"]!["accepted"]! >= 1);
        Assert.True((long)status["ledger"]!["stored_events"]! >= 1);
        Assert.True((long)status["claims"]!["asked"]! + (long)status["claims"]!["bypassed"]! >= 1);
        Assert.All(status["engines"]!.AsArray(), engine => Assert.Equal("healthy", (string)engine!["state"]!));
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
