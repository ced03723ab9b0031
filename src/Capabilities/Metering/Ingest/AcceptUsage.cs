using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using Microsoft.Extensions.Options;

namespace Breakwater.Metering.Ingest;

/// <summary>Takes the events of one request: checks each, stores what is new, and says of each what became of it.</summary>
public sealed class AcceptUsage(
    IUsageLedger ledger, ICatalogSource catalog, ClaimFront front, IngestCounters counters, IOptions<MeteringOptions> options, TimeProvider time)
{
    // A lookup reads the archive; beyond a few the ledger's own check of the whole batch is cheaper.
    private const int MaxLookups = 32;
    private readonly MeteringOptions _options = options.Value;

    /// <summary>Stores the good events. The answer comes after they are durable; a bad event never harms its neighbours.</summary>
    /// <param name="events">1 to 10,000 events as they could be read, in the order of the request.</param>
    /// <param name="source">Who sent them: a key id, <c>admin-key</c>.</param>
    /// <param name="backfill">True for the audited route with the wide window.</param>
    /// <param name="ct">Cancels before anything is stored; afterwards the events stay stored.</param>
    /// <exception cref="EngineUnavailableException">The ledger takes nothing now; a retry is safe.</exception>
    public async ValueTask<UsageReceipt> RunAsync(UsageCandidate[] events, string source, bool backfill, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var window = new EventWindow(
            now.ToUnixTimeMilliseconds(), TimeSpan.FromDays(backfill ? _options.BackfillDays : _options.MaxAgeDays), TimeSpan.FromMinutes(_options.MaxFutureMinutes));
        var good = Check(events, catalog.Current, window);
        var batch = new UsageBatch(good, now, source, backfill);

        // History comes once and in bulk, often of many customers: claims would only push live ones out of their window.
        var results = good.Length == 0 ? [] : backfill ? await ledger.AppendAsync(batch, ct) : await AppendAsync(batch, good, ct);
        var receipt = new UsageReceipt(events, results);
        counters.Add(receipt.Counts);
        return receipt;
    }

    private async ValueTask<AppendResult[]> AppendAsync(UsageBatch batch, UsageEvent[] good, CancellationToken ct)
    {
        var fresh = await front.TryClaimAsync(good[0].CustomerId, good, ct);
        var held = fresh is null ? 0 : fresh.Count(claimed => !claimed);
        if (held is 0 or > MaxLookups) return await StoreAsync(batch, good, fresh, ct);

        // Retries of what is stored are answered from the store, without a place in the ledger's queue.
        var results = new AppendResult[good.Length];
        var left = new List<int>(good.Length);
        for (var i = 0; i < good.Length; i++)
        {
            if (!fresh![i] && await ledger.FindAsync(good[i].CustomerId, good[i].TransactionId, ct) is { } stored) results[i] = Judge(good[i], stored);
            else left.Add(i);
        }

        if (left.Count == 0) return results;
        var rest = left.Count == good.Length ? good : [.. left.Select(i => good[i])];
        var appended = await StoreAsync(batch with { Events = rest }, rest, fresh, ct);
        for (var i = 0; i < appended.Length; i++) results[left[i]] = appended[i];
        return results;
    }

    private async ValueTask<AppendResult[]> StoreAsync(UsageBatch batch, UsageEvent[] events, bool[]? claimed, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        try
        {
            var results = await ledger.AppendAsync(batch, ct);
            front.Appended(time.GetElapsedTime(began));
            return results;
        }
        catch (EngineUnavailableException)
        {
            if (claimed is not null) await front.ReleaseAsync(events[0].CustomerId, events);
            throw;
        }
    }

    private static AppendResult Judge(UsageEvent sent, StoredEvent stored)
    {
        var known = ArchivedEvent.Parse(System.Text.Encoding.UTF8.GetBytes(stored.Json));
        return new(known.Content == sent.Content ? EventStatus.Duplicate : EventStatus.Conflict, stored.ReceivedAt);
    }

    private static UsageEvent[] Check(UsageCandidate[] events, MetricCatalog metrics, in EventWindow window)
    {
        var good = new UsageEvent[events.Length];
        var count = 0;
        foreach (ref var candidate in events.AsSpan())
        {
            if (candidate.Event is not { } usage) continue;
            var fault = EventRules.CheckTimestamp(usage.Timestamp, window) ?? EventRules.CheckProperties(usage, metrics.For(usage.EventType));
            if (fault is null) good[count++] = usage;
            else candidate = new(null, usage.TransactionId.Value, fault);
        }

        if (count < good.Length) Array.Resize(ref good, count);
        return good;
    }
}

/// <summary>One event of a request as far as it could be read.</summary>
/// <param name="Event">The event; null where it is faulty.</param>
/// <param name="TransactionId">Its id as sent; null where it has none that can be told.</param>
/// <param name="Fault">What is wrong; null for a good event.</param>
public readonly record struct UsageCandidate(UsageEvent? Event, string? TransactionId, EventFault? Fault);
