using Breakwater.Tests.Contracts.Metering;

namespace Breakwater.Tests.Embedded.Metering;

public sealed class LedgerBackupTests
{
    [Fact]
    public async Task A_copy_made_while_events_arrive_opens_as_a_whole_store()
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog, EmbeddedHarness.Small(writers: 2));
        var copy = Path.Combine(Path.GetTempPath(), $"breakwater-test-{Guid.NewGuid():N}");
        Directory.CreateDirectory(copy);
        await harness.Append([.. Enumerable.Range(0, 3_000).Select(i => Usage.Event($"before{i}", Usage.Start, new($"c{i % 5}"), size: i))]);
        using var stop = new CancellationTokenSource();
        var arriving = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++) await harness.Append([.. Enumerable.Range(0, 20).Select(n => Usage.Event($"during{i}_{n}", Usage.Start, new($"c{n % 5}"), size: 0))]);
        }, TestContext.Current.CancellationToken);
        var bytes = await harness.Backup.CopyAsync(copy, CancellationToken.None);
        await stop.CancelAsync();
        await arriving;
        Assert.True(bytes > 0);
        await using var restored = await EmbeddedHarness.OpenAsync(Usage.Catalog, root: copy);
        Assert.Equal(2, restored.Store.Lanes.Length);
        Assert.Equal(3_000L * 2_999 / 2, await restored.Figure(Usage.Metric("bytes"), null, Usage.Month));
        var report = await restored.Ledger.VerifyAsync(null, CancellationToken.None);
        Assert.Empty(report.Differences);
        Assert.InRange(report.ArchivedEvents, 3_000, harness.Ledger.Status.StoredEvents);
    }
}
