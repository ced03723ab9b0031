using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;

namespace Breakwater.Tests.Contracts;

/// <summary>What every job history does.</summary>
public abstract class JobHistoryContract
{
    protected abstract IJobHistory History { get; }

    [Fact]
    public async Task Runs_come_back_whole_newest_first()
    {
        Assert.Empty(await History.LastRunsAsync(Some.Ct));
        for (var i = 0; i < 5; i++) await History.AddAsync(Run("verify", i), Some.Ct);
        await History.AddAsync(Run("backup", 9), Some.Ct);
        var page = await History.RunsAsync("verify", new(Skip: 1, Take: 2), Some.Ct);
        Assert.Equal(5, page.Total);
        Assert.Equal([Run("verify", 3), Run("verify", 2)], page.Items);
        var last = await History.LastRunsAsync(Some.Ct);
        Assert.Equal([Run("backup", 9), Run("verify", 4)], last.OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public async Task The_last_200_runs_of_each_job_are_kept()
    {
        await History.AddAsync(Run("other", 0), Some.Ct);
        for (var i = 0; i < 210; i++) await History.AddAsync(Run("verify", i), Some.Ct);
        var page = await History.RunsAsync("verify", new(Skip: 199, Take: 10), Some.Ct);
        Assert.Equal(200, page.Total);
        Assert.Equal([Run("verify", 10)], page.Items);
        Assert.Equal(1, (await History.RunsAsync("other", new(), Some.Ct)).Total);
    }

    private static JobRun Run(string job, int i) =>
        new(job, Some.Instant.AddMinutes(i), TimeSpan.FromMilliseconds(i * 7.5), i % 2 == 0, $"{i} done", i % 2 == 0 ? "schedule" : "local:operator");
}
