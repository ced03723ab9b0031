using System.Diagnostics;
using Breakwater.Engines.Embedded.Metering;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Benchmarks;

/// <summary>The ledger alone, without HTTP: what it can take, what it costs, how fast it answers from a large store.</summary>
internal static class LedgerBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Options.Text(args, "data") ?? Path.Combine(Path.GetTempPath(), "breakwater-benchmark");
        var events = Options.Number(args, "events", 10_000_000);
        var writers = Options.Number(args, "writers", 1);
        if (Directory.Exists(root) && !Options.Flag(args, "keep")) Directory.Delete(root, recursive: true);
        Console.WriteLine($"{Environment.ProcessorCount} cores, {writers} writer(s), data in {root}");
        if (!Directory.Exists(root) && !Options.Flag(args, "large-only"))
        {
            await using var ledger = await OpenLedger.AtAsync(Path.Combine(root, "small"), new EmbeddedMeteringOptions { Writers = writers });
            await Append(ledger.Ledger, "warm-up", 1_000, 4, 100);
            await Append(ledger.Ledger, "append", 1_000, 4, 200);
            await Append(ledger.Ledger, "append", 1_000, 16, 200);
            await Append(ledger.Ledger, "append", 100, 16, 1_000);
            await Append(ledger.Ledger, "append", 100, 64, 1_000);
            await Append(ledger.Ledger, "append", 1, 16, 5_000);
            await Append(ledger.Ledger, "append", 1, 64, 20_000);
            await Append(ledger.Ledger, "append", 1, 256, 20_000);
        }

        await Large(Path.Combine(root, "large"), events, writers, Options.Flag(args, "uuids"), Options.Number(args, "customers", 8), !Options.Flag(args, "no-columns"));
        return 0;
    }

    private static async Task Append(IUsageLedger ledger, string name, int size, int callers, int batches)
    {
        var stream = new EventStream(size + callers, $"{name}{size}x{callers}", 8);
        var work = Enumerable.Range(0, batches).Select(_ => stream.Batch(size)).ToArray();
        GC.Collect();
        foreach (var round in (string[])[name, "the same again"])
        {
            var latency = new double[batches];
            var next = -1;
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < batches; i = Interlocked.Increment(ref next))
                {
                    var sent = Stopwatch.GetTimestamp();
                    await ledger.AppendAsync(new UsageBatch(work[i], DateTimeOffset.UnixEpoch, "bench", false), CancellationToken.None);
                    latency[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
                }
            })));
            var elapsed = Stopwatch.GetElapsedTime(began);
            var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            Array.Sort(latency);
            var count = (double)batches * size;
            Console.WriteLine($"{round,-15} {size,5} a batch, {callers,3} callers: {count / elapsed.TotalSeconds,9:N0} events/s, {batches / elapsed.TotalSeconds,7:N0} batches/s, " +
                $"p50 {latency[batches / 2],6:N2} ms, p99 {latency[batches * 99 / 100],6:N2} ms, {used.TotalMicroseconds / count,5:N2} us CPU an event");
        }
    }

    private static async Task Large(string root, int events, int writers, bool uuids, int customers, bool columns)
    {
        var options = new EmbeddedMeteringOptions { Writers = writers, Columns = columns };
        if (!Directory.Exists(root))
        {
            await using var ledger = await OpenLedger.AtAsync(root, options);
            await Fill(ledger.Ledger, events, uuids, customers);
            Memory("after filling");
        }

        var began = Stopwatch.GetTimestamp();
        await using var open = await OpenLedger.AtAsync(root, options);
        Console.WriteLine($"start with {open.Ledger.Status.StoredEvents:N0} events: {Stopwatch.GetElapsedTime(began).TotalSeconds:N2} s; {open.Ledger.Status.Bytes / 1048576.0:N0} MB on disk");
        GC.Collect();
        Memory("after the start");
        if (columns)
        {
            began = Stopwatch.GetTimestamp();
            var bytes = await open.FillColumnsAsync();
            Console.WriteLine($"columns: whole after {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s more, {bytes / 1048576.0:N0} MB");
            Memory("after filling the columns");
        }

        await Questions(open.Reader, columns);
        Memory("after the questions");
        var report = await open.Ledger.VerifyAsync(null, CancellationToken.None);
        Console.WriteLine($"verify: {report.ArchivedEvents:N0} events, {report.Differences.Count} differences, {report.Elapsed.TotalSeconds:N1} s");
        foreach (var difference in report.Differences) Console.WriteLine($"  {difference}");
        Memory("after the verification");
        began = Stopwatch.GetTimestamp();
        await open.Ledger.RecountAsync(OpenLedger.Metric("bandwidth"), null, CancellationToken.None);
        Console.WriteLine($"recount of one metric: {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s");
    }

    private static async Task Fill(IUsageLedger ledger, int events, bool uuids, int customers)
    {
        var began = Stopwatch.GetTimestamp();
        var latency = new List<double>();
        var left = events / 1_000;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            var stream = new EventStream(caller, $"fill{caller}", customers, uuids);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var batch = stream.Batch(1_000);
                var sent = Stopwatch.GetTimestamp();
                while (true)
                {
                    try
                    {
                        await ledger.AppendAsync(new UsageBatch(batch, DateTimeOffset.UnixEpoch, "bench", false), CancellationToken.None);
                        break;
                    }
                    catch (EngineUnavailableException e)
                    {
                        Console.WriteLine($"refused: {e.Message}");
                        await Task.Delay(e.RetryAfter);
                    }
                }

                lock (latency) latency.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
        })));
        var elapsed = Stopwatch.GetElapsedTime(began);
        latency.Sort();
        Console.WriteLine($"fill: {events:N0} events in {elapsed.TotalSeconds:N1} s, {events / elapsed.TotalSeconds:N0} events/s including their making, " +
            $"p50 {latency[latency.Count / 2]:N1} ms, p99 {latency[latency.Count * 99 / 100]:N1} ms, longest {latency[^1]:N1} ms");
    }

    private static async Task Questions(IUsageReader reader, bool columns)
    {
        const long hour = 3_600_000;
        var one = new CustomerId("load_cust_3");
        var month = TimeRange.FromUnixMs(EventStream.End - (29 * 24 * hour), EventStream.End);
        var days = Enumerable.Range(0, 30).Select(i => TimeRange.FromUnixMs(EventStream.End - ((30 - i) * 24 * hour), EventStream.End - ((29 - i) * 24 * hour))).ToArray();
        var india = days.Select(day => TimeRange.FromUnixMs(day.StartMs + (hour / 2), day.EndMs + (hour / 2))).ToArray();
        var bandwidth = OpenLedger.Metric("bandwidth");
        await Ask(reader, "one customer, month, total", new(bandwidth, one, [month]), 200);
        await Ask(reader, "one customer, 30 days", new(bandwidth, one, days), 200);
        await Ask(reader, "one customer, month by endpoint", new(bandwidth, one, [month], "endpoint"), 100);
        await Ask(reader, "one customer, 30 days by endpoint", new(bandwidth, one, days, "endpoint"), 100);
        await Ask(reader, "one customer, unaligned month", new(bandwidth, one, [TimeRange.FromUnixMs(month.StartMs + 1_234_567, month.EndMs - 7_654_321)]), 50);
        await Ask(reader, "one customer, 30 days at +05:30", new(bandwidth, one, india), 40);
        await Ask(reader, "everybody, 30 days", new(bandwidth, null, days), 100);
        await Ask(reader, "everybody, 30 days by endpoint", new(bandwidth, null, days, "endpoint"), 100);
        await Ask(reader, "everybody by customer", new(bandwidth, null, [month], "customer_id"), 100);
        await Ask(reader, "everybody, unaligned month", new(bandwidth, null, [TimeRange.FromUnixMs(month.StartMs + 1_234_567, month.EndMs - 7_654_321)]), 10);
        await Ask(reader, "one customer, day, undeclared group", new(OpenLedger.Metric("compute_time"), one, [days[9]], "cpu_ms"), 5);
        await Ask(reader, "one customer, day, undeclared group (api)", new(bandwidth, one, [days[9]], "plan"), 5);
        await Ask(reader, "one customer, month, undeclared group", new(bandwidth, one, [month], "plan"), columns ? 40 : 2);
        await Ask(reader, "one customer, 30 days, undeclared group", new(bandwidth, one, days, "plan"), columns ? 40 : 2);
        await Ask(reader, "one customer, month, by 20,000 numbers", new(OpenLedger.Metric("api_calls"), one, [month], "bytes"), columns ? 20 : 2);
        await Ask(reader, "everybody, month, undeclared group", new(bandwidth, null, [month], "plan"), columns ? 10 : 1);
    }

    private static async Task Ask(IUsageReader reader, string name, UsageRead read, int times)
    {
        var took = new double[times];
        var rows = 0;
        for (var i = -1; i < times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            rows = (await reader.ReadAsync(read, CancellationToken.None)).Count;
            if (i >= 0) took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(took);
        Console.WriteLine($"{name,-42} p50 {took[times / 2],9:N2} ms, p95 {took[times * 95 / 100],9:N2} ms, {rows,5} rows");
    }

    private static void Memory(string when)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"memory {when}: {process.WorkingSet64 / 1048576.0:N0} MB now, {process.PeakWorkingSet64 / 1048576.0:N0} MB at most");
    }
}
