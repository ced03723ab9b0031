using Breakwater.Engines.Embedded.Metering.Index;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Engines.Embedded.Metering;

/// <summary>The ledger on an archive of files, an index of sorted runs and tables in SQLite.</summary>
internal sealed class EmbeddedUsageLedger(MeteringHost host) : IUsageLedger
{
    internal const string EngineName = "Usage ledger";

    /// <inheritdoc/>
    public async ValueTask<AppendResult[]> AppendAsync(UsageBatch batch, CancellationToken ct)
    {
        var store = host.Store;
        var events = batch.Events as UsageEvent[] ?? [.. batch.Events];
        var results = new AppendResult[events.Length];
        if (events.Length == 0) return results;
        if (store.Lanes.Length == 1)
        {
            var request = new AppendRequest(batch, events, null, results, store.Seed);
            Enqueue(store.Lanes[0], request);
            await request.Done.WaitAsync(ct).ConfigureAwait(false);
            return results;
        }

        var parts = new List<Task>();
        foreach (var part in Enumerable.Range(0, events.Length).GroupBy(i => store.LaneNumber(events[i].CustomerId)))
        {
            var positions = part.ToArray();
            var request = new AppendRequest(batch, [.. positions.Select(i => events[i])], positions, results, store.Seed);
            Enqueue(store.Lanes[part.Key], request);
            parts.Add(request.Done);
        }

        await Task.WhenAll(parts).WaitAsync(ct).ConfigureAwait(false);
        return results;
    }

    /// <inheritdoc/>
    public ValueTask<StoredEvent?> FindAsync(CustomerId customer, TransactionId transaction, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var store = host.Store;
        var lane = store.LaneOf(customer);
        IndexEntry entry;
        bool found;
        lock (lane.Views.Gate) found = lane.Views.TryFind(EventKey.Of(customer, transaction, store.Seed), out entry);

        // A key beyond the end belongs to a commit that is not durable yet: nobody has been told of that event.
        if (!found || entry.Frame >= lane.Log.End.Value) return new((StoredEvent?)null);
        var line = EventLookup.InFrame(lane.Log.Segments, new Location(entry.Frame), customer, transaction, out var header);
        if (line is not { } at) return new((StoredEvent?)null);
        VoidRecord? voided;
        lock (lane.Views.Gate) voided = lane.Views.Voids.GetValueOrDefault(at.Place);
        var place = new Location(at.Place);
        return new(new StoredEvent(
            System.Text.Encoding.UTF8.GetString(at.Usage.Json.Span), at.Usage.CustomerId, at.Usage.TransactionId, at.Usage.EventType,
            DateTimeOffset.FromUnixTimeMilliseconds(at.Usage.Timestamp), DateTimeOffset.FromUnixTimeMilliseconds(header.ReceivedAt), header.Source,
            $"{lane.Log.Segments.DisplayOf(place.Segment)}@{place.Offset}", voided));
    }

    /// <inheritdoc/>
    public async ValueTask<StoredEvent?> VoidAsync(CustomerId customer, TransactionId transaction, VoidRecord correction, CancellationToken ct)
    {
        var store = host.Store;
        var lane = store.LaneOf(customer);
        var request = new VoidRequest(customer, transaction, EventKey.Of(customer, transaction, store.Seed), correction);
        Enqueue(lane, request);
        var counted = await request.Done.WaitAsync(ct).ConfigureAwait(false);
        if (counted is null) return null;
        lane.Queue.Nudge();
        await counted.WaitAsync(ct).ConfigureAwait(false);
        return await FindAsync(customer, transaction, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task RecountAsync(Metric metric, IProgress<long>? progress, CancellationToken ct) => host.Store.RecountAsync(metric, progress, ct);

    /// <inheritdoc/>
    public Task<ConservationReport> VerifyAsync(IProgress<long>? progress, CancellationToken ct) => host.Store.VerifyAsync(progress, ct);

    /// <inheritdoc/>
    public LedgerStatus Status => LedgerStatusReader.Read(host.Store);

    private static void Enqueue(Lane lane, LaneRequest request)
    {
        if (lane.Queue.TryAdd(request)) return;
        var refusal = new EngineUnavailableException(EngineName, "The queue in front of the writers is full.") { RetryAfter = TimeSpan.FromSeconds(1) };
        request.Fail(refusal);
        throw refusal;
    }
}
