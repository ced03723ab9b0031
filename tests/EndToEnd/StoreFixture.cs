using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Breakwater.Tests.EndToEnd;

/// <summary>What a store must still say, whichever build opens it.</summary>
/// <param name="Events">Events in the archive.</param>
/// <param name="Voided">Events that count no more.</param>
/// <param name="AuditEntries">Entries of the audit log.</param>
/// <param name="AuditHead">Hash of its last entry.</param>
/// <param name="Keys">Customers with the secret of a key that works.</param>
/// <param name="RevokedKey">A secret that is refused.</param>
/// <param name="Figures">Figures, computed by the maker and not by the product.</param>
/// <param name="Import">Id of a finished import.</param>
/// <param name="Risk">What detection and alerts wrote; null for landings before them.</param>
internal sealed record StoreFacts(
    long Events, long Voided, long AuditEntries, string AuditHead, IReadOnlyDictionary<string, string> Keys, string RevokedKey, IReadOnlyList<Figure> Figures, string Import,
    RiskFacts? Risk = null);

/// <summary>One figure of <c>/v1/usage</c>.</summary>
internal sealed record Figure(string Customer, string Metric, long Start, long End, decimal Value);

/// <summary>
/// Makes a small store by the product's own ways in, with something in every table, and keeps what it must say. The fixture of a
/// landing is this store, packed: <c>Fixtures/README.md</c>.
/// </summary>
internal static class StoreFixture
{
    private const long Hour = 3_600_000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Where the fixtures of earlier landings lie.</summary>
    public static string Folder { get; } = Path.Combine(HostProcess.Root, "tests", "EndToEnd", "Fixtures");

    /// <summary>Names of the landings.</summary>
    public static IEnumerable<string> Landings => Directory.EnumerateFiles(Folder, "*.tar.gz").Select(path => Path.GetFileName(path)[..^7]).Order(StringComparer.Ordinal);

    /// <summary>Makes the store of this build in an empty folder, with a backup of itself, and closes it.</summary>
    public static async Task<StoreFacts> MakeAsync(Browser browser, string data, CancellationToken ct)
    {
        await using var host = await HostProcess.StartAsync(data, ct: ct);
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("X-Admin-Key", host.AdminKey);
        async Task<JsonElement> CallAsync(HttpMethod method, string path, object body)
        {
            using var answer = await http.SendAsync(new(method, path) { Content = JsonContent.Create(body) }, ct);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(ct));
            return await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        }

        async Task<(string Id, string Secret)> IssueAsync(string customer)
        {
            var key = await CallAsync(HttpMethod.Post, "/v1/admin/keys", new { customer_id = customer, name = "Fixture", rate_limit = 1_000 });
            return (key.GetProperty("key_id").GetString()!, key.GetProperty("api_key").GetString()!);
        }

        var (acme, globex, ended) = (await IssueAsync("acme"), await IssueAsync("globex"), await IssueAsync("globex"));
        await CallAsync(HttpMethod.Post, "/v1/admin/keys/revoke", new { key_id = ended.Id, reason = "Not needed" });
        await CallAsync(HttpMethod.Post, "/v1/admin/keys/rotate", new { key_id = acme.Id, overlap_seconds = 3_600 * 24 * 30 });
        await CallAsync(HttpMethod.Post, "/v1/admin/keys/limit", new { key_id = globex.Id, rate_limit = 500 });
        await CallAsync(HttpMethod.Post, "/v1/admin/customers/limit", new { customer_id = "globex", rate_limit = 700 });

        // Six days that end before yesterday: no event is refused for its time, and no hour is still open.
        var start = TimeProvider.System.GetUtcNow().AddDays(-10).ToUnixTimeMilliseconds() / (24 * Hour) * 24 * Hour;
        var end = start + (6 * 24 * Hour);
        object Call(int n) => new { transaction_id = $"a{n}", customer_id = "acme", event_type = "api_request", timestamp = start + (n * (6 * 24 * Hour) / 240), properties = new { bytes = Bytes(n), endpoint = $"/v1/{n % 3}" } };
        object Work(int n) => n % 2 == 0
            ? new { transaction_id = $"g{n}", customer_id = "globex", event_type = "compute", timestamp = start + (n * Hour), properties = (object)new { cpu_ms = n + 0.125m } }
            : new { transaction_id = $"g{n}", customer_id = "globex", event_type = "storage", timestamp = start + (n * Hour), properties = (object)new { gb_stored = n * 1.5m } };
        // The second half first: late events belong into hours that are written already.
        foreach (var part in (int[][])[[.. Enumerable.Range(120, 120)], [.. Enumerable.Range(0, 120)], [.. Enumerable.Range(100, 20)]])
        {
            await SendAsync(http, acme.Secret, part.Select(Call), ct);
        }

        await SendAsync(http, globex.Secret, Enumerable.Range(0, 120).Select(Work), ct);
        await CallAsync(HttpMethod.Post, "/v1/admin/metrics", new { code = "p90_bytes", name = "Large answers", event_type = "api_request", aggregation = "PERCENTILE", percentile = 90, property = "bytes", unit = "bytes", dimensions = new[] { "endpoint" } });
        await CallAsync(HttpMethod.Put, "/v1/admin/metrics/bandwidth", new { code = "bandwidth", name = "Bandwidth out", event_type = "api_request", aggregation = "SUM", property = "bytes", unit = "bytes", dimensions = new[] { "endpoint" }, version = 1, reason = "A clearer name, by endpoint" });
        await CallAsync(HttpMethod.Post, "/v1/events/a17/void", new { customer_id = "acme", reason = "Sent by mistake" });

