using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using static Breakwater.Tests.Ingestion.ApiHost;
using static Breakwater.Tests.Ingestion.HostileInputTests;

namespace Breakwater.Tests.Ingestion;

/// <summary>Requests whose method, path, headers, packing or pace is wrong, down to what no HTTP client would send.</summary>
public sealed class HostileRequestTests(ApiHost api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DELETE", "/v1/events", 405, "method-not-allowed")]
    [InlineData("GET", "/v1/events", 405, "method-not-allowed")]
    [InlineData("PUT", "/v1/usage", 405, "method-not-allowed")]
    [InlineData("BREW", "/v1/events", 405, "method-not-allowed")]
    [InlineData("POST", "/health", 405, "method-not-allowed")]
    [InlineData("GET", "/v1/nothing", 404, "unknown-route")]
    [InlineData("POST", "/v1/events/a/b/c", 404, "unknown-route")]
    [InlineData("GET", "/v1/admin/%2e%2e%2fetc", 404, "unknown-route")]
    [InlineData("BREW", "/v1", 404, "unknown-route")]
    public async Task A_route_or_method_that_does_not_exist_is_a_problem(string method, string path, int status, string type)
    {
        using var answer = await api.SendAsync(new HttpMethod(method), path, null, ("X-API-Key", await api.KeyAsync(NewCustomer())));
        await RefusedAsync(answer, status, type);
        if (status == 405) Assert.NotEmpty(answer.Content.Headers.Allow);
    }

    public static TheoryData<string, string, string> CloudFaults => new()
    {
        { "specversion", "", "specversion" },
        { "specversion", "\"0.3\"", "specversion" },
        { "specversion", "1.0", "specversion" },
        { "id", "", "id" },
        { "id", "\"\"", "id" },
        { "source", "", "source" },
        { "source", "\"\"", "source" },
        { "subject", "", "subject" },
        { "type", "", "type" },
        { "time", "", "time" },
        { "time", "1.5", "time" },
        { "time", "\"2026-01-01T00:00:00\"", "time" },
        { "data", "[1]", "data" },
        { "data", "{\"a\":{}}", "data.a" },
    };

    [Theory]
    [MemberData(nameof(CloudFaults))]
    public async Task A_cloud_event_that_is_none_is_named_in_the_middle_of_its_batch(string member, string value, string field)
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        var answer = await api.AcceptAsync(
            key, $"[{Cloud("t-1", customer)},{Cloud("t-2", customer, member, value)},{Cloud("t-3", customer)}]", "application/cloudevents-batch+json");
        Assert.Equal(["accepted", "rejected", "accepted"], answer["results"]!.AsArray().Select(result => (string)result!["status"]!));
        Assert.Equal(field, (string?)answer["results"]![1]!["field"]);
        Assert.Equal(2, await api.StoredAsync(customer));
    }

    [Theory]
    [InlineData("application/cloudevents+json", "[]")]
    [InlineData("application/cloudevents+json", "\"x\"")]
    [InlineData("application/cloudevents-batch+json", "{}")]
    [InlineData("application/cloudevents-batch+json", "[]")]
    public async Task A_body_of_another_shape_than_its_type_is_400(string type, string body)
    {
        using var answer = await api.PostAsync(await api.KeyAsync(NewCustomer()), body, type);
        await RefusedAsync(answer, 400, "invalid-input");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public async Task A_gzip_that_was_cut_off_is_400(double kept)
    {
        var customer = NewCustomer();
        var whole = Pack(Encoding.UTF8.GetBytes(Batch([.. Enumerable.Range(0, 50).Select(i => Event($"t-{i}", customer))])));
        using var answer = await PostZippedAsync(await api.KeyAsync(customer), whole[..(int)(whole.Length * kept)]);
        await RefusedAsync(answer, 400, "malformed-gzip");
        Assert.Equal(0, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task A_gzip_without_its_trailer_or_with_a_wrong_checksum_is_400()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        var whole = Pack(Encoding.UTF8.GetBytes(Batch(Event("t-1", customer))));
        var wrong = whole.ToArray();
        wrong[^8] ^= 0xff;
        foreach (var body in new[] { whole[..^8], whole[..^3], wrong })
        {
            using var answer = await PostZippedAsync(key, body);
            await RefusedAsync(answer, 400, "malformed-gzip");
        }

        Assert.Equal(0, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task A_gzip_within_a_gzip_is_no_text()
    {
        var customer = NewCustomer();
        using var answer = await PostZippedAsync(await api.KeyAsync(customer), Pack(Pack(Encoding.UTF8.GetBytes(Batch(Event("t-1", customer))))));
        await RefusedAsync(answer, 400, "malformed-json");
        Assert.Equal(0, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task A_body_without_a_content_type_is_415()
    {
        var customer = NewCustomer();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Batch(Event("t-1", customer))));
        using var answer = await api.SendAsync(HttpMethod.Post, "/v1/events", content, ("X-API-Key", await api.KeyAsync(customer)));
        Assert.Equal("Content-Type", (string?)(await RefusedAsync(answer, 415, "unsupported-media-type"))["field"]);
    }

    [Fact]
    public async Task A_body_in_chunks_is_read_to_its_end()
    {
        var customer = NewCustomer();
        var body = Batch(Event("t-1", customer), Event("t-2", customer));
        var chunks = string.Concat(body.Chunk(7).Select(part => $"{part.Length:x}\r\n{new string(part)}\r\n")) + "0\r\n\r\n";
        var answer = await RawAsync($"{Head(await api.KeyAsync(customer))}Transfer-Encoding: chunked\r\n\r\n{chunks}");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(2, await api.StoredAsync(customer));
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Content-Length: -1\r\n\r\n{}")]
    [InlineData("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData("X-Bad Name: 1\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task What_is_no_http_is_400(string rest)
    {
        var answer = await RawAsync(Head(await api.KeyAsync(NewCustomer())) + rest);
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a%0d%0aX-Injected: yes")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a b")]
    public async Task A_correlation_id_that_is_none_is_not_said_back(string sent)
    {
        using var answer = await api.SendAsync(HttpMethod.Get, "/health", null, ("X-Correlation-Id", sent));
        Assert.NotEqual(sent, answer.Headers.GetValues("X-Correlation-Id").Single());
        Assert.False(answer.Headers.Contains("X-Injected"));
    }

    [Fact]
    public async Task A_line_break_in_a_query_stays_out_of_the_headers()
    {
        var key = await api.KeyAsync(NewCustomer());
        using var answer = await api.SendAsync(HttpMethod.Get, "/v1/usage?metric=x%0d%0aX-Injected:%20yes&start=0&end=1", null, ("X-API-Key", key));
        await RefusedAsync(answer, 404, "unknown-metric");
        Assert.False(answer.Headers.Contains("X-Injected"));
    }

    [Fact]
    public async Task A_body_that_trickles_is_given_up_and_its_room_is_free_again()
    {
        var customer = NewCustomer();
        using var socket = new TcpClient();
        await socket.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port, Ct);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head(await api.KeyAsync(customer))}Content-Length: 5000\r\n\r\n{{"), Ct);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(patience.Token);
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("urn:breakwater:problem:malformed-request", answer, StringComparison.Ordinal);
        Assert.Equal(0, await api.StoredAsync(customer));
    }

    private static string Head(string key) => $"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nX-API-Key: {key}\r\n";

    // Everything that the server says until it hangs up.
    private async Task<string> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port, Ct);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), Ct);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Ct);
    }

    private async Task<HttpResponseMessage> PostZippedAsync(string key, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        return await api.SendAsync(HttpMethod.Post, "/v1/events", content, ("X-API-Key", key));
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain);
        return packed.ToArray();
    }

    // A whole CloudEvent; one member replaced, or left out where the value is empty.
    private static string Cloud(string id, string customer, string? member = null, string value = "")
    {
        var time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var cloud = JsonNode.Parse($$$"""{"specversion":"1.0","id":"{{{id}}}","source":"/gateway","type":"api_request","subject":"{{{customer}}}","time":"{{{time}}}","data":{"bytes":5}}""")!;
        if (member is not null) cloud.AsObject().Remove(member);
        if (value.Length > 0) cloud[member!] = JsonNode.Parse(value);
        return cloud.ToJsonString();
    }
}
