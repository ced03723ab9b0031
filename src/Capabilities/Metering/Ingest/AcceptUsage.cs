using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using Microsoft.Extensions.Options;

namespace Breakwater.Metering.Ingest;

/// <summary>Takes the events of one request: checks each, stores what is new, and says of each what became of it.</summary>
public sealed class AcceptUsage(IUsageLedger ledger, ICatalogSource catalog, IngestCounters counters, IOptions<MeteringOptions> options, TimeProvider time)
{
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
        var results = good.Length == 0 ? [] : await ledger.AppendAsync(new UsageBatch(good, now, source, backfill), ct);
        var receipt = new UsageReceipt(events, results);
        counters.Add(receipt.Counts);
        return receipt;
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
