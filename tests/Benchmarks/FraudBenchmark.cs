using System.Diagnostics;
using Breakwater.Access;
using Breakwater.Engines.Embedded;
using Breakwater.Engines.Redis;
using Breakwater.Fraud;
using Breakwater.Fraud.Ingest;
using Breakwater.Kernel;
using Breakwater.Metering;
using Breakwater.Metering.Ingest;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Breakwater.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Benchmarks;

/// <summary>Detection over a large fleet on the embedded engines: business hours of every customer, four additive metrics.</summary>
internal static class FraudBenchmark
{
    private const int Days = 86;
    private static readonly string[] Sums = ["a", "b", "c"];

    public static async Task<int> RunAsync(string[] args)
    {
        var root = Options.Text(args, "data") ?? Path.Combine(Path.GetTempPath(), "breakwater-benchmark-fraud");
        var customers = Options.Number(args, "customers", 10_000);
        var fresh = !Directory.Exists(root) || !Options.Flag(args, "keep");
        if (fresh && Directory.Exists(root)) Directory.Delete(root, recursive: true);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [EmbeddedEngines.PathKey] = root }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System)
            .AddMetering(configuration).AddAccess(configuration).AddOperations(configuration).AddFraud(configuration).AddEmbeddedEngines(configuration).AddRedisEngine(configuration);
        await using var provider = services.BuildServiceProvider();
        var hosted = provider.GetServices<IHostedService>().ToList();
        foreach (var service in hosted.OfType<IHostedLifecycleService>()) await service.StartingAsync(CancellationToken.None);
        foreach (var service in hosted) await service.StartAsync(CancellationToken.None);
        Console.WriteLine($"{Environment.ProcessorCount} cores, {customers:N0} customers, 4 metrics, {Days} days, data in {root}");

        if (fresh) await FillAsync(provider, customers);
        var build = provider.GetRequiredService<BuildBaselines>();
        await MeasureAsync("first build, 28 days scored in hindsight", async () => Words((await build.RunAsync(Actor.System, CancellationToken.None)).Value));
        await MeasureAsync("rebuild of every baseline", async () => Words((await build.RunAsync(Actor.System, CancellationToken.None)).Value));
        var score = provider.GetRequiredService<ScoreFleet>();
        for (var run = 0; run < 5; run++)
        {
            await MeasureAsync("scoring one hour", async () => await score.RunAsync(CancellationToken.None) is var report ? $"{report.Scored:N0} series, {report.Suspicions:N0} suspicions, {report.Built.Built:N0} built" : "");
        }

        foreach (var service in Enumerable.Reverse(hosted)) await service.StopAsync(CancellationToken.None);
        return 0;
    }

    private static async Task FillAsync(ServiceProvider provider, int customers)
    {
        var define = provider.GetRequiredService<DefineMetric>();
        foreach (var archived in (string[])["api_calls", "bandwidth", "storage_peak", "compute_time"])
        {
            await provider.GetRequiredService<ArchiveMetric>().RunAsync(Actor.System, archived, true, 1, "benchmark", CancellationToken.None);
        }

        await define.RunAsync(Actor.System, new("works", "Works", "work", Aggregation.Count, null, "works", [], null, null, 0), "benchmark", CancellationToken.None);
        foreach (var sum in Sums) await define.RunAsync(Actor.System, new($"sum_{sum}", sum, "work", Aggregation.Sum, sum, "units", [], null, null, 0), "benchmark", CancellationToken.None);
        var ledger = provider.GetRequiredService<IUsageLedger>();
        var random = new Random(1);
        var end = TimeProvider.System.GetUtcNow();
        var first = new DateTimeOffset(end.UtcDateTime.Date, TimeSpan.Zero).AddDays(-Days);
        var watch = Stopwatch.StartNew();
        long sent = 0;
        for (var hour = first; hour < end.AddHours(-1); hour = hour.AddHours(1))
        {
            if (hour.Hour is < 8 or >= 18) continue;
            var weekend = hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? .3 : 1;
            var events = new UsageEvent[customers];
            for (var i = 0; i < customers; i++)
            {
                events[i] = ArchivedEvent.Create(
                    new($"customer-{i}"), new($"{hour:yyyyMMddHH}-{i}"), "work", hour.ToUnixTimeMilliseconds() + random.Next(3_600_000),
                    [.. Sums.Select(sum => Number(sum, random.Next((int)(weekend * 20), (int)(weekend * 60))))]);
            }

            foreach (var batch in events.Chunk(10_000)) await AppendAsync(ledger, batch);
            sent += customers;
        }

        Console.WriteLine($"{sent:N0} events in {watch.Elapsed.TotalSeconds:N0} s");
    }

    private static Property Number(string name, int value) => new(name, new(PropertyKind.Number, $"{value}", value));

    private static async Task AppendAsync(IUsageLedger ledger, UsageEvent[] batch)
    {
        while (true)
        {
            try
            {
                await ledger.AppendAsync(new(batch, TimeProvider.System.GetUtcNow(), "benchmark", true), CancellationToken.None);
                return;
            }
            catch (EngineUnavailableException full)
            {
                await Task.Delay(full.RetryAfter);
            }
        }
    }

    private static async Task MeasureAsync(string what, Func<Task<string>> work)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var said = await work();
        var process = Process.GetCurrentProcess();
        Console.WriteLine($"{what,-42} {watch.Elapsed.TotalSeconds,7:N2} s, {(process.TotalProcessorTime - cpu).TotalSeconds,7:N2} s CPU, {process.WorkingSet64 / 1048576.0,6:N0} MB; {said}");
    }

    private static string Words(BuildReport report) => $"{report.Built:N0} of {report.Series:N0} built, {report.Scored:N0} days scored, {report.Suspicions:N0} suspicions";
}
