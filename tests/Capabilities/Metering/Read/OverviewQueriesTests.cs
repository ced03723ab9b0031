using Breakwater.Metering.Ingest;

namespace Breakwater.Tests.Metering.Read;

public sealed class OverviewQueriesTests() : MeteringHarness(Now)
{
    // 00:30 on Monday in Berlin, 23:30 on Sunday in UTC.
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 23, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Today_is_the_zones_day_and_yesterday_is_cut_at_the_same_time()
    {
        await Get<IIngestStats>().AddAsync([Minute(-10, 1), Minute(-29, 2), Minute(-31, 4), Minute(-(24 * 60) - 10, 8), Minute(-(24 * 60) - 31, 16), Minute(-(48 * 60), 32)], Ct);
        var utc = await AskAsync(null);
        // Sunday so far, and Saturday up to 23:30.
        Assert.Equal((7L, 24L), (utc.Today.Accepted, utc.Yesterday.Accepted));
        var berlin = await AskAsync("Europe/Berlin");
        // Monday is half an hour old; of Sunday only its first half hour counts.
        Assert.Equal((3L, 8L), (berlin.Today.Accepted, berlin.Yesterday.Accepted));
        Assert.Equal("timezone", (await Get<OverviewQueries>().GetAsync("Mars/Olympus", Ct)).Problem!.Field);
    }

    [Fact]
    public async Task The_last_hour_has_sixty_minutes_with_what_is_not_saved_yet()
    {
        await Get<IIngestStats>().AddAsync([Minute(0, 1), Minute(-59, 2), Minute(-60, 4)], Ct);
        Get<IngestCounters>().Add(new(10, 0, 0, 0, 0, 1));
        Get<IngestCounters>().Sample();
        var hour = (await AskAsync(null)).LastHour;
        Assert.Equal((60, Now.AddMinutes(-59), Now), (hour.Count, hour[0].Minute, hour[^1].Minute));
        Assert.Equal((2L, 11L, 13L), (hour[0].Counts.Accepted, hour[^1].Counts.Accepted, hour.Sum(minute => minute.Counts.Accepted)));
        Assert.Equal(15, (await AskAsync(null)).Today.Accepted - 2);
    }

    [Fact]
    public async Task The_rate_is_over_the_time_between_samples()
    {
        Assert.Equal(0, (await AskAsync(null)).Rate);
        for (var second = 0; second < 30; second++)
        {
            // A busy machine samples late: every two seconds.
            Time.Advance(TimeSpan.FromSeconds(2));
            Get<IngestCounters>().Add(new(50, 0, 0, 0, 0, 1));
            Get<IngestCounters>().Sample();
        }

        Assert.Equal(25, (await AskAsync(null)).Rate);
    }

    [Fact]
    public async Task Counters_are_saved_at_the_stop_and_freshness_is_the_ledgers()
    {
        Assert.Null((await AskAsync(null)).Ledger.LastCommit);
        Add("acme", Now.AddMinutes(-1));
        await SendAsync();
        Get<IngestCounters>().Add(new(1, 0, 0, 0, 0, 1));
        var flush = new IngestCountersFlush(Get<IngestCounters>(), Get<IIngestStats>(), Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<IngestCountersFlush>.Instance);
        await flush.StartAsync(Ct);
        await flush.StopAsync(Ct);
        Assert.Empty(Get<IngestCounters>().Pending());
        Time.Advance(TimeSpan.FromSeconds(1));
        var overview = await AskAsync(null);
        Assert.Equal((1L, 1L), (overview.Today.Accepted, overview.Ledger.StoredEvents));
        Assert.NotNull(overview.Ledger.LastCommit);
    }

    [Fact]
    public async Task A_ledger_that_is_gone_is_an_outcome()
    {
        await CloseLedgerAsync();
        var overview = await Get<OverviewQueries>().GetAsync(null, Ct);
        Assert.True(overview.IsOk ? overview.Value.Ledger.Fault is not null : overview.Problem!.Kind == ProblemKind.Unavailable);
    }

    private static IngestMinute Minute(int offset, long accepted) => new(Now.AddMinutes(offset), new(accepted, 0, 0, 0, 0, 1));

    private async Task<IngestOverview> AskAsync(string? zone) => (await Get<OverviewQueries>().GetAsync(zone, Ct)).Value;
}
