using Breakwater.Engines.Embedded.Metering;
using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Benchmarks;

/// <summary>
/// The process that is killed. Each sender sends numbered batches of its own customer, says on standard output what was
/// acknowledged, and voids the first event of every fifth batch.
/// </summary>
internal static class CrashChild
{
    public const int Senders = 4;
    public const int BatchSize = 50;

    /// <summary>The event of a place in a batch; the same whoever makes it.</summary>
    public static UsageEvent Event(int sender, int batch, int index) => ArchivedEvent.Create(
        Customer(sender), new($"b{batch}_{index}"), "api_request", EventStream.End - (((batch * 7L) + index) % 5_000 * 60_000),
        new Property("endpoint", new(PropertyKind.Text, index % 2 == 0 ? "/a" : "/b", 0)),
        new Property("bytes", new(PropertyKind.Number, (batch + index).ToString(), batch + index)));

    public static CustomerId Customer(int sender) => new($"sender_{sender}");

    public static EmbeddedMeteringOptions Settings => new() { Writers = 2, FlushEvents = 2_000, FlushCells = 20_000, SegmentBytes = 1_048_576 };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = args[0];
        var next = args[1].Split(',').Select(int.Parse).ToArray();
        await using var ledger = await OpenLedger.AtAsync(root, Settings);
        Say($"open {ledger.Ledger.Status.StoredEvents}");
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => Send(ledger, sender, next[sender]))));
        return 0;
    }

    private static async Task Send(OpenLedger ledger, int sender, int first)
    {
        for (var batch = first; ; batch++)
        {
            var events = Enumerable.Range(0, BatchSize).Select(index => Event(sender, batch, index)).ToArray();
            var results = await ledger.Ledger.AppendAsync(new UsageBatch(events, DateTimeOffset.UnixEpoch, "crash", false), CancellationToken.None);
            Say($"ack {sender} {batch} {results.Count(result => result.Status == EventStatus.Accepted)} {results.Count(result => result.Status == EventStatus.Duplicate)}");
            if (batch % 5 != 0) continue;
            await ledger.Ledger.VoidAsync(Customer(sender), new($"b{batch}_0"), new(DateTimeOffset.UnixEpoch, "crash", "every fifth"), CancellationToken.None);
            Say($"void {sender} {batch}");
        }
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
