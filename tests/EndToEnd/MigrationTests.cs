using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Breakwater.Tests.EndToEnd;

/// <summary>Stores of earlier landings, and one of this build, opened by this build: nothing is lost, nothing counts otherwise, nothing newer is touched.</summary>
public sealed class MigrationTests(Browser browser) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-store-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder, "data");

    public static TheoryData<string> Landings => new(StoreFixture.Landings);

    [Theory]
    [MemberData(nameof(Landings))]
    public async Task The_store_of_an_earlier_landing_says_what_it_said(string landing) => await HoldsAsync(await UnpackAsync(landing));

    [Fact]
    public async Task The_store_of_this_build_says_what_was_put_in()
    {
        Directory.CreateDirectory(Data);
        var facts = await StoreFixture.MakeAsync(browser, Data, Ct);
        if (Environment.GetEnvironmentVariable("BREAKWATER_FIXTURE") is { Length: > 0 } landing) await StoreFixture.PackAsync(Data, facts, landing, Ct);
        await HoldsAsync(facts);
    }

    [Theory]
    [MemberData(nameof(Landings))]
    public async Task The_ledger_of_an_earlier_landing_is_only_a_view_of_its_archive(string landing)
    {
        var facts = await UnpackAsync(landing);
        Directory.Delete(Path.Combine(Data, "ledger"), recursive: true);
        await VerifiesAsync(Data, facts);
    }

    [Theory]
    [InlineData("control.db")]
    [InlineData("ledger/lane-0/figures.db")]
    [InlineData("ledger/store.json")]
    public async Task A_newer_store_is_refused_in_words_and_left_alone(string file)
    {
        await UnpackAsync(StoreFixture.Landings.Last());
        await BreakwaterAsync("verify");
        MakeNewer(Path.Combine(Data, file));
        var before = Files(Data);

        var said = await BreakwaterAsync("verify", "--json");
        Assert.Equal(3, said.Code);
        Assert.Contains("version 999", said.Json.GetProperty("error").GetProperty("title").GetString(), StringComparison.Ordinal);
        var host = await CommandLine.RunAsync("dotnet", [HostProcess.Program("Host", "Breakwater.Host.dll"), "--data", Data, "--urls", "http://127.0.0.1:0"], _folder);
        Assert.NotEqual(0, host.Code);
        Assert.Contains("version 999", host.Out + host.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", host.Out + host.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Out + host.Error + said.Error, StringComparison.Ordinal);
        Assert.Equal(before, Files(Data));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task HoldsAsync(StoreFacts facts)
    {
        await VerifiesAsync(Data, facts);
        var settled = Files(Data);
        await VerifiesAsync(Data, facts);
        Assert.Equal(settled, Files(Data));

        var copy = Path.Combine(_folder, "copy");
        (await CommandLine.BreakwaterAsync(_folder, "restore", Path.Combine(Data, "backups", "fixture"), "--data", copy)).Good();
        await VerifiesAsync(copy, facts);
        foreach (var store in (string[])[Data, copy])
        {
            if (facts.Risk is { } closed) RiskFixture.Holds(closed, store);
        }

        await using var host = await HostProcess.StartAsync(Data, ct: Ct);
        using var http = new HttpClient { BaseAddress = host.Address };
        await AnswersAsync(http, host.AdminKey, facts);
        if (facts.Risk is { } risk) await RiskFixture.HoldsAsync(risk, async path => (await GetAsync(http, "X-Admin-Key", host.AdminKey, path)).Body);
        await using var visit = await browser.VisitAsync(Role.Operator, host: host);
        await visit.OpenAsync("/operations?job=maintenance");
        await visit.Page.GetByText("Succeeded").First.WaitForAsync();
        await visit.OpenAsync("/operations?job=usage-verify");
        await visit.Page.GetByText("paused").First.WaitForAsync();
    }

    private async Task VerifiesAsync(string data, StoreFacts facts)
    {
        var verdict = (await CommandLine.BreakwaterAsync(_folder, "verify", "--data", data, "--json")).Good().Json;
        var (usage, audit) = (verdict.GetProperty("usage"), verdict.GetProperty("audit"));
        Assert.Equal(
            (facts.Events, facts.Events, facts.Events - facts.Voided, facts.Voided),
            (Long(usage, "archived_events"), Long(usage, "ledger_events"), Long(usage, "counted_events"), Long(usage, "voided_events")));
        Assert.True(Long(usage, "metrics_checked") >= 6);
        // A copy is a moment older: making it is an entry of its own.
        Assert.InRange(Long(audit, "entries"), facts.AuditEntries - 1, facts.AuditEntries);
        if (Long(audit, "entries") == facts.AuditEntries) Assert.Equal(facts.AuditHead, audit.GetProperty("head_hash").GetString());
    }

    private static async Task AnswersAsync(HttpClient http, string adminKey, StoreFacts facts)
    {
        Task<(HttpStatusCode Code, JsonElement Body)> AsAdminAsync(string path) => GetAsync(http, "X-Admin-Key", adminKey, path);
        foreach (var figure in facts.Figures)
        {
            var path = $"/v1/usage?customer_id={figure.Customer}&metric={figure.Metric}&start={figure.Start}&end={figure.End}";
            var answer = facts.Keys.TryGetValue(figure.Customer, out var key) ? await GetAsync(http, "X-API-Key", key, path) : await AsAdminAsync(path);
            Assert.Equal((HttpStatusCode.OK, figure.Value, figure.Metric), (answer.Code, answer.Body.GetProperty("value").GetDecimal(), answer.Body.GetProperty("metric").GetString()));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(http, "X-API-Key", facts.RevokedKey, "/v1/events/g1?customer_id=globex")).Code);
        var voided = (await AsAdminAsync("/v1/events/a17?customer_id=acme")).Body.GetProperty("voided");
        Assert.Equal("Sent by mistake", voided.GetProperty("reason").GetString());
        var metrics = (await AsAdminAsync("/v1/admin/metrics")).Body.GetProperty("metrics").EnumerateArray().ToDictionary(metric => metric.GetProperty("code").GetString()!);
        Assert.Equal(("Bandwidth out", 2), (metrics["bandwidth"].GetProperty("name").GetString(), metrics["bandwidth"].GetProperty("version").GetInt32()));
        Assert.True((await AsAdminAsync($"/v1/admin/imports/{facts.Import}")).Body.GetProperty("completed").GetBoolean());
        var keys = (await AsAdminAsync("/v1/admin/keys?customer_id=globex")).Body.GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(["active", "revoked"], keys.Select(item => item.GetProperty("state").GetString()).Order(StringComparer.Ordinal));
        Assert.Contains(500, keys.Select(item => item.GetProperty("rate_limit").GetInt32()));
        Assert.Equal("fixture", (await AsAdminAsync("/v1/admin/backups")).Body.GetProperty("backups")[0].GetProperty("name").GetString());

        // Uniqueness reaches over landings: what was stored by an earlier build is a duplicate to this one.
        var found = (await AsAdminAsync("/v1/events/a5?customer_id=acme")).Body.GetProperty("event");
        using var again = new HttpRequestMessage(HttpMethod.Post, "/v1/events/backfill");
        again.Headers.Add("X-Admin-Key", adminKey);
        again.Content = new StringContent($$"""{"reason":"once more","events":[{{found.GetRawText()}}]}""", System.Text.Encoding.UTF8, "application/json");
        using var answered = await http.SendAsync(again, Ct);
        Assert.Equal(1, JsonElement.Parse(await answered.Content.ReadAsStringAsync(Ct)).GetProperty("duplicates").GetInt32());
    }

    private static async Task<(HttpStatusCode Code, JsonElement Body)> GetAsync(HttpClient http, string header, string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(header, key);
        using var answer = await http.SendAsync(request, Ct);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct)));
    }

    private async Task<StoreFacts> UnpackAsync(string landing)
    {
        Directory.CreateDirectory(Data);
        return await StoreFixture.UnpackAsync(landing, Data, Ct);
    }

    private Task<Ended> BreakwaterAsync(params string[] arguments) => CommandLine.BreakwaterAsync(_folder, [.. arguments, "--data", Data]);

    private static void MakeNewer(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (path.EndsWith(".json", StringComparison.Ordinal))
        {
            var note = JsonNode.Parse(bytes)!.AsObject();
            note["Version"] = 999;
            bytes = System.Text.Encoding.UTF8.GetBytes(note.ToJsonString());
        }
        else
        {
            // Where SQLite keeps user_version: https://sqlite.org/fileformat.html#user_version_number
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(60), 999);
        }

        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Every file that is kept over a restart, with its checksum.</summary>
    private static SortedDictionary<string, string> Files(string data)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in (string[])["control.db", "audit.head", "admin.key", "events", "ledger", "backups"])
        {
            var path = Path.Combine(data, part);
            foreach (var file in Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [path])
            {
                files[Path.GetRelativePath(data, file)] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
            }
        }

        return files;
    }

    private static long Long(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
