using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Tests.Contracts;

/// <summary>What every store of the catalog does.</summary>
public abstract class MetricStoreContract
{
    protected abstract IMetricStore Store { get; }

    protected abstract IAuditLog Log { get; }

    [Fact]
    public async Task A_metric_comes_back_whole_and_keeps_its_history()
    {
        Assert.Empty(await Store.CurrentAsync(Some.Ct));
        for (var version = 1; version <= 3; version++) Assert.True(await Store.SaveAsync(Some.Metric(version: version) with { Name = $"v{version}" }, version - 1, Some.Entry("metric.saved"), Some.Ct));
        Assert.True(await Store.SaveAsync(Some.Metric("other") with { Property = null, Percentile = null, Description = null, Aggregation = Aggregation.Count, Dimensions = [] }, 0, Some.Entry(), Some.Ct));

        var current = await Store.CurrentAsync(Some.Ct);
        Assert.Equal(["api_calls", "other"], current.Select(metric => metric.Code.Value));
        var expected = Some.Metric(version: 3) with { Name = "v3" };
        Assert.Equal(expected with { Dimensions = current[0].Dimensions }, current[0]);
        Assert.Equal(expected.Dimensions, current[0].Dimensions);
        Assert.Null(current[1].Property);

        var history = await Store.HistoryAsync(new("api_calls"), Some.Ct);
        Assert.Equal(["v3", "v2", "v1"], history.Select(version => version.Metric.Name));
        Assert.All(history, version => Assert.Equal(Actor.AdminKey.Name, version.SavedBy));
        Assert.Empty(await Store.HistoryAsync(new("nothing"), Some.Ct));
        Assert.Equal(4, (await Log.ListAsync(new(), Some.Ct)).Total);
    }

    [Fact]
    public async Task A_stale_version_saves_neither_metric_nor_entry()
    {
        Assert.True(await Store.SaveAsync(Some.Metric(), 0, Some.Entry(), Some.Ct));
        Assert.False(await Store.SaveAsync(Some.Metric() with { Name = "Mine" }, 0, Some.Entry(), Some.Ct));
        Assert.False(await Store.SaveAsync(Some.Metric(version: 3) with { Name = "Mine" }, 2, Some.Entry(), Some.Ct));
        Assert.Equal("API calls", Assert.Single(await Store.CurrentAsync(Some.Ct)).Name);
        Assert.Equal(1, (await Log.ListAsync(new(), Some.Ct)).Total);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveAsync(Some.Metric(version: 5), 1, Some.Entry(), Some.Ct));
    }

    [Fact]
    public async Task Of_writers_at_the_same_time_exactly_one_wins_a_version()
    {
        var wins = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() => Store.SaveAsync(Some.Metric() with { Name = $"v{i}" }, 0, Some.Entry(), Some.Ct))));
        Assert.Single(wins, won => won);
        Assert.Equal(1, (await Log.ListAsync(new(), Some.Ct)).Total);
    }
}
