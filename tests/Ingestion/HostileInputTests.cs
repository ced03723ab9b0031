using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static Breakwater.Tests.Ingestion.ApiHost;

namespace Breakwater.Tests.Ingestion;

/// <summary>What nobody should send gets its documented answer; nothing is stored by half and nothing leaks.</summary>
public sealed class HostileInputTests(ApiHost api)
{
    public static TheoryData<string, int, string> Bodies => new()
    {
        { "", 400, "malformed-json" },
        { "{", 400, "malformed-json" },
        { "{\"events\":[GOOD,{\"transaction_id\":NaN}]}", 400, "malformed-json" },
        { "{\"events\":[GOOD,]}", 400, "malformed-json" },
        { "{\"events\":[GOOD]} trailing", 400, "malformed-json" },
        { "{\"events\":[GOOD],/* comment */\"x\":1}", 400, "malformed-json" },
        { "{'events':[GOOD]}", 400, "malformed-json" },
        { "{\"events\":[GOOD],\"deep\":" + new string('[', 100) + new string(']', 100) + "}", 400, "malformed-json" },
        { "{\"events\":[GOOD," + new string('[', 200_000), 400, "malformed-json" },
        { "[GOOD]", 400, "invalid-input" },
        { "null", 400, "invalid-input" },
        { "{\"events\":{}}", 400, "invalid-input" },
        { "{\"events\":[]}", 400, "invalid-input" },
        { "{\"event\":[GOOD]}", 400, "invalid-input" },
        { "{\"events\":[GOOD],\"events\":[GOOD]}", 400, "invalid-input" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_no_batch_is_refused_whole(string body, int status, string type)
    {
        var customer = NewCustomer();
        using var answer = await api.PostAsync(await api.KeyAsync(customer), body.Replace("GOOD", Event("t-1", customer), StringComparison.Ordinal));
        await RefusedAsync(answer, status, type);
        Assert.Equal(0, await api.StoredAsync(customer));
    }

    public static TheoryData<string, string?> Faults => new()
    {
        { "null", null },
        { "\"text\"", null },
        { "[[[]]]", null },
        { "{}", "transaction_id" },
        { With("transaction_id", "\"\""), "transaction_id" },
        { With("transaction_id", "7"), "transaction_id" },
        { With("transaction_id", "\"" + new string('x', 257) + "\""), "transaction_id" },
        { With("transaction_id", "\"a b\""), "transaction_id" },
        { With("transaction_id", "\"x'; DROP TABLE events;--\""), "transaction_id" },
        { With("transaction_id", "\"\\ud800\""), "transaction_id" },
        { With("transaction_id", "\"../../etc/passwd\""), "transaction_id" },
        { With("customer_id", "\"x' OR '1'='1\""), "customer_id" },
        { With("customer_id", "null"), "customer_id" },
        { With("event_type", "\"<script>\""), "event_type" },
        { With("event_type", "{\"a\":1}"), "event_type" },
        { With("timestamp", "\"yesterday\""), "timestamp" },
        { With("timestamp", "\"2026-01-01T00:00:00\""), "timestamp" },
        { With("timestamp", "1e300"), "timestamp" },
        { With("timestamp", "-1"), "timestamp" },
        { With("timestamp", "1.5"), "timestamp" },
        { With("timestamp", "0"), "timestamp" },
        { With("timestamp", "99999999999999999999"), "timestamp" },
        { With("timestamp", "1e400"), "timestamp" },
        { With("timestamp", $"{Now}.0"), "timestamp" },
        { With("timestamp", $"\"{Now}\""), "timestamp" },
        { With("timestamp", "true"), "timestamp" },
        { With("timestamp", (Now + 600_000).ToString(System.Globalization.CultureInfo.InvariantCulture)), "timestamp" },
        { With("properties", "[]"), "properties" },
        { With("properties", "\"x\""), "properties" },
        { With("properties", "{\"a\":{\"b\":1}}"), "properties.a" },
        { With("properties", "{\"a\":[1]}"), "properties.a" },
        { With("properties", "{\"a\":1,\"a\":2}"), "properties.a" },
        { With("properties", "{\"a\":1e999}"), "properties.a" },
        { With("properties", "{\"a\":\"\\udc00\"}"), "properties.a" },
        { With("properties", "{\"a\":\"x\\u0000y\"}"), "properties.a" },
        { With("properties", "{\"a\":\"" + new string('x', 1_001) + "\"}"), "properties.a" },
        { With("properties", "{\"" + new string('k', 65) + "\":1}"), "properties" },
        { With("properties", "{\"\":1}"), "properties" },
        { With("properties", "{" + string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"p{i}\":1")) + "}"), "properties" },
        { With("properties", "{\"bytes\":\"NaN\"}"), "properties.bytes" },
        { With("properties", "{\"bytes\":true}"), "properties.bytes" },
        { With("properties", "{\"bytes\":1e16}"), "properties.bytes" },
        { With("properties", "{\"bytes\":0.0000000001}"), "properties.bytes" },
        { "{\"transaction_id\":\"t-bad\",\"transaction_id\":\"t-bad\",\"customer_id\":\"OWN\",\"event_type\":\"x\",\"timestamp\":1}", "transaction_id" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_bad_event_is_named_and_its_neighbours_are_stored(string bad, string? field)
    {
        var customer = NewCustomer();
        bad = bad.Replace("OWN", customer, StringComparison.Ordinal);
        var answer = await api.AcceptAsync(await api.KeyAsync(customer), Batch(Event("t-1", customer), bad, Event("t-2", customer)));
        Assert.Equal(["accepted", "rejected", "accepted"], answer["results"]!.AsArray().Select(result => (string)result!["status"]!));
        Assert.Equal(field, (string?)answer["results"]![1]!["field"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)answer["failed"]![0]!["reason"]));
        Assert.Equal(2, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task One_event_too_many_is_413_and_the_largest_batch_is_stored()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        var events = Enumerable.Range(0, 10_001).Select(i => Event($"t-{i}", customer, properties: "{}")).ToArray();
        using (var answer = await api.PostAsync(key, Batch(events))) await RefusedAsync(answer, 413, "too-many-events");
        Assert.Equal(0, await api.StoredAsync(customer));
        Assert.Equal(10_000, (int)(await api.AcceptAsync(key, Batch(events[..10_000])))["accepted"]!);
        Assert.Equal(10_000, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task A_body_of_50_MB_is_413_with_and_without_its_length()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        var body = Encoding.UTF8.GetBytes(Batch(Event("t-1", customer, properties: $$"""{"a":"{{new string('x', 50_000_000)}}"}""")));
        foreach (var chunked in new[] { false, true })
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("application/json");
            if (chunked) content.Headers.ContentLength = null;
            try
            {
                using var answer = await api.SendAsync(HttpMethod.Post, "/v1/events", content, chunked ? [("X-API-Key", key), ("Transfer-Encoding", "chunked")] : [("X-API-Key", key)]);
                await RefusedAsync(answer, 413, "body-too-large");
            }
            catch (HttpRequestException cut) when (cut.InnerException is IOException)
            {
                // The server answers and hangs up while the client still sends; some clients see only the second.
            }
        }

        Assert.Equal(0, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task A_gzip_bomb_is_cut_at_the_limit()
    {
        var customer = NewCustomer();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var megabyte = 0; megabyte < 400; megabyte++) await gzip.WriteAsync(zeros, TestContext.Current.CancellationToken);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await api.SendAsync(HttpMethod.Post, "/v1/events", content, ("X-API-Key", await api.KeyAsync(customer)));
        await RefusedAsync(answer, 413, "body-too-large");
        var status = await api.AdminAsync(HttpMethod.Get, "/v1/admin/status");
        Assert.InRange((long)status["held_body_bytes"]!, 0, 100_000_000);
    }

    [Theory]
    [InlineData("gzip", 400, "malformed-gzip")]
    [InlineData("br", 415, "unsupported-media-type")]
    [InlineData("gzip, gzip", 415, "unsupported-media-type")]
    public async Task A_wrong_encoding_is_refused(string encoding, int status, string type)
    {
        var customer = NewCustomer();
        using var content = Text(Batch(Event("t-1", customer)));
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var answer = await api.SendAsync(HttpMethod.Post, "/v1/events", content, ("X-API-Key", await api.KeyAsync(customer)));
        await RefusedAsync(answer, status, type);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_wrong_content_type_is_415(string type)
    {
        var customer = NewCustomer();
        using var answer = await api.PostAsync(await api.KeyAsync(customer), Batch(Event("t-1", customer)), type);
        await RefusedAsync(answer, 415, "unsupported-media-type");
        Assert.Equal(0, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_with_their_place()
    {
        var customer = NewCustomer();
        byte[] body = [.. Encoding.UTF8.GetBytes("{\"events\":[" + Event("t-1", customer) + ",\""), 0xff, 0xfe, .. "\"]}"u8];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var answer = await api.SendAsync(HttpMethod.Post, "/v1/events", content, ("X-API-Key", await api.KeyAsync(customer)));
        var problem = await RefusedAsync(answer, 400, "malformed-json");
        Assert.Contains($"{Array.IndexOf(body, (byte)0xff) + 1}", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Equal(0, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task A_position_is_told_and_the_input_is_not_quoted()
    {
        var customer = NewCustomer();
        using var answer = await api.PostAsync(await api.KeyAsync(customer), "{\n  \"events\": [ secret-word ]\n}");
        var problem = await RefusedAsync(answer, 400, "malformed-json");
        Assert.Contains("line 2", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_in_every_parameter_is_only_text()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        await api.AcceptAsync(key, Batch(Event("t-1", customer, properties: """{"x'); DROP TABLE events; --":"'; DELETE FROM keys; --"}""")));
        const string sql = "x'); DROP TABLE events; --";
        var query = new Dictionary<string, string> { ["metric"] = "api_calls", ["start"] = "0", ["end"] = $"{Now}", ["group_by"] = "", ["window"] = "day", ["timezone"] = "UTC" };
        foreach (var name in (string[])["customer_id", "metric", "start", "end", "window", "timezone"])
        {
            var parameters = string.Join('&', query.Append(new(name, sql)).DistinctBy(pair => pair.Key == name ? name : pair.Key).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Key == name ? sql : pair.Value)}"));
            using var answer = await api.SendAsync(HttpMethod.Get, $"/v1/usage?{parameters}", null, ("X-API-Key", key));
            Assert.InRange((int)answer.StatusCode, 400, 404);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        }

        foreach (var path in (string[])[$"/v1/admin/keys?search={Uri.EscapeDataString(sql)}", $"/v1/admin/audit?search={Uri.EscapeDataString(sql)}"])
        {
            Assert.Equal(0, (int)(await api.AdminAsync(HttpMethod.Get, path))["total"]!);
        }

        using (var found = await api.SendAsync(HttpMethod.Get, $"/v1/events/{Uri.EscapeDataString(sql)}", null, ("X-API-Key", key)))
        {
            Assert.Equal(HttpStatusCode.BadRequest, found.StatusCode);
        }

        Assert.Equal(1, await api.StoredAsync(customer));
    }

    internal static async Task<JsonNode> RefusedAsync(HttpResponseMessage answer, int status, string type)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal("urn:breakwater:problem:" + type, (string)problem["type"]!);
        Assert.Equal(status, (int)problem["status"]!);
        Assert.Equal(answer.Headers.GetValues("X-Correlation-Id").Single(), (string)problem["correlation_id"]!);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return problem;
    }

    // A whole event with one member replaced.
    private static string With(string member, string value)
    {
        var members = new Dictionary<string, string>
        {
            ["transaction_id"] = "\"t-bad\"", ["customer_id"] = "\"OWN\"", ["event_type"] = "\"api_request\"", ["timestamp"] = $"{Now}", ["properties"] = "{}",
        };
        members[member] = value;
        return "{" + string.Join(',', members.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}";
    }
}
