using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Tests.Contracts.Metering;

/// <summary>What every <c>IUsageReader</c> must hold.</summary>
public abstract class UsageReaderContract
{
    protected abstract Task<LedgerHarness> OpenAsync(params Metric[] catalog);

    [Fact]
    public async Task Nothing_stored_gives_no_slices()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        Assert.Empty(await harness.Read(Usage.Metric("calls"), Usage.Acme, Usage.Month));
        Assert.Empty((await harness.Reader.CustomersAsync(new(), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Ranges_are_half_open_so_that_adjoining_ones_share_no_event()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        var middle = Usage.Start + (5 * Usage.Hour);
        await harness.Append(Usage.Event("before", middle - 1), Usage.Event("at", middle), Usage.Event("after", middle + 1));
        Assert.Equal(1, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Range(Usage.Start, middle)));
        Assert.Equal(2, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Range(middle, middle + Usage.Hour)));
        Assert.Equal(2, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Range(Usage.Start, middle + 1)));
        Assert.Equal(1, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Range(middle + 1, middle + Usage.Hour)));
        Assert.Equal(0, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Range(middle, middle)));
    }

    [Fact]
    public async Task An_event_without_the_property_is_skipped_and_never_a_zero()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start, size: null), Usage.Event("b", Usage.Start, size: 4));
        var mean = Assert.Single(await harness.Read(Usage.Metric("mean"), Usage.Acme, Usage.Month)).State;
        Assert.Equal((1L, 1L, 4m), (mean.Count, mean.Skipped, mean.Figure(Usage.Metric("mean"))!.Value));
        Assert.Equal(2, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
        Assert.Equal(4, await harness.Figure(Usage.Metric("smallest"), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task Groups_of_an_additive_metric_add_up_to_the_total()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(
            Usage.Event("a", Usage.Start, size: 1, region: "eu"), Usage.Event("b", Usage.Start, size: 2, region: "us"), Usage.Event("c", Usage.Start, size: 4, region: null));
        var groups = await harness.Read(Usage.Metric("bytes"), Usage.Acme, Usage.Month, "region");
        Assert.Equal([(UsageGroup.None, 4m), ("eu", 1m), ("us", 2m)], groups.Select(group => (group.Group, group.State.Sum)));
        var largest = await harness.Read(Usage.Metric("largest"), Usage.Acme, Usage.Month, "region");
        Assert.Equal(4, largest.Max(group => group.State.Max));
    }

    [Fact]
    public async Task Any_property_can_be_grouped_by()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(
            Usage.Event("a", Usage.Start, size: 1, plan: "pro"), Usage.Event("b", Usage.Start, size: 2, plan: "free"), Usage.Event("c", Usage.Start + Usage.Hour, size: 4, plan: "pro"),
            Usage.Event("d", Usage.Start, size: 8), Usage.Event("e", Usage.Start, Usage.Beta, size: 16, plan: "'; DROP TABLE cells; --"));
        var groups = await harness.Read(Usage.Metric("bytes"), null, Usage.Month, "plan");
        Assert.Equal([("'; DROP TABLE cells; --", 16m), (UsageGroup.None, 8m), ("free", 2m), ("pro", 5m)], groups.Select(group => (group.Group, group.State.Sum)));
        Assert.Equal(UsageGroup.None, Assert.Single(await harness.Read(Usage.Metric("calls"), Usage.Beta, Usage.Month, "$.x' OR 1=1")).Group);
    }

    [Fact]
    public async Task Customers_and_types_are_groups_too()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start), Usage.Event("b", Usage.Start, Usage.Beta), Usage.Event("c", Usage.Start, Usage.Beta), Usage.Event("d", Usage.Start, type: "ping"));
        Assert.Equal([("acme", 1L), ("beta", 2L)], (await harness.Read(Usage.Metric("calls"), null, Usage.Month, "customer_id")).Select(group => (group.Group, group.State.Count)));
        Assert.Equal([("acme", 2L), ("beta", 2L)], (await harness.Read(BuiltInMetrics.Events, null, Usage.Month, "customer_id")).Select(group => (group.Group, group.State.Count)));
        Assert.Equal([("ping", 1L), ("request", 3L)], (await harness.Read(BuiltInMetrics.Events, null, Usage.Month, "event_type")).Select(group => (group.Group, group.State.Count)));
        Assert.Equal("request", Assert.Single(await harness.Read(Usage.Metric("bytes"), null, Usage.Month, "event_type")).Group);
        Assert.Equal([("acme", 1L)], (await harness.Read(Usage.Metric("distinct"), Usage.Acme, Usage.Month, "customer_id")).Select(group => (group.Group, group.State.Count)));
    }

    [Fact]
    public async Task What_no_metric_uses_is_told_apart()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start), Usage.Event("b", Usage.Start, type: "ping"), Usage.Event("c", Usage.Start + 30 * 60_000, type: "pong"));
        Assert.Equal(2, await harness.Figure(BuiltInMetrics.Unmatched, Usage.Acme, Usage.Month));
        Assert.Equal(["ping", "pong"], (await harness.Read(BuiltInMetrics.Unmatched, null, Usage.Month, "event_type")).Select(group => group.Group));
        Assert.Equal(1, await harness.Figure(BuiltInMetrics.Unmatched, null, Usage.Range(Usage.Start, Usage.Start + 1)));
    }

    [Fact]
    public async Task Slices_split_the_time_whether_they_meet_hours_or_not()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append([.. Enumerable.Range(0, 96).Select(i => Usage.Event($"e{i}", Usage.Start + (i * 15 * 60_000), size: i))]);
        // Days of a zone at +05:30.
        var day = 24 * Usage.Hour;
        var shift = (5 * Usage.Hour) + (30 * 60_000);
        var slices = await harness.Reader.ReadAsync(
            new(Usage.Metric("bytes"), Usage.Acme, [Usage.Range(Usage.Start - shift, Usage.Start - shift + day), Usage.Range(Usage.Start - shift + day, Usage.Start - shift + (2 * day))]), CancellationToken.None);
        Assert.Equal([(0, 74L, 2701m), (1, 22L, 1859m)], slices.Select(slice => (slice.Slice, slice.State.Count, slice.State.Sum)));
    }

    [Fact]
    public async Task The_latest_value_of_one_instant_is_that_of_the_largest_id()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("b", Usage.Start, size: 1), Usage.Event("c", Usage.Start, size: 2), Usage.Event("a", Usage.Start, size: 3), Usage.Event("z", Usage.Start - 1, size: 4));
        Assert.Equal(2, await harness.Figure(Usage.Metric("latest"), Usage.Acme, Usage.Range(Usage.Start - Usage.Hour, Usage.Start + Usage.Hour)));
    }

    [Fact]
    public async Task Sums_are_exact_to_the_last_place()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(
            Usage.Event("a", Usage.Start, size: 999_999_999_999_999.123456789m), Usage.Event("b", Usage.Start, size: 0.000000001m), Usage.Event("c", Usage.Start + Usage.Hour, size: 0.1m), Usage.Event("d", Usage.Start, size: -0.2m));
        await harness.RestartAsync();
        Assert.Equal(999_999_999_999_999.023456790m, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
        Assert.Equal(999_999_999_999_999.123456789m, await harness.Figure(Usage.Metric("largest"), Usage.Acme, Usage.Range(Usage.Start, Usage.Start + 1)));
    }

    [Fact]
    public async Task Hours_of_every_customer_come_once_each_and_add_up()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(
            Usage.Event("a", Usage.Start, size: 1), Usage.Event("b", Usage.Start + 1, size: 2), Usage.Event("c", Usage.Start + (30 * Usage.Hour), size: -8),
            Usage.Event("d", Usage.Start + (3 * Usage.Hour), Usage.Beta, size: 16), Usage.Event("e", Usage.Start + Usage.Hour, type: "ping"), Usage.Event("f", Usage.Start + (2 * Usage.Hour), size: null));
        for (var round = 0; round < 2; round++)
        {
            var bytes = await Hours("bytes", null, 0, 48);
            Assert.Equal([(0, 3m), (30, -8m)], bytes[Usage.Acme].Where(figure => figure.Figure != 0).Select(figure => (figure.Hour, figure.Figure)));
            Assert.Equal([(3, 16m)], bytes[Usage.Beta].Select(figure => (figure.Hour, figure.Figure)));
            Assert.Equal([(0, 2m), (2, 1m), (30, 1m)], (await Hours("calls", Usage.Acme, 0, 48))[Usage.Acme].Select(figure => (figure.Hour, figure.Figure)));
            // From the second hour on, index 0 is that hour; customers without any are left out.
            Assert.Equal([(2, 16m)], (await Hours("bytes", null, 1, 3))[Usage.Beta].Select(figure => (figure.Hour, figure.Figure)));
            Assert.Equal([Usage.Acme], (await Hours("bytes", null, 29, 5)).Keys);
            Assert.Empty(await Hours("bytes", Usage.Beta, 4, 100));
            Assert.Empty(await Hours("bytes", new("nobody"), 0, 48));
            await harness.RestartAsync();
        }

        async Task<Dictionary<CustomerId, IReadOnlyList<HourFigure>>> Hours(string metric, CustomerId? customer, int first, int hours)
        {
            var all = new Dictionary<CustomerId, IReadOnlyList<HourFigure>>();
            var from = DateTimeOffset.FromUnixTimeMilliseconds(Usage.Start + (first * Usage.Hour));
            await foreach (var one in harness.Reader.HoursAsync(new(Usage.Metric(metric), customer, from, hours), CancellationToken.None)) all.Add(one.Customer, one.Figures);
            return all;
        }
    }

    [Fact]
    public async Task Hours_of_a_metric_that_was_not_counted_from_the_start_come_from_the_events()
    {
        await using var harness = await OpenAsync(Usage.Metric("calls"));
        await harness.Append(Usage.Event("a", Usage.Start, size: 1), Usage.Event("b", Usage.Start + (2 * Usage.Hour), Usage.Beta, size: 4));
        harness.SetCatalog(Usage.Catalog);
        await harness.Append(Usage.Event("c", Usage.Start + 1, size: 2));
        var all = new Dictionary<CustomerId, decimal>();
        await foreach (var one in harness.Reader.HoursAsync(new(Usage.Metric("bytes"), null, DateTimeOffset.FromUnixTimeMilliseconds(Usage.Start), 24), CancellationToken.None)) all.Add(one.Customer, one.Figures.Sum(figure => figure.Figure));
        Assert.Equal([(Usage.Acme, 3m), (Usage.Beta, 4m)], all.OrderBy(pair => pair.Key.Value).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task Hours_may_be_left_half_way_or_cancelled_and_need_an_additive_metric()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append([.. Enumerable.Range(0, 900).Select(i => Usage.Event($"e{i}", Usage.Start, new($"customer-{i}")))]);
        var read = new HoursRead(Usage.Metric("calls"), null, DateTimeOffset.FromUnixTimeMilliseconds(Usage.Start), 24);
        for (var round = 0; round < 20; round++)
        {
            await foreach (var one in harness.Reader.HoursAsync(read, CancellationToken.None)) if (one.Figures.Count > 0) break;
        }

        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in harness.Reader.HoursAsync(read, stop.Token)) await stop.CancelAsync();
        });
        await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            await foreach (var _ in harness.Reader.HoursAsync(read with { Metric = Usage.Metric("largest") }, CancellationToken.None)) { }
        });
        Assert.Equal(900, await harness.Figure(Usage.Metric("calls"), null, Usage.Month));
    }

    [Fact]
    public async Task Customers_are_listed_sorted_searched_and_paged()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start + 5), Usage.Event("b", Usage.Start + (3 * Usage.Hour)), Usage.Event("c", Usage.Start + Usage.Hour, Usage.Beta));
        for (var round = 0; round < 2; round++)
        {
            var all = await harness.Reader.CustomersAsync(new(Sort: "events", Descending: true), CancellationToken.None);
            Assert.Equal(2, all.Total);
            Assert.Equal([(Usage.Acme, 2L), (Usage.Beta, 1L)], all.Items.Select(item => (item.Customer, item.Events)));
            Assert.Equal((Usage.Start, Usage.Start + (3 * Usage.Hour)), (all.Items[0].FirstEvent.ToUnixTimeMilliseconds(), all.Items[0].LastEvent.ToUnixTimeMilliseconds()));
            Assert.Equal(Usage.Arrival, all.Items[0].LastArrival);
            var second = await harness.Reader.CustomersAsync(new(Skip: 1, Take: 1, Sort: "customer"), CancellationToken.None);
            Assert.Equal((2L, Usage.Beta), (second.Total, Assert.Single(second.Items).Customer));
            Assert.Equal(Usage.Beta, Assert.Single((await harness.Reader.CustomersAsync(new(Search: "ET"), CancellationToken.None)).Items).Customer);
            await harness.RestartAsync();
        }
    }

    [Fact]
    public async Task Properties_seen_are_named()
    {
        await using var harness = await OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start), Usage.Event("b", Usage.Start, plan: "pro"));
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(["plan", "region", "size"], await harness.Reader.PropertiesAsync("request", CancellationToken.None));
            Assert.Empty(await harness.Reader.PropertiesAsync("nothing", CancellationToken.None));
            await harness.RestartAsync();
        }
    }
}
