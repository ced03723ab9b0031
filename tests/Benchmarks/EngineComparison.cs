using System.Diagnostics;
using Breakwater.Engines.Embedded.Metering;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Benchmarks;

/// <summary>
/// What decides over a ledger: the same batches, each durable before it is answered and unique by customer and id, and the same questions,
/// on a table of SQLite, on a table of DuckDB and on the product's ledger. Each runs in a process of its own.
/// </summary>
internal static class EngineComparison
{
    private static readonly string[] Engines = ["sqlite", "duckdb", "ledger"];

    public static async Task<int> RunAsync(string[] args)
    {
        var root = Options.Text(args, "data") ?? Path.Combine(Path.GetTempPath(), "breakwater-engines");
        var events = Options.Number(args, "events", 1_000_000);
        var batch = Options.Number(args, "batch", 1_000);
        if (Options.Text(args, "only") is { } only) return await MeasureAsync(only, Path.Combine(root, only), events, batch);
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
        Console.WriteLine($"{Environment.ProcessorCount} cores, {events:N0} events in batches of {batch:N0}, one caller, durable before the answer");
        foreach (var engine in Engines)
        {
            using var child = Process.Start(new ProcessStartInfo("dotnet",
                [typeof(EngineComparison).Assembly.Location, "engines", "--only", engine, "--events", $"{events}", "--batch", $"{batch}", "--data", root]))!;
            await child.WaitForExitAsync();
            if (child.ExitCode != 0) return child.ExitCode;
        }

        Directory.Delete(root, recursive: true);
        return 0;
    }

    private static async Task<int> MeasureAsync(string name, string folder, int events, int batch)
    {
        Directory.CreateDirectory(folder);
        await using ICandidate engine = name switch
        {
            "sqlite" => new SqliteCandidate(Path.Combine(folder, "events.db")),
            "duckdb" => new DuckCandidate(Path.Combine(folder, "events.duckdb")),
            _ => await LedgerCandidate.AtAsync(folder),
        };
        var stream = new EventStream(1, "e", 8);
        await engine.AppendAsync(stream.Batch(batch));
        UsageEvent[] last = [];
        var took = new double[events / batch];
        var parts = new double[took.Length];
        for (var i = 0; i < took.Length; i++)
        {
            last = stream.Batch(batch);
            var began = Stopwatch.GetTimestamp();
            await engine.AppendAsync(last);
            took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            parts[i] = took[i];
        }

        var repeated = await engine.AppendAsync(last);
        Array.Sort(took);
        var late = parts[(parts.Length * 9 / 10)..];
        Console.WriteLine($"{name,-7} append {events / took.Sum() * 1_000,9:N0} events/s (last tenth {late.Length * batch / late.Sum() * 1_000,9:N0}), p50 {took[took.Length / 2],6:N2} ms, p99 {took[took.Length * 99 / 100],7:N2} ms; " +
            $"a repeated batch adds {repeated}; {Size(folder) / 1048576.0:N0} MB on disk, {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0:N0} MB of memory at most");
        foreach (var (question, group, customer) in new[] { ("a customer's month by endpoint", "endpoint", "load_cust_3"), ("a customer's month by a property that nobody declared", "plan", "load_cust_3"), ("everybody's month by endpoint", "endpoint", null) })
        {
            var times = new double[5];
            var rows = 0;
            for (var i = 0; i < times.Length; i++)
            {
                var began = Stopwatch.GetTimestamp();
                rows = await engine.SumOfBytesAsync(customer, group);
                times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            Array.Sort(times);
            Console.WriteLine($"{name,-7} {question,-55} {times[2],9:N1} ms, {rows} groups");
        }

        return 0;
    }

    private static long Size(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}

/// <summary>An engine that could be the ledger.</summary>
internal interface ICandidate : IAsyncDisposable
{
    /// <summary>Stores a batch durably.</summary>
    /// <returns>How many of its events are new.</returns>
    Task<int> AppendAsync(UsageEvent[] batch);

    /// <summary>Sum of bytes over 29 days by a property.</summary>
    /// <returns>Number of groups.</returns>
    Task<int> SumOfBytesAsync(string? customer, string property);
}

/// <summary>The product's ledger.</summary>
internal sealed class LedgerCandidate(OpenLedger open) : ICandidate
{
    public static async Task<LedgerCandidate> AtAsync(string folder) => new(await OpenLedger.AtAsync(folder, new EmbeddedMeteringOptions()));

    public async Task<int> AppendAsync(UsageEvent[] batch) =>
        (await open.Ledger.AppendAsync(new UsageBatch(batch, DateTimeOffset.UnixEpoch, "bench", false), CancellationToken.None)).Count(result => result.Status == EventStatus.Accepted);

    public async Task<int> SumOfBytesAsync(string? customer, string property)
    {
        var month = TimeRange.FromUnixMs(EventStream.End - 29L * 86_400_000, EventStream.End);
        return (await open.Reader.ReadAsync(new(OpenLedger.Metric("bandwidth"), customer is null ? null : new CustomerId(customer), [month], property), CancellationToken.None)).Count;
    }

    public ValueTask DisposeAsync() => open.DisposeAsync();
}
