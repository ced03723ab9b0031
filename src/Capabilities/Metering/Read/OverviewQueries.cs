using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>What arrives now and what arrived today.</summary>
public sealed class OverviewQueries(IIngestStats stats, IngestCounters counters, IUsageLedger ledger, TimeProvider time)
{
    private readonly SharedWork<string, IngestOverview> _shared = new(TimeSpan.FromSeconds(1), time);

    /// <summary>Counts of today and of yesterday up to the same time, the last hour by minute, the rate of the last ten seconds, freshness.</summary>
    /// <param name="timeZone">IANA name of the zone whose day is meant; null for UTC.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<IngestOverview>> GetAsync(string? timeZone, CancellationToken ct) => Guarded.RunAsync<IngestOverview>(async () =>
    {
        var zone = UsageRules.Zone(timeZone);
        return zone.IsOk ? await _shared.GetAsync(zone.Value.Id, token => ReadAsync(zone.Value, token), ct).ConfigureAwait(false) : zone.Problem!;
    });

    private async Task<IngestOverview> ReadAsync(TimeZoneInfo zone, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var date = LocalTime.DateAt(now, zone);
        var midnight = LocalTime.StartOf(date, zone);
        var before = LocalTime.StartOf(date.AddDays(-1), zone);
        // What is counted but not saved yet belongs to the last minutes; without it a live page would move only every ten seconds.
        var waiting = counters.Pending();
        var minutes = (await stats.ReadAsync(new(before, now.AddMinutes(1)), ct).ConfigureAwait(false)).Concat(waiting).ToList();
        var today = Sum(minutes.Where(minute => minute.Minute >= midnight));
        var yesterday = Sum(minutes.Where(minute => minute.Minute < midnight && minute.Minute < before + (now - midnight)));
        var lastMinute = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var byMinute = minutes.Where(minute => minute.Minute > lastMinute.AddMinutes(-60)).ToLookup(minute => minute.Minute, minute => minute.Counts);
        var hour = Enumerable.Range(0, 60).Select(i => lastMinute.AddMinutes(i - 59)).Select(minute => new IngestMinute(minute, byMinute[minute].Aggregate(default(IngestCounts), (a, b) => a + b))).ToList();
        var recent = counters.Recent(11);
        return new(now, today, yesterday, hour, Rate(recent), ledger.Status);
    }

    // Over the time between the samples and not over their number: a busy machine samples late.
    private static decimal Rate(IReadOnlyList<IngestSecond> recent)
    {
        if (recent.Count < 2) return 0;
        var seconds = (decimal)(recent[^1].At - recent[0].At).TotalSeconds;
        return seconds <= 0 ? 0 : decimal.Round(recent.Skip(1).Sum(second => second.Counts.Accepted) / seconds, 1);
    }

    private static IngestCounts Sum(IEnumerable<IngestMinute> minutes) => minutes.Aggregate(default(IngestCounts), (sum, minute) => sum + minute.Counts);
}

/// <summary>What arrives.</summary>
/// <param name="At">When this was true.</param>
/// <param name="Today">Counts since midnight in the zone.</param>
/// <param name="Yesterday">Counts of the day before, up to the same time since its midnight.</param>
/// <param name="LastHour">60 minutes in order, the running one last; minutes without arrivals are zero.</param>
/// <param name="Rate">Accepted events a second over the last ten seconds.</param>
/// <param name="Ledger">Queue, writers and freshness: <see cref="LedgerStatus.LastCommit"/> says when something was stored last.</param>
public sealed record IngestOverview(
    DateTimeOffset At, IngestCounts Today, IngestCounts Yesterday, IReadOnlyList<IngestMinute> LastHour, decimal Rate, LedgerStatus Ledger);
