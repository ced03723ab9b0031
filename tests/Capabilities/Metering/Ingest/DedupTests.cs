using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Breakwater.Engines.Embedded.Garnet;
using Breakwater.Engines.Redis;
using Breakwater.Metering.Ingest;
using CsCheck;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Tests.Metering.Ingest;

/// <summary>Claims in front, the ledger behind: batches with repetitions, sent one after another and at once, while the claims are emptied under them.</summary>
public abstract class DedupTests : MeteringHarness
{
    private static readonly DateTimeOffset Now = new(2026, 3, 26, 12, 20, 0, TimeSpan.Zero);
    private static readonly Metric Calls = new(new("calls"), "Calls", "api_request", Aggregation.Count, null, "calls", []);
    private readonly Dictionary<(string, int), bool> _stored = [];
    private int _history;

    protected DedupTests(Action<IServiceCollection, IConfiguration> more, Dictionary<string, string?> settings)
        : base(Now, more, settings, Calls)
    {
    }

    /// <summary>Empties the server that keeps the claims.</summary>
    protected abstract Task EmptyAsync();

    [Fact]
    public Task No_event_counts_twice_and_no_retry_is_lost_whatever_happens_to_the_claims() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 3], Gen.Int[0, 40].Array[1, 60]).Array[2, 12].SampleAsync(
            async steps =>
            {
                var customer = $"c{_history++}";
                foreach (var (kind, callers, ids) in steps)
                {
                    if (kind < 3) await EmptyAsync();
                    var receipts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => SendAsync(customer, ids).AsTask(), Ct)));
                    foreach (var id in ids.Distinct())
                    {
                        var words = receipts.SelectMany(receipt => receipt.Outcomes).Where(one => one.TransactionId == $"t{id}").Select(one => one.Status).ToList();
                        Assert.Equal(_stored.TryAdd((customer, id), true) ? 1 : 0, words.Count(word => word == EventStatus.Accepted));
                        Assert.All(words, word => Assert.True(word is EventStatus.Accepted or EventStatus.Duplicate));
                        Assert.NotNull(await Get<IUsageLedger>().FindAsync(new(customer), new($"t{id}"), Ct));
                    }
                }

                var slices = await Get<IUsageReader>().ReadAsync(new(Calls, new(customer), [new TimeRange(Now.AddDays(-2), Now.AddHours(1))]), Ct);
                Assert.Equal(_stored.Keys.Count(key => key.Item1 == customer), slices.Sum(slice => slice.State.Count));
            },
            iter: 40, threads: 1);

    public override async ValueTask InitializeAsync()
    {
        foreach (var service in Get<IEnumerable<IHostedService>>().OfType<IHostedLifecycleService>().Where(service => service.GetType().Name == "EmbeddedGarnet")) await service.StartingAsync(Ct);
        await base.InitializeAsync();
    }

    /// <summary>Sends FLUSHALL to an address as the engine knows it: <c>host:port</c> or <c>!socket</c>, with options behind.</summary>
    protected static async Task FlushAsync(string connection)
    {
        var address = connection.Split(',')[0];
        using var socket = address.StartsWith('!') ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (address.StartsWith('!')) await socket.ConnectAsync(new UnixDomainSocketEndPoint(address[1..]), Ct);
        else await socket.ConnectAsync(address.Split(':')[0], int.Parse(address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture), Ct);
        if (connection.Split("password=") is [_, var password]) await AskAsync("AUTH", password);
        await AskAsync("FLUSHALL");

        async Task AskAsync(params string[] words)
        {
            var text = $"*{words.Length}\r\n{string.Concat(words.Select(word => $"${word.Length}\r\n{word}\r\n"))}";
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), Ct);
            var answer = new byte[64];
            Assert.StartsWith("+OK", Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer, Ct)), StringComparison.Ordinal);
        }
    }

    private ValueTask<UsageReceipt> SendAsync(string customer, int[] ids) => Get<AcceptUsage>().RunAsync(
        [.. ids.Select(id => new UsageCandidate(ArchivedEvent.Create(new(customer), new($"t{id}"), "api_request", Now.AddHours(-id).ToUnixTimeMilliseconds()), $"t{id}", null))], "k_test", false, Ct);
}

/// <summary>Claims in a window of the embedded Garnet.</summary>
public sealed class EmbeddedDedupTests() : DedupTests(
    (services, configuration) => services.AddEmbeddedGarnet(_ => new GarnetOptions(Garnet) { LimitsMemory = "64m", ClaimsMemory = "64m" }).AddRedisEngine(configuration), [])
{
    private static readonly string Garnet = Path.Combine(Path.GetTempPath(), $"breakwater-garnet-{Guid.NewGuid():N}");

    protected override async Task EmptyAsync() => await FlushAsync(await Get<Breakwater.Kernel.Ports.RedisAddress>().ClaimsAsync(Ct));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Garnet, recursive: true);
    }
}

/// <summary>Claims as keys of a Redis server.</summary>
public sealed class RedisServerDedupTests : DedupTests
{
    private static readonly string Socket = Path.Combine(Path.GetTempPath(), $"bw-{Guid.NewGuid():N}.sock");
    private Process? _server;

    public RedisServerDedupTests()
        : base((services, configuration) => services.AddRedisEngine(configuration), new() { ["Redis:Configuration"] = $"!{Socket}" })
    {
    }

    public override async ValueTask InitializeAsync()
    {
        _server = Process.Start(new ProcessStartInfo("redis-server", ["--port", "0", "--unixsocket", Socket, "--save", "", "--appendonly", "no"]) { RedirectStandardOutput = true });
        for (var tries = 0; !File.Exists(Socket) && tries < 100; tries++) await Task.Delay(50, Ct);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _server!.Kill();
        await _server.WaitForExitAsync(CancellationToken.None);
        _server.Dispose();
        File.Delete(Socket);
    }

    protected override Task EmptyAsync() => FlushAsync($"!{Socket}");
}
