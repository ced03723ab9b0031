using System.Text;
using System.Text.Json;
using Breakwater.Engines.Embedded.Storage;

namespace Breakwater.Tests.Cli.EndToEnd;

/// <summary>Every command against a running host: one JSON document on standard output, words otherwise, an exit code that says what happened.</summary>
public sealed class CommandTests(HostProcess host) : IClassFixture<HostProcess>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_issued_listed_limited_rotated_and_revoked()
    {
        var issued = (await host.CliAsync("keys", "issue", "key-life", "--name", "Life", "--rate-limit", "250", "--json")).Json;
        var id = issued.GetProperty("key_id").GetString()!;
        Assert.Equal(("key-life", "Life", 250), (issued.GetProperty("customer_id").GetString(), issued.GetProperty("name").GetString(), issued.GetProperty("rate_limit").GetInt32()));
        Assert.True(issued.GetProperty("api_key").GetString()!.Length > 20);

        Assert.Equal(7_000, (await host.CliAsync("keys", "limit", id, "7000", "--json")).Json.GetProperty("rate_limit").GetInt32());
        var rotated = (await host.CliAsync("keys", "rotate", id, "--overlap-hours", "1", "--json")).Json;
        var next = rotated.GetProperty("key_id").GetString()!;
        Assert.NotEqual(id, next);
        Assert.True((await host.CliAsync("keys", "revoke", next, "--reason", "test", "--json")).Json.GetProperty("revoked").GetBoolean());

        var listed = await host.CliAsync("keys", "list", "--customer", "key-life", "--json");
        Assert.DoesNotContain(issued.GetProperty("api_key").GetString()!, listed.Out, StringComparison.Ordinal);
        Assert.Equal(
            [(id, "retiring", 7_000), (next, "revoked", 7_000)],
            listed.Json.GetProperty("keys").EnumerateArray().Select(key => (key.GetProperty("key_id").GetString()!, key.GetProperty("state").GetString()!, key.GetProperty("rate_limit").GetInt32())).OrderByDescending(key => key.Item1 == id));
        var unknown = await host.CliAsync("keys", "revoke", "k_0000000000000000");
        Assert.Equal(5, unknown.Code);
        Assert.Contains("No key has the id", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_found_counted_and_verified()
    {
        var key = (await host.CliAsync("keys", "issue", "event-life", "--json")).Json.GetProperty("api_key").GetString()!;
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds();
        using var http = new HttpClient { BaseAddress = new Uri(host.Url) };
        http.DefaultRequestHeaders.Add("X-API-Key", key);
        var body = $$$"""{"events":[{"transaction_id":"t-1","customer_id":"event-life","event_type":"api_request","timestamp":{{{at}}},"properties":{"bytes":1200,"endpoint":"/v1/x"}}]}""";
        // A busy machine may answer 503 with Retry-After, as the contract says; what it means is in the ledger's and limiter's own tests.
        var answer = await http.PostAsync(new Uri("/v1/events", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Ct);
        for (var tries = 1; answer.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable && tries < 10; tries++)
        {
            await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value, Ct);
            answer = await http.PostAsync(new Uri("/v1/events", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Ct);
        }

        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");

        var found = (await host.CliAsync("events", "find", "t-1", "--customer", "event-life", "--json")).Json;
        Assert.Equal(("t-1", at), (found.GetProperty("transaction_id").GetString(), found.GetProperty("timestamp").GetInt64()));
        Assert.Contains("bandwidth", found.GetProperty("metrics").EnumerateArray().Select(metric => metric.GetString()));
        var missing = await host.CliAsync("events", "find", "t-2", "--customer", "event-life", "--json");
        Assert.Equal((1, "difference"), (missing.Code, missing.Json.GetProperty("error").GetProperty("type").GetString()));

        var usage = (await host.CliAsync("usage", "event-life", "bandwidth", "--group-by", "endpoint", "--window", "day", "--json")).Json;
        Assert.Equal((1200m, 1200m), (usage.GetProperty("value").GetDecimal(), usage.GetProperty("breakdown").GetProperty("/v1/x").GetDecimal()));
        Assert.Equal(1200m, usage.GetProperty("series").EnumerateArray().Sum(point => point.GetProperty("value").ValueKind == JsonValueKind.Number ? point.GetProperty("value").GetDecimal() : 0));
        var words = await host.CliAsync("usage", "event-life", "bandwidth");
        Assert.StartsWith("event-life bandwidth: 1,200 bytes", words.Out, StringComparison.Ordinal);

        var verified = await host.CliAsync("verify", "--json");
        Assert.Equal((0, true), (verified.Code, verified.Json.GetProperty("ok").GetBoolean()));
        Assert.True(verified.Json.GetProperty("usage").GetProperty("ledger_events").GetInt64() >= 1);
        Assert.True(verified.Json.GetProperty("audit").GetProperty("entries").GetInt64() >= 1);
    }

    [Fact]
    public async Task The_catalog_is_listed_and_extended()
    {
        var before = (await host.CliAsync("metrics", "list", "--json")).Json.GetProperty("metrics").EnumerateArray().Select(metric => metric.GetProperty("code").GetString()).ToList();
        Assert.Subset(before.ToHashSet(), new HashSet<string?> { "api_calls", "bandwidth", "storage_peak", "compute_time" });
        var defined = await host.CliAsync("metrics", "define", "slowest", "--event-type", "api_request", "--aggregation", "percentile", "--percentile", "95", "--property", "latency", "--unit", "ms", "--dimension", "region", "--json");
        Assert.Equal((0, "slowest"), (defined.Code, defined.Json.GetProperty("code").GetString()));
        var words = await host.CliAsync("metrics", "list");
        Assert.Contains("slowest", words.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', words.Out);
        var again = await host.CliAsync("metrics", "define", "slowest", "--event-type", "other", "--aggregation", "count", "--unit", "x", "--json");
        Assert.Equal(5, again.Code);
        Assert.Equal(JsonValueKind.String, again.Json.GetProperty("error").GetProperty("title").ValueKind);
    }

    [Fact]
    public async Task The_host_tells_its_state()
    {
        var status = (await host.CliAsync("status", "--json")).Json;
        Assert.Equal("fsync", status.GetProperty("ledger").GetProperty("durability").GetString());
        Assert.NotEmpty(status.GetProperty("engines").EnumerateArray());
        Assert.Contains("Durability: fsync", (await host.CliAsync("status")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_a_missing_key_and_a_missing_host_are_told_apart()
    {
        var wrong = await Programs.CliAsync(host.Folder, "keys", "list", "--url", host.Url, "--admin-key", "this-is-not-the-admin-key", "--json");
        Assert.Equal(4, wrong.Code);
        Assert.Equal(JsonValueKind.Object, wrong.Json.GetProperty("error").ValueKind);
        Assert.StartsWith("error: ", wrong.Error, StringComparison.Ordinal);

        var none = await Programs.CliAsync(host.Folder, "keys", "list", "--url", host.Url, "--data", "elsewhere");
        Assert.Equal((4, ""), (none.Code, none.Out));
        Assert.Contains("--admin-key", none.Error, StringComparison.Ordinal);

        var nobody = await host.CliAsync("status", "--url", "http://127.0.0.1:9");
        Assert.Equal(3, nobody.Code);
        Assert.Contains("Nothing answers on http://127.0.0.1:9/", nobody.Error, StringComparison.Ordinal);

        var nowhere = await Programs.CliAsync(host.Folder, "status", "--data", "elsewhere", "--json");
        Assert.Equal((3, "unreachable"), (nowhere.Code, nowhere.Json.GetProperty("error").GetProperty("type").GetString()));
        Assert.False(Directory.Exists(Path.Combine(host.Folder, "elsewhere")));
    }

    [Theory]
    [InlineData("keys")]
    [InlineData("keys", "issue")]
    [InlineData("nonsense")]
    [InlineData("status", "--url", "not an address")]
    [InlineData("import", "usage", "x.csv", "--batch", "0")]
    [InlineData("metrics", "define", "x", "--event-type", "t", "--unit", "u", "--aggregation", "median")]
    public async Task A_wrong_command_line_is_exit_code_two_with_one_document(params string[] arguments)
    {
        var wrong = await Programs.CliAsync(host.Folder, [.. arguments, "--json"]);
        Assert.Equal((2, "usage"), (wrong.Code, wrong.Json.GetProperty("error").GetProperty("type").GetString()));
        Assert.StartsWith("error: ", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_another_process_holds_and_does_not_serve_is_said_so()
    {
        using var folder = new TempFolder();
        using (DataFolder.Open(folder.File("data"), TimeProvider.System))
        {
            var refused = await Programs.CliAsync(folder.Path, "keys", "list", "--data", folder.File("data"), "--json");
            Assert.Equal((3, "unreachable"), (refused.Code, refused.Json.GetProperty("error").GetProperty("type").GetString()));
            Assert.Contains($"in use by process {Environment.ProcessId}", refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await Programs.CliAsync(folder.Path, "keys", "list", "--data", folder.File("data"))).Code);
    }
}
