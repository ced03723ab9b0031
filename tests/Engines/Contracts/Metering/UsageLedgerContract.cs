using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Tests.Contracts.Metering;

/// <summary>What every <c>IUsageLedger</c> must hold.</summary>
public abstract class UsageLedgerContract
{
    protected abstract Task<LedgerHarness> OpenAsync(params Metric[] catalog);

    [Fact]
    public async Task A_new_event_is_accepted_and_counted_once()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        Assert.Equal([EventStatus.Accepted], await harness.Append(Usage.Event("a", Usage.Start)));
        Assert.Equal(1, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
        Assert.Equal(1, harness.Ledger.Status.StoredEvents);
    }

    [Fact]
    public async Task A_retry_is_a_duplicate_with_the_first_arrival_and_counts_once()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start));
        var later = Usage.Batch(Usage.Event("a", Usage.Start)) with { ReceivedAt = Usage.Arrival.AddHours(1) };
        var result = Assert.Single(await harness.Ledger.AppendAsync(later, CancellationToken.None));
        Assert.Equal(EventStatus.Duplicate, result.Status);
        Assert.Equal(Usage.Arrival, result.FirstSeen);
        Assert.Equal(1, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_a_conflict_and_not_stored()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start, size: 5));
        Assert.Equal([EventStatus.Conflict], await harness.Append(Usage.Event("a", Usage.Start, size: 6)));
        Assert.Equal(5, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task A_repetition_inside_a_batch_counts_once()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        var answers = await harness.Append(Usage.Event("a", Usage.Start), Usage.Event("b", Usage.Start), Usage.Event("a", Usage.Start), Usage.Event("b", Usage.Start, size: 9));
        Assert.Equal([EventStatus.Accepted, EventStatus.Accepted, EventStatus.Duplicate, EventStatus.Conflict], answers);
        Assert.Equal(2, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task Ids_are_unique_per_customer_only()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        Assert.Equal([EventStatus.Accepted, EventStatus.Accepted], await harness.Append(Usage.Event("a", Usage.Start), Usage.Event("a", Usage.Start, Usage.Beta)));
        Assert.Equal(1, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
        Assert.Equal(1, await harness.Figure(Usage.Metric("calls"), Usage.Beta, Usage.Month));
        Assert.Equal(2, await harness.Figure(Usage.Metric("calls"), null, Usage.Month));
    }

    [Fact]
    public async Task One_id_sent_many_times_at_once_is_accepted_once()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => harness.Append(Usage.Event($"id{i % 10}", Usage.Start))));
        Assert.Equal(10, answers.Count(answer => answer[0] == EventStatus.Accepted));
        Assert.Equal(190, answers.Count(answer => answer[0] == EventStatus.Duplicate));
        Assert.Equal(10, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task What_was_accepted_survives_a_restart_and_stays_unique()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start, size: 3), Usage.Event("b", Usage.Start + Usage.Hour, size: 4));
        await harness.RestartAsync();
        Assert.Equal(7, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
        Assert.Equal([EventStatus.Duplicate, EventStatus.Conflict, EventStatus.Accepted],
            await harness.Append(Usage.Event("a", Usage.Start, size: 3), Usage.Event("b", Usage.Start + Usage.Hour, size: 5), Usage.Event("c", Usage.Start)));
        await harness.RestartAsync();
        Assert.Equal(3, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task A_stored_event_is_found_with_all_that_is_known_of_it()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        var usage = Usage.Event("find.me:1", Usage.Start + 5, size: 12.5m, region: "süd \"x\"");
        await harness.Append(Usage.Event("other", Usage.Start), usage);
        for (var round = 0; round < 2; round++)
        {
            var found = await harness.Ledger.FindAsync(Usage.Acme, new("find.me:1"), CancellationToken.None);
            Assert.NotNull(found);
            Assert.Equal(System.Text.Encoding.UTF8.GetString(usage.Json.Span), found.Json);
            Assert.Equal((Usage.Acme, new TransactionId("find.me:1"), "request"), (found.CustomerId, found.TransactionId, found.EventType));
            Assert.Equal(Usage.Start + 5, found.Timestamp.ToUnixTimeMilliseconds());
            Assert.Equal((Usage.Arrival, "key_1"), (found.ReceivedAt, found.Source));
            Assert.NotEmpty(found.ArchivedAt);
            Assert.Null(found.Voided);
            await harness.RestartAsync();
        }

        Assert.Null(await harness.Ledger.FindAsync(Usage.Beta, new("find.me:1"), CancellationToken.None));
        Assert.Null(await harness.Ledger.FindAsync(Usage.Acme, new("nobody"), CancellationToken.None));
    }

    [Fact]
    public async Task A_void_takes_an_event_out_of_every_figure_and_keeps_the_record()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(
            Usage.Event("a", Usage.Start, size: 10, region: "eu"), Usage.Event("b", Usage.Start + 1, size: 70, region: "us"), Usage.Event("c", Usage.Start + 2, size: 30, region: "eu"),
            Usage.Event("d", Usage.Start + 3, Usage.Beta, size: 50, region: "us"));
        await harness.RestartAsync();
        var correction = new VoidRecord(Usage.Arrival.AddDays(1), "local:admin", "test traffic");
        var voided = await harness.Ledger.VoidAsync(Usage.Acme, new("b"), correction, CancellationToken.None);
        Assert.Equal(correction, voided?.Voided);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(2, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
            Assert.Equal(40, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
            Assert.Equal(30, await harness.Figure(Usage.Metric("largest"), Usage.Acme, Usage.Month));
            Assert.Equal(10, await harness.Figure(Usage.Metric("smallest"), Usage.Acme, Usage.Month));
            Assert.Equal(2, await harness.Figure(Usage.Metric("distinct"), Usage.Acme, Usage.Month));
            Assert.Equal(30, await harness.Figure(Usage.Metric("latest"), Usage.Acme, Usage.Month));
            Assert.Equal(30, await harness.Figure(Usage.Metric("p90"), Usage.Acme, Usage.Month));
            Assert.Equal(50, await harness.Figure(Usage.Metric("largest"), null, Usage.Month));
            Assert.Equal(90, await harness.Figure(Usage.Metric("bytes"), null, Usage.Month));
            Assert.Equal(3, await harness.Figure(BuiltInMetrics.Events, null, Usage.Month));
            var group = Assert.Single(await harness.Read(Usage.Metric("bytes"), Usage.Acme, Usage.Month, "region"));
            Assert.Equal(("eu", 40m), (group.Group, group.State.Sum));
            Assert.Equal(2, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Range(Usage.Start, Usage.Start + 3)));
            Assert.Equal(correction, (await harness.Ledger.FindAsync(Usage.Acme, new("b"), CancellationToken.None))?.Voided);
            await harness.RestartAsync();
        }

        Assert.Equal([EventStatus.Duplicate], await harness.Append(Usage.Event("b", Usage.Start + 1, size: 70, region: "us")));
    }

    [Fact]
    public async Task Voiding_twice_changes_nothing_and_an_unknown_event_is_null()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start), Usage.Event("b", Usage.Start));
        var first = new VoidRecord(Usage.Arrival, "local:admin", "first");
        await harness.Ledger.VoidAsync(Usage.Acme, new("a"), first, CancellationToken.None);
        var again = await harness.Ledger.VoidAsync(Usage.Acme, new("a"), new(Usage.Arrival.AddDays(1), "local:other", "second"), CancellationToken.None);
        Assert.Equal(first, again?.Voided);
        Assert.Equal(1, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
        Assert.Null(await harness.Ledger.VoidAsync(Usage.Acme, new("zzz"), first, CancellationToken.None));
    }

    [Fact]
    public async Task Many_voids_at_once_leave_what_was_not_voided()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append([.. Enumerable.Range(0, 60).Select(i => Usage.Event($"e{i}", Usage.Start + (i * 10 * 60_000), size: i))]);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i =>
            harness.Ledger.VoidAsync(Usage.Acme, new($"e{i * 2}"), new(Usage.Arrival, "local:admin", "even"), CancellationToken.None).AsTask()));
        Assert.Equal(30, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
        Assert.Equal(Enumerable.Range(0, 30).Sum(i => (i * 2) + 1), await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task A_metric_added_later_counts_its_history_before_and_after_a_recount()
    {
        await using var harness = await OpenAsync(Usage.Metric("calls"));
        await harness.Append([.. Enumerable.Range(0, 50).Select(i => Usage.Event($"old{i}", Usage.Start + (i * Usage.Hour), size: i, region: i % 2 == 0 ? "eu" : "us"))]);
        await harness.RestartAsync();
        harness.SetCatalog(Usage.Catalog);
        await harness.Append([.. Enumerable.Range(0, 10).Select(i => Usage.Event($"new{i}", Usage.Start + (i * Usage.Hour), size: 1_000))]);
        await AssertFigures();
        foreach (var metric in Usage.Catalog) await harness.Ledger.RecountAsync(metric, null, CancellationToken.None);
        await AssertFigures();
        await harness.RestartAsync();
        await AssertFigures();
        var report = await harness.Ledger.VerifyAsync(null, CancellationToken.None);
        Assert.Empty(report.Differences);
        Assert.Equal(Usage.Catalog.Length + 1, report.MetricsChecked);

        async Task AssertFigures()
        {
            Assert.Equal(11_225, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
            Assert.Equal(51, await harness.Figure(Usage.Metric("distinct"), Usage.Acme, Usage.Month));
            Assert.Equal(1_000, await harness.Figure(Usage.Metric("largest"), null, Usage.Month));
            Assert.Equal([("eu", 35L), ("us", 25L)], (await harness.Read(Usage.Metric("calls"), Usage.Acme, Usage.Month, "region")).Select(group => (group.Group, group.State.Count)));
        }
    }

    [Fact]
    public async Task A_changed_meaning_is_counted_anew()
    {
        await using var harness = await OpenAsync(Usage.Make("size", Aggregation.Sum));
        await harness.Append(Usage.Event("a", Usage.Start, size: 3), Usage.Event("b", Usage.Start, size: 5));
        await harness.RestartAsync();
        var changed = Usage.Make("size", Aggregation.Max) with { Definition = 2, Version = 2 };
        harness.SetCatalog(changed);
        Assert.Equal(5, await harness.Figure(changed, Usage.Acme, Usage.Month));
        await harness.Ledger.RecountAsync(changed, null, CancellationToken.None);
        await harness.Append(Usage.Event("c", Usage.Start, size: 4));
        Assert.Equal(5, await harness.Figure(changed, Usage.Acme, Usage.Month));
        Assert.Equal(12, await harness.Figure(Usage.Make("size", Aggregation.Sum), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task A_recount_while_events_arrive_and_are_voided_is_exact()
    {
        await using var harness = await OpenAsync(Usage.Metric("calls"));
        await harness.Append([.. Enumerable.Range(0, 3_000).Select(i => Usage.Event($"old{i}", Usage.Start + (i * 60_000L), size: i))]);
        harness.SetCatalog(Usage.Catalog);
        var arriving = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++) await harness.Append([.. Enumerable.Range(0, 50).Select(n => Usage.Event($"new{i}_{n}", Usage.Start + (n * 3 * 60_000L), size: i))]);
        }, TestContext.Current.CancellationToken);
        var voiding = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++) await harness.Ledger.VoidAsync(Usage.Acme, new($"old{i * 100}"), new(Usage.Arrival, "local:admin", "test"), CancellationToken.None);
        }, TestContext.Current.CancellationToken);
        await harness.Ledger.RecountAsync(Usage.Metric("bytes"), null, CancellationToken.None);
        await harness.Ledger.RecountAsync(Usage.Metric("largest"), null, CancellationToken.None);
        await harness.Ledger.RecountAsync(Usage.Metric("p90"), null, CancellationToken.None);
        await Task.WhenAll(arriving, voiding);
        Assert.Equal((3_000L * 2_999 / 2) - (100 * 190) + (50 * 780), await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
        Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task A_recount_of_what_the_catalog_does_not_hold_is_refused()
    {
        await using var harness = await OpenAsync(Usage.Metric("calls"));
        await Assert.ThrowsAsync<ArgumentException>(() => harness.Ledger.RecountAsync(Usage.Metric("bytes"), null, CancellationToken.None));
    }

    [Fact]
    public async Task Verification_finds_archive_index_and_figures_in_agreement()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append([.. Enumerable.Range(0, 2_500).Select(i => Usage.Event($"e{i}", Usage.Start + (i * 7 * 60_000L), i % 3 == 0 ? Usage.Beta : Usage.Acme, i % 10 == 0 ? "ping" : "request", size: i % 5 == 0 ? null : i))]);
        await harness.Ledger.VoidAsync(Usage.Beta, new("e3"), new(Usage.Arrival, "local:admin", "test"), CancellationToken.None);
        long read = 0;
        var report = await harness.Ledger.VerifyAsync(new Sink(count => read = count), CancellationToken.None);
        Assert.Empty(report.Differences);
        Assert.Equal((2_500L, 2_500L, 2_499L, 1L), (report.ArchivedEvents, report.LedgerEvents, report.CountedEvents, report.VoidedEvents));
        Assert.Equal(2_500, read);
        Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
    }

    private sealed class Sink(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }

    [Fact]
    public async Task Status_tells_what_is_stored()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        Assert.Null(harness.Ledger.Status.LastCommit);
        await harness.Append(Usage.Event("a", Usage.Start));
        var status = harness.Ledger.Status;
        Assert.Equal((1L, 0, true, true), (status.StoredEvents, status.QueuedBatches, status.Bytes > 0, status.QueueCapacity > 0));
        Assert.NotNull(status.LastCommit);
        Assert.Null(status.Fault);
    }
}