        var trace = Path.Combine(data, "..", Path.GetFileName(data) + "-trace.csv");
        var stolen = RiskFixture.Trace(TimeProvider.System.GetUtcNow());
        await File.WriteAllLinesAsync(trace, ["client_id,model,period_start_utc,requests", .. Enumerable.Range(0, 30).Select(n => $"initech,m,{DateTimeOffset.FromUnixTimeMilliseconds(start + (n * Hour)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)},{n + 1}"), .. stolen], ct);
        var import = (await CommandLine.BreakwaterAsync(data, "import", "usage", trace, "--shift-weeks", "0", "--data", data, "--json")).Good().Json;
        File.Delete(trace);
        var risk = await RiskFixture.MakeAsync(http, data, ct);

        await using (var visit = await browser.VisitAsync(Role.Operator, host: host))
        {
            await ConfirmAsync(visit, "/operations?job=maintenance&do=run", "Run maintenance");
            await visit.Page.GetByText("Succeeded").First.WaitForAsync();
            await ConfirmAsync(visit, "/operations?job=usage-verify&do=pause", "Pause usage-verify");
        }

        await CallAsync(HttpMethod.Post, "/v1/admin/backups", new { name = "fixture" });
        var verdict = (await CommandLine.BreakwaterAsync(data, "verify", "--data", data, "--json")).Good().Json;
        Assert.Equal(0, await host.InterruptAsync(ct));

        var counted = Enumerable.Range(0, 240).Where(n => n != 17).ToList();
        var sizes = counted.Select(Bytes).Order().ToList();
        Figure Whole(string customer, string metric, decimal value) => new(customer, metric, start, end, value);
        return new(
            240 + 120 + 30 + stolen.Count, 1, verdict.GetProperty("audit").GetProperty("entries").GetInt64(), verdict.GetProperty("audit").GetProperty("head_hash").GetString()!,
            new Dictionary<string, string> { ["acme"] = acme.Secret, ["globex"] = globex.Secret }, ended.Secret,
            [
                Whole("acme", "api_calls", 239), Whole("acme", "bandwidth", sizes.Sum()), Whole("acme", "p90_bytes", sizes[(int)Math.Ceiling(0.9 * sizes.Count) - 1]),
                new("acme", "api_calls", start, start + (24 * Hour), 39), new("acme", "api_calls", start + (24 * Hour), end, 200),
                Whole("globex", "compute_time", Enumerable.Range(0, 60).Sum(n => (2 * n) + 0.125m)), Whole("globex", "storage_peak", 119 * 1.5m),
                Whole("initech", "requests", 465),
            ],
            import.GetProperty("sha256").GetString()!, risk);
    }

    /// <summary>Packs a closed store as the fixture of a landing.</summary>
    public static async Task PackAsync(string data, StoreFacts facts, string landing, CancellationToken ct)
    {
        // The rest is made anew by every start, or belongs to the process that had the store open.
        foreach (var entry in Directory.EnumerateFileSystemEntries(data).Where(path => !Kept.Contains(Path.GetFileName(path))).ToList())
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }

        await using (var file = File.Create(Path.Combine(Folder, landing + ".tar.gz")))
        await using (var gzip = new GZipStream(file, CompressionLevel.SmallestSize))
        {
            await TarFile.CreateFromDirectoryAsync(data, gzip, includeBaseDirectory: false, ct);
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, landing + ".json"), JsonSerializer.Serialize(facts, Json) + "\n", ct);
    }

    /// <summary>Unpacks the fixture of a landing.</summary>
    public static async Task<StoreFacts> UnpackAsync(string landing, string data, CancellationToken ct)
    {
        await using var file = File.OpenRead(Path.Combine(Folder, landing + ".tar.gz"));
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(gzip, data, overwriteFiles: false, ct);
        return JsonSerializer.Deserialize<StoreFacts>(await File.ReadAllTextAsync(Path.Combine(Folder, landing + ".json"), ct), Json)!;
    }

    private static readonly string[] Kept = ["control.db", "control.db-wal", "audit.head", "admin.key", "customer-keys.json", "events", "ledger", "backups"];

    private static decimal Bytes(int n) => (n * 37 % 1_000) + 0.25m;

    private static async Task SendAsync(HttpClient http, string key, IEnumerable<object> events, CancellationToken ct)
    {
        HttpResponseMessage answer;
        for (var tries = 0; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = JsonContent.Create(new { events }) };
            request.Headers.Add("X-API-Key", key);
            answer = await http.SendAsync(request, ct);
            // A busy machine asks to come back later.
            if (answer.StatusCode != System.Net.HttpStatusCode.ServiceUnavailable || tries == 20) break;
            answer.Dispose();
            await Task.Delay(250, ct);
        }

        using var taken = answer;
        answer.EnsureSuccessStatusCode();
        Assert.Equal(0, (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("failed").GetArrayLength());
    }

    private static async Task ConfirmAsync(Visit visit, string path, string action)
    {
        await visit.OpenAsync(path);
        await visit.Page.GetByRole(AriaRole.Dialog).Locator("textarea").FillAsync("For the fixture");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).Locator("textarea").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
