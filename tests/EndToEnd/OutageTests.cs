using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Breakwater.Tests.EndToEnd;

/// <summary>A full disk and a dead engine: refused in words and for a while, nothing lost, nothing counted twice, whole again by itself.</summary>
public sealed class OutageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_loses_nothing_and_mends_itself()
    {
        if (OwnDisk.Missing is { } missing) Assert.Skip(missing);
        await using var host = await HostProcess.StartAsync(options: ["--role", "ingestion"], diskMegabytes: 160, ct: Ct);
        using var api = new Api(host.Address, host.AdminKey);
        var key = await api.IssueKeyAsync("acme", 1_000_000, Ct);
        await api.SendSurelyAsync(key, "acme", Events("before", 500), Ct);

        var ballast = Path.Combine(host.Seen, "ballast");
        await FillAsync(ballast);
        var sent = 0;
        using var refusal = await UntilRefusedAsync(host, key, () => $"full{sent++}");
        await AssertRefusalAsync(refusal);
        var ready = await WaitAsync(host, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("Usage ledger", Down(ready));
        Assert.Contains("Usage ledger", Down(await api.GetAsync("/v1/admin/status", Ct)));

        // What an outage of a minute would write: the cause once, the rest as lines.
        for (var i = 0; i < 40; i++) (await UntilRefusedAsync(host, key, () => $"full{sent++}")).Dispose();
        AssertFewLines(host);
        File.Delete(ballast);
        for (var i = 0; i < sent; i++) await api.SendSurelyAsync(key, "acme", Events($"full{i}", 200), Ct);
        await WaitAsync(host, HttpStatusCode.OK);
        Assert.Equal(500 + sent * 200, await api.UsageAsync(key, "acme", "api_calls", Ct));
        Assert.True((await api.GetAsync("/v1/admin/verify", Ct)).GetProperty("conserved").GetBoolean());
    }

    [Fact]
    public async Task A_dead_redis_is_told_and_an_emptied_one_changes_no_figure()
    {
        var folder = Directory.CreateTempSubdirectory("bw-redis-").FullName;
        var socket = Path.Combine(folder, "redis.sock");
        var redis = await StartRedisAsync(socket, folder);
        try
        {
            await using var host = await HostProcess.StartAsync(options: ["--role", "ingestion", $"--Redis:Configuration=!{socket}"], ct: Ct);
            using var api = new Api(host.Address, host.AdminKey);
            var key = await api.IssueKeyAsync("acme", 1_000_000, Ct);
            await api.SendSurelyAsync(key, "acme", Events("one", 300), Ct);

            redis.Kill();
            await redis.WaitForExitAsync(Ct);
            redis.Dispose();
            using var refusal = await UntilRefusedAsync(host, key, () => "one");
            await AssertRefusalAsync(refusal);
            Assert.Contains("Rate limiter", Down(await WaitAsync(host, HttpStatusCode.ServiceUnavailable)));
            Assert.Contains("Rate limiter", Down(await api.GetAsync("/v1/admin/status", Ct)));

            for (var i = 0; i < 40; i++) (await UntilRefusedAsync(host, key, () => "one")).Dispose();
            AssertFewLines(host);

            // Comes back without any of its claims: the ledger still knows what is stored.
            redis = await StartRedisAsync(socket, folder);
            var again = await api.SendSurelyAsync(key, "acme", [.. Events("one", 300), .. Events("two", 100)], Ct);
            Assert.Equal((100, 300), (again.GetProperty("accepted").GetInt32(), again.GetProperty("duplicates").GetInt32()));
            await WaitAsync(host, HttpStatusCode.OK);
            Assert.Equal(400, await api.UsageAsync(key, "acme", "api_calls", Ct));
        }
        finally
        {
            redis.Kill();
            redis.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Dead_embedded_servers_come_back_emptied_under_load_and_no_event_is_lost_or_counted_twice()
    {
        await using var host = await HostProcess.StartAsync(options: ["--role", "ingestion"], ct: Ct);
        using var api = new Api(host.Address, host.AdminKey);
        var key = await api.IssueKeyAsync("acme", 1_000_000, Ct);
        string[] sockets = ["limits", "claims"];
        Assert.All(sockets, name => Assert.True(File.Exists(Socket(name)), $"The server for {name} listens on a socket in the data folder."));

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var senders = Enumerable.Range(0, 4).Select(sender => LoadAsync(host, key, sender, enough.Token)).ToArray();
        // Nobody can connect any more, so the watchdog ends the servers with all their connections and starts them anew, without the claims.
        foreach (var name in sockets) File.Delete(Socket(name));
        for (var tries = 0; !sockets.All(name => File.Exists(Socket(name))); tries++)
        {
            Assert.True(tries < 240, $"The servers did not come back within a minute:\n{host.Output}");
            await Task.Delay(250, Ct);
        }

        await Task.Delay(2_000, Ct);
        await enough.CancelAsync();
        var sent = await Task.WhenAll(senders);
        Assert.Equal(2, host.Output.Split('\n').Count(line => line.Contains("does not answer and is started anew", StringComparison.Ordinal)));
        Assert.All(sent, batches => Assert.True(batches > 5, "Service went on while nobody could connect."));

        // Everything again: the claims are gone, the ledger knows each event.
        for (var sender = 0; sender < sent.Length; sender++)
        {
            for (var batch = 0; batch < sent[sender]; batch++)
            {
                var again = await api.SendSurelyAsync(key, "acme", Events($"load{sender}_{batch}", 100), Ct);
                Assert.Equal((0, 100), (again.GetProperty("accepted").GetInt32(), again.GetProperty("duplicates").GetInt32()));
            }
        }

        await WaitAsync(host, HttpStatusCode.OK);
        Assert.Equal(sent.Sum() * 100, await api.UsageAsync(key, "acme", "api_calls", Ct));
        Assert.True((await api.GetAsync("/v1/admin/verify", Ct)).GetProperty("conserved").GetBoolean());

        string Socket(string name) => Path.Combine(host.Data, "garnet", name, $"{name}.sock");
    }

    [Fact]
    public async Task An_unreadable_control_store_is_told_in_words_on_every_route()
    {
        await using var host = await HostProcess.StartAsync(options: ["--role", "ingestion", "--Access:KeyCacheSeconds=1"], ct: Ct);
        using var api = new Api(host.Address, host.AdminKey);
        var key = await api.IssueKeyAsync("acme", 1_000_000, Ct);
        await api.SendSurelyAsync(key, "acme", Events("before", 10), Ct);
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("X-Admin-Key", host.AdminKey);

        foreach (var file in (string[])["control.db", "control.db-wal"]) await File.WriteAllBytesAsync(Path.Combine(host.Data, file), new byte[8_192], Ct);
        var ready = await WaitAsync(host, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(["Control store"], Down(ready));
        Assert.Equal(["Control store"], Down(await api.GetAsync("/v1/admin/status", Ct)));
        await Task.Delay(1_500, Ct);
        foreach (var (secret, id) in ((string, string)[])[(key, "known"), ("bw_" + new string('a', 43), "unknown")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = Api.Body("acme", Events(id, 5)) };
            request.Headers.Add("X-API-Key", secret);
            using var answer = await http.SendAsync(request, Ct);
            await AssertRefusalAsync(answer);
        }

        foreach (var path in (string[])["/v1/admin/keys", "/v1/admin/audit", "/v1/admin/imports"])
        {
            using var answer = await http.GetAsync(path, Ct);
            await AssertRefusalAsync(answer);
        }

        // What needs no control store goes on.
        Assert.True((await http.GetAsync("/health", Ct)).IsSuccessStatusCode);
        Assert.Equal(4, (await api.GetAsync("/v1/metrics", Ct)).GetProperty("metrics").GetArrayLength());
    }

    // Sends batch after batch, each until it is taken: what the service refuses, it refuses for a while.
    private static async Task<int> LoadAsync(HostProcess host, string key, int sender, CancellationToken enough)
    {
        using var http = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(30) };
        var batch = 0;
        for (var taken = true; !enough.IsCancellationRequested || !taken;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = Api.Body("acme", Events($"load{sender}_{batch}", 100)) };
            request.Headers.Add("X-API-Key", key);
            using var answer = await http.SendAsync(request, Ct);
            taken = answer.StatusCode == HttpStatusCode.OK;
            if (taken) batch++;
            else await AssertRefusalAsync(answer);
            await Task.Delay(taken ? 20 : 100, Ct);
        }

        return batch;
    }

    private static (string Id, int Bytes)[] Events(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => ($"{prefix}_{i}", i))];

    private static async Task FillAsync(string path)
    {
        var block = new byte[1024 * 1024];
        await using var file = File.Create(path, bufferSize: 0);
        foreach (var size in (int[])[block.Length, 4096])
        {
            try
            {
                while (true) file.Write(block, 0, size);
            }
            catch (IOException)
            {
                // Full; then the last pages too.
            }
        }
    }

    private static async Task<HttpResponseMessage> UntilRefusedAsync(HostProcess host, string key, Func<string> prefix)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        for (var attempt = 0; attempt < 200; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = Api.Body("acme", Events(prefix(), 200)) };
            request.Headers.Add("X-API-Key", key);
            var answer = await http.SendAsync(request, Ct);
            if (answer.StatusCode != HttpStatusCode.OK) return answer;
            answer.Dispose();
        }

        throw new InvalidOperationException("Nothing was refused.");
    }

    private static async Task AssertRefusalAsync(HttpResponseMessage refusal)
    {
        var text = await refusal.Content.ReadAsStringAsync(Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
        Assert.True(refusal.Headers.RetryAfter?.Delta > TimeSpan.Zero, "A refusal says when to come back.");
        Assert.Equal("application/problem+json", refusal.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ENOSPC", text, StringComparison.OrdinalIgnoreCase);
    }

    // The cause with its stack once (a job may meet the same outage), and far fewer lines than refusals.
    private static void AssertFewLines(HostProcess host)
    {
        int Lines(string words) => host.Output.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal));
        Assert.InRange(Lines("Exception: "), 1, 20);
        Assert.InRange(Lines("unavailable; request"), 1, 20);
    }

    private static async Task<JsonElement> WaitAsync(HostProcess host, HttpStatusCode status)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        for (var attempt = 0; attempt < 120; attempt++)
        {
            using var answer = await http.GetAsync("/health/ready", Ct);
            if (answer.StatusCode == status) return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
            await Task.Delay(250, Ct);
        }

        throw new TimeoutException($"The host did not answer {status} to /health/ready within 30 s:\n{host.Output}");
    }

    private static IEnumerable<string> Down(JsonElement ready) => ready.GetProperty("engines").EnumerateArray()
        .Where(engine => engine.GetProperty("state").GetString() == "down").Select(engine => engine.GetProperty("engine").GetString()!);

    private static async Task<Process> StartRedisAsync(string socket, string folder)
    {
        File.Delete(socket);
        var redis = Process.Start(new ProcessStartInfo("redis-server", ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder]) { RedirectStandardOutput = true })!;
        for (var tries = 0; !File.Exists(socket) && tries < 200; tries++) await Task.Delay(25, Ct);
        return redis;
    }
}
