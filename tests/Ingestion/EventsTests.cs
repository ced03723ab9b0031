using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static Breakwater.Tests.Ingestion.ApiHost;

namespace Breakwater.Tests.Ingestion;

/// <summary>What happens to events that are sent as they should be.</summary>
public sealed class EventsTests(ApiHost api)
{
    [Fact]
    public async Task Each_event_gets_its_own_word_in_the_order_sent()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        var at = Now;
        await api.AcceptAsync(key, Batch(Event("t-1", customer, at: at)));

        var answer = await api.AcceptAsync(key, Batch(
            Event("t-1", customer, at: at), Event("t-2", customer, at: at), Event("t-1", customer, at: at, properties: """{"bytes":7}"""),
            Event("t-3", customer, at: at, properties: """{"bytes":"many"}"""), "17", Event("t-2", customer, at: at), Event("t-4", customer, "nobody_counts_this")));

        Assert.Equal(2, (int)answer["accepted"]!);
        Assert.Equal(3, (int)answer["duplicates"]!);
        Assert.Equal(
            ["duplicate", "accepted", "conflict", "rejected", "rejected", "duplicate", "accepted"], answer["results"]!.AsArray().Select(result => (string)result!["status"]!));
        Assert.Equal(["t-1", "t-2", "t-1", "t-3", null, "t-2", "t-4"], answer["results"]!.AsArray().Select(result => (string?)result!["transaction_id"]));
        Assert.Equal("properties.bytes", (string)answer["results"]![3]!["field"]!);
        Assert.Equal(4, (int)answer["results"]![4]!["index"]!);
        Assert.InRange((long)answer["results"]![0]!["first_seen"]!, at - 60_000, Now);
        Assert.Equal(["t-3", null], answer["failed"]!.AsArray().Select(failure => (string?)failure!["transaction_id"]));
        Assert.Contains("properties.bytes must be a number", (string)answer["failed"]![0]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal(3, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task The_answer_begins_with_the_counts_and_has_a_length()
    {
        var customer = NewCustomer();
        using var answer = await api.PostAsync(await api.KeyAsync(customer), Batch(Event("t-1", customer)));
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("""{"accepted":1,"duplicates":0,"failed":[],"results":[{"transaction_id":"t-1","status":"accepted"}]}""", text, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_retry_in_another_order_with_other_spaces_is_the_same_event()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        var at = Now;
        await api.AcceptAsync(key, Batch(Event("t-1", customer, at: at, properties: """{"a":1.50,"b":"x"}""")));
        var iso = DateTimeOffset.FromUnixTimeMilliseconds(at).ToOffset(TimeSpan.FromHours(5)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture);
        var again = await api.AcceptAsync(key, $$"""
            { "events": [ {
              "properties": { "b": "\u0078", "a": 1.5 }, "ignored": [1, {"deep": true}],
              "timestamp": "{{iso}}", "event_type": "api_request", "customer_id": "{{customer}}", "transaction_id": "t-1"
            } ] }
            """);
        Assert.Equal("duplicate", (string)again["results"]![0]!["status"]!);
    }

    [Fact]
    public async Task Gzip_is_unpacked()
    {
        var customer = NewCustomer();
        var content = Zip(Batch([.. Enumerable.Range(0, 500).Select(i => Event($"t-{i}", customer))]));
        using var answer = await api.SendAsync(HttpMethod.Post, "/v1/events", content, ("X-API-Key", await api.KeyAsync(customer)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(500, await api.StoredAsync(customer));
    }

    [Fact]
    public async Task Cloud_events_come_alone_and_in_batches()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        string Cloud(string id, string extra = "") =>
            $$"""{"specversion":"1.0","id":"{{id}}","source":"/gateway","type":"api_request","subject":"{{customer}}","time":"{{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}}","traceparent":"00-ab","data":{"bytes":5}{{extra}}}""";

        Assert.Equal(1, (int)(await api.AcceptAsync(key, Cloud("t-1"), "application/cloudevents+json"))["accepted"]!);
        var batch = await api.AcceptAsync(
            key, $"[{Cloud("t-1")},{Cloud("t-2")},{Cloud("t-3", ",\"data_base64\":\"AA==\"")},{Cloud("t-4").Replace("\"1.0\"", "\"0.3\"", StringComparison.Ordinal)}]",
            "application/cloudevents-batch+json; charset=utf-8");
        Assert.Equal(["conflict", "accepted", "rejected", "rejected"], batch["results"]!.AsArray().Select(Settled));
        Assert.Equal("data_base64", (string)batch["results"]![2]!["field"]!);
        Assert.Equal("specversion", (string)batch["results"]![3]!["field"]!);

        // Whether the second t-1 fell into the same second decides between the two; neither stores it again.
        static string Settled(JsonNode? result) => (string)result!["status"]! is "duplicate" or "conflict" ? "conflict" : (string)result["status"]!;
    }

    [Fact]
    public async Task An_event_is_found_again_and_voided_once()
    {
        var customer = NewCustomer();
        var key = await api.KeyAsync(customer);
        var at = Now - 7_200_000;
        await api.AcceptAsync(key, Batch(Event("t-1", customer, at: at, properties: """{"endpoint":"/users"}""")));

        using var found = await api.SendAsync(HttpMethod.Get, "/v1/events/t-1", null, ("X-API-Key", key));
        var place = JsonNode.Parse(await found.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(at, (long)place["timestamp"]!);
        Assert.Equal(at - (at % 3_600_000), (long)place["hour"]!);
        Assert.Equal(["api_calls"], place["metrics"]!.AsArray().Select(code => (string)code!));
        Assert.Equal(["bandwidth"], place["skipped_by"]!.AsArray().Select(code => (string)code!));
        Assert.StartsWith("events/", (string)place["archived_at"]!, StringComparison.Ordinal);
        Assert.Equal("/users", (string)place["event"]!["properties"]!["endpoint"]!);

        await api.AdminAsync(HttpMethod.Post, "/v1/events/t-1/void", new { customer_id = customer, reason = "sent by mistake" });
        await api.AdminAsync(HttpMethod.Post, "/v1/events/t-1/void", new { customer_id = customer, reason = "again" });
        Assert.Equal(0, await api.StoredAsync(customer));
        var voided = await api.AdminAsync(HttpMethod.Get, $"/v1/events/t-1?customer_id={customer}");
        Assert.Equal("sent by mistake", (string)voided["voided"]!["reason"]!);
        var audit = await api.AdminAsync(HttpMethod.Get, $"/v1/admin/audit?search={customer}");
        Assert.Single(audit["entries"]!.AsArray(), entry => (string)entry!["action"]! == "event.voided");
        Assert.Equal("duplicate", (string)(await api.AcceptAsync(key, Batch(Event("t-1", customer, at: at, properties: """{"endpoint":"/users"}"""))))["results"]![0]!["status"]!);
    }

    [Fact]
    public async Task History_comes_by_backfill_with_a_reason_and_one_audit_entry()
    {
        var (one, two) = (NewCustomer(), NewCustomer());
        var old = TimeProvider.System.GetUtcNow().AddDays(-399).ToUnixTimeMilliseconds();
        var body = Batch(Event("t-1", one, at: old), Event("t-1", two, at: old), Event("t-2", two, at: old - (3 * 86_400_000L)));
        using (var unexplained = await api.SendAsync(HttpMethod.Post, "/v1/events/backfill", Text(body), ("X-Admin-Key", AdminKey)))
        {
            Assert.Equal(HttpStatusCode.BadRequest, unexplained.StatusCode);
        }

        Assert.Equal(0, await api.StoredAsync(one));
        var reason = $"moved from {one}";
        using var answer = await api.SendAsync(
            HttpMethod.Post, "/v1/events/backfill", Text(body.Replace("{\"events\"", $"{{\"reason\":\"{reason}\",\"events\"", StringComparison.Ordinal)), ("X-Admin-Key", AdminKey));
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, (int)JsonNode.Parse(text)!["accepted"]!);
        var entry = Assert.Single((await api.AdminAsync(HttpMethod.Get, $"/v1/admin/audit?search={one}"))["entries"]!.AsArray());
        Assert.Equal(("usage.backfilled", reason), ((string)entry!["action"]!, (string)entry["reason"]!));
        Assert.Equal(2, (int)JsonNode.Parse((string)entry["details"]!)!["accepted"]!);
        using var late = await api.PostAsync(await api.KeyAsync(one), Batch(Event("t-9", one, at: old)));
        Assert.Contains("timestamp is older than 30 days", await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    internal static ByteArrayContent Zip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
