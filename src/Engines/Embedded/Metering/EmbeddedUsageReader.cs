using Breakwater.Engines.Embedded.Metering.Reading;
using Breakwater.Kernel;
using Breakwater.Metering.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering;

/// <summary>Answers from rollups, and from single events where a question asks for what no rollup holds.</summary>
internal sealed class EmbeddedUsageReader(MeteringHost host) : IUsageReader
{
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
        catch (Exception e) when (e is SqliteException or IOException)
        {
            throw new EngineUnavailableException(EmbeddedUsageLedger.EngineName, $"The store cannot be read: {e.Message}", e);
        }
    }, ct);
}
