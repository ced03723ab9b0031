using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Reading;
using Breakwater.Kernel;
using Breakwater.Metering.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering;

/// <summary>Answers from rollups, and from single events where a question asks for what no rollup holds.</summary>
internal sealed class EmbeddedUsageReader(MeteringHost host) : IUsageReader
{
    // Customers read ahead of whoever works on them.
    private const int Ahead = 256;

    /// <inheritdoc/>
    public Task<IReadOnlyList<UsageSlice>> ReadAsync(UsageRead read, CancellationToken ct) => Guarded(() =>
    {
        var store = host.Store;
        var collector = new SliceCollector([.. read.Slices.Select(slice => new TimeRangeMs(slice.StartMs, slice.EndMs))]);
        var question = new Question(read, store.Catalog.Current);
        var lanes = read.Customer is { } customer ? [store.LaneOf(customer)] : store.Lanes;
        foreach (var lane in lanes) new LaneRead(lane, question, collector).Run(ct);
        return collector.Result();
    }, ct);

    /// <inheritdoc/>
    public async IAsyncEnumerable<CustomerHours> HoursAsync(HoursRead read, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!read.Metric.IsAdditive) throw new ArgumentException($"{read.Metric.Code} cannot be spread over hours.", nameof(read));
        var store = host.Store;
        var hours = new HoursQuestion(read, new(new(read.Metric, read.Customer, [], "customer_id"), store.Catalog.Current));
        IReadOnlyList<Lane> lanes = read.Customer is { } customer ? [store.LaneOf(customer)] : store.Lanes;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var channel = Channel.CreateBounded<CustomerHours>(new BoundedChannelOptions(Ahead) { SingleReader = true });
        var reading = ReadLanesAsync(lanes, hours, channel.Writer, stop.Token);
        try
        {
            await foreach (var one in channel.Reader.ReadAllAsync(ct).ConfigureAwait(false)) yield return one;
        }
        finally
        {
            // Whoever stops half-way leaves no reader behind.
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private static async Task ReadLanesAsync(IReadOnlyList<Lane> lanes, HoursQuestion hours, ChannelWriter<CustomerHours> to, CancellationToken ct)
    {
        try
        {
            await Parallel.ForEachAsync(lanes, ct, async (lane, stop) => await new LaneHours(lane, hours).RunAsync(to, stop).ConfigureAwait(false)).ConfigureAwait(false);
            to.Complete();
        }
        catch (Exception e)
        {
            // Whoever reads the channel is told.
            to.Complete(IsFault(e) ? Unavailable(e) : e);
        }
    }

    /// <inheritdoc/>
    public Task<Page<CustomerActivity>> CustomersAsync(PageRequest page, CancellationToken ct) =>
        Guarded(() => CustomerList.Read(host.Store, page.Clamped()), ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> PropertiesAsync(string eventType, CancellationToken ct) =>
        Guarded<IReadOnlyList<string>>(() => PropertyList.Read(host.Store, eventType), ct);

    // SQLite and file reads block: they run on the pool, not on a circuit's or request's own context.
    private static Task<T> Guarded<T>(Func<T> read, CancellationToken ct) => Task.Run(() =>
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Unavailable(e);
        }
    }, ct);

    private static bool IsFault(Exception e) => e is SqliteException or IOException;

    private static EngineUnavailableException Unavailable(Exception e) => new(EmbeddedUsageLedger.EngineName, $"The store cannot be read: {e.Message}", e);
}
