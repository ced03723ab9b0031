using System.Globalization;
using System.Text.Json;

namespace Breakwater.Tests.EndToEnd;

/// <summary>
/// kill -9 at random instants under load with client retries: nothing that was accepted is lost, nothing is counted twice.
/// BREAKWATER_CRASH_ROUNDS sets the number of rounds (tests/crash.sh runs the long form); a short form runs with every test run.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_CRASH_ROUNDS") ?? "5", CultureInfo.InvariantCulture);
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_CRASH_SEED") ?? "20260301", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Killed_at_random_instants_under_load_nothing_is_lost_or_counted_twice()
    {
        var ct = TestContext.Current.CancellationToken;
        var random = new Random(Seed);
        var data = Directory.CreateTempSubdirectory("breakwater-crash-").FullName;
        var senders = new List<CrashSender>();
        try
        {
            var port = HostProcess.FreePort();
            await using (var first = await Start(data, port, ct))
            {
                using var api = new Api(first.Address, first.AdminKey);
                for (var i = 0; i < 4; i++) senders.Add(new CrashSender($"crash_{i % 2}", $"s{i}", await api.IssueKeyAsync($"crash_{i % 2}", 1_000_000, ct), Seed + i));
            }

            for (var round = 0; round < Rounds; round++)
            {
                await using var host = await Start(data, port, ct);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var sending = senders.Select(sender => sender.RunAsync(host.Address, stop.Token)).ToArray();
                await Task.Delay(random.Next(30, 1_500), ct);
                await host.KillAsync();
                await stop.CancelAsync();
                await Task.WhenAll(sending);
            }

            await using var last = await Start(data, port, ct);
            foreach (var sender in senders) await sender.SettleAsync(last.Address, ct);
            await AssertTotals(last, senders, ct);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private async Task AssertTotals(HostProcess host, List<CrashSender> senders, CancellationToken ct)
    {
        using var api = new Api(host.Address, host.AdminKey);
        foreach (var customer in senders.GroupBy(sender => sender.Customer))
        {
            var key = customer.First().Key;
            var sent = customer.Sum(sender => sender.Settled);
            Assert.True(sent > 0, "The load must have got through.");
            Assert.Equal(sent, await api.UsageAsync(key, customer.Key, "api_calls", ct));
            Assert.Equal(customer.Sum(sender => sender.SettledBytes), await api.UsageAsync(key, customer.Key, "bandwidth", ct));
        }

        Assert.Empty(senders.SelectMany(sender => sender.Lies));
        var report = await api.GetAsync("/v1/admin/verify", ct);
        Assert.True(report.GetProperty("conserved").GetBoolean(), report.ToString());
        output.WriteLine($"{Rounds} rounds of kill -9: {senders.Sum(sender => sender.Settled):N0} events settled, {senders.Sum(sender => sender.Retries):N0} batches retried, 0 lost, 0 twice.");
    }

    private static Task<HostProcess> Start(string data, int port, CancellationToken ct) =>
        HostProcess.StartAsync(data, ["--role", "ingestion"], port: port, ct: ct);
}

/// <summary>A client that keeps a batch until it has an answer, and sends some batches twice on purpose.</summary>
internal sealed class CrashSender(string customer, string name, string key, int seed)
{
    private readonly Random _random = new(seed);
    private readonly HashSet<string> _acknowledged = [];
    private List<(string Id, int Bytes)> _batch = [];
    private int _next;

    public string Customer => customer;

    public string Key => key;

    public long Settled { get; private set; }

    public long SettledBytes { get; private set; }

    public long Retries { get; private set; }

    /// <summary>Answers that contradict an earlier answer.</summary>
    public List<string> Lies { get; } = [];

    public async Task RunAsync(Uri address, CancellationToken ct)
    {
        using var api = new Api(address, adminKey: null);
        while (!ct.IsCancellationRequested)
        {
            if (_batch.Count == 0) _batch = NewBatch();
            else Retries++;
            try
            {
                await SendAsync(api, ct);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                if (!ct.IsCancellationRequested) await Task.Delay(5, CancellationToken.None);
            }
        }
    }

    public async Task SettleAsync(Uri address, CancellationToken ct)
    {
        using var api = new Api(address, adminKey: null);
        while (_batch.Count > 0) await SendAsync(api, ct);
    }

    private async Task SendAsync(Api api, CancellationToken ct)
    {
        var answer = await api.SendAsync(key, customer, _batch, ct);
        if (answer is not { } results) return;
        foreach (var result in results.GetProperty("results").EnumerateArray())
        {
            var id = result.GetProperty("transaction_id").GetString()!;
            var status = result.GetProperty("status").GetString();
            if (status == "accepted" && !_acknowledged.Add(id)) Lies.Add($"{id} was accepted twice");
            else if (status == "duplicate") _acknowledged.Add(id);
            else if (status != "accepted") Lies.Add($"{id}: {status}");
        }

        Settled += _batch.Count;
        SettledBytes += _batch.Sum(item => item.Bytes);
        // A client that lost the answer sends again: now and then pretend that this one was lost.
        if (_random.Next(4) == 0)
        {
            Settled -= _batch.Count;
            SettledBytes -= _batch.Sum(item => item.Bytes);
            return;
        }

        _batch = [];
    }

    private List<(string, int)> NewBatch() =>
        [.. Enumerable.Range(0, _random.Next(3) switch { 0 => 1, 1 => 20, _ => 500 }).Select(_ => ($"{name}_{_next++}", _random.Next(10_000)))];
}
