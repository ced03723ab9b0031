using Breakwater.Engines.Embedded.Metering.Columns;
using Breakwater.Metering.Model;
using Breakwater.Tests.Contracts.Metering;

namespace Breakwater.Tests.Embedded.Metering;

/// <summary>Lost, damaged, foreign and half-filled columns: the answers stay right, and the columns are made anew.</summary>
public sealed class ColumnFaultTests
{
    private static readonly (string, decimal)[] Expected = [("free", 4_000 * 3_999m / 2 / 2 - 1_000), ("pro", 4_000 * 3_999m / 2 / 2 + 1_000)];

    [Fact]
    public async Task Without_their_file_the_archive_answers_and_they_are_made_anew()
    {
        await using var harness = await FilledAsync();
        await harness.StopAsync();
        File.Delete(FileOf(harness));
        await harness.StartAsync();
        await AssertFirstArchiveThenColumns(harness);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_096)]
    [InlineData(300_000)]
    [InlineData(-1)]
    public async Task A_damaged_file_never_gives_a_wrong_answer_or_stops_a_start(int at)
    {
        await using var harness = await FilledAsync();
        await harness.StopAsync();
        using (var file = File.OpenHandle(FileOf(harness), FileMode.Open, FileAccess.ReadWrite))
        {
            if (at < 0) RandomAccess.SetLength(file, RandomAccess.GetLength(file) / 2);
            else RandomAccess.Write(file, Enumerable.Repeat((byte)0x5A, 65_536).ToArray(), at);
        }

        await harness.StartAsync();
        await AssertFirstArchiveThenColumns(harness);
    }

    [Fact]
    public async Task Columns_of_another_store_are_not_believed()
    {
        await using var harness = await FilledAsync();
        await using var other = await EmbeddedHarness.OpenAsync(Usage.Catalog, EmbeddedHarness.Columns());
        await other.Append(Usage.Event("only", Usage.Start, size: 1, plan: "pro"));
        await other.FlushAsync();
        await other.Store.Columns.FillAsync(CancellationToken.None);
        await harness.StopAsync();
        await other.StopAsync();
        File.Copy(FileOf(harness), FileOf(other), overwrite: true);
        await harness.StartAsync();
        await other.StartAsync();
        Assert.Equal(1, Assert.Single(await other.Read(Usage.Metric("bytes"), null, Usage.Month, "plan")).State.Sum);
        Assert.Equal(1, Columns(other).Reach.Events);
    }

    [Fact]
    public async Task Columns_go_with_the_tables_that_they_belong_to()
    {
        await using var harness = await FilledAsync();
        await harness.StopAsync();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(FileOf(harness))!, "figures.db*")) File.Delete(file);
        Directory.Delete(Path.Combine(harness.Root, "events"), recursive: true);
        await harness.StartAsync();
        await harness.Append(Usage.Event("new", Usage.Start, size: 7, plan: "pro"));
        Assert.Equal(7, Assert.Single(await harness.Read(Usage.Metric("bytes"), null, Usage.Month, "plan")).State.Sum);
    }

    [Fact]
    public async Task A_chunk_that_was_cut_off_leaves_nothing_behind()
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog, EmbeddedHarness.Columns());
        await AppendAsync(harness);
        await harness.FlushAsync();
        var frames = 0;
        Assert.Throws<OperationCanceledException>(() => Columns(harness).Fill(() => _ = ++frames == 3 ? throw new OperationCanceledException() : 0, CancellationToken.None));
        Assert.Equal(ColumnReach.None, Columns(harness).Reach);
        await AssertAnswer(harness);
        Assert.Equal(4_000, Columns(harness).Reach.Events);
        Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
    }

    [Theory]
    [InlineData("UPDATE events SET d1 = d1 + 1 WHERE place = (SELECT max(place) FROM events)")]
    [InlineData("UPDATE events SET ms = ms + 1 WHERE place = (SELECT max(place) FROM events)")]
    [InlineData("DELETE FROM events WHERE place = (SELECT max(place) FROM events)")]
    public async Task Wrong_columns_are_found_by_verification_and_made_anew(string wrong)
    {
        await using var harness = await FilledAsync();
        Columns(harness).Look(file =>
        {
            ColumnFile.Run(file.Writer, wrong);
            return file;
        });
        var found = Assert.Single((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
        Assert.Contains("columns of lane 0", found, StringComparison.Ordinal);
        await AssertAnswer(harness);
        Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task A_running_host_fills_them_by_itself_and_says_how_far()
    {
        var options = EmbeddedHarness.Small();
        options.FewEvents = int.MaxValue;
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog, options);
        await AppendAsync(harness);
        await harness.FlushAsync();
        for (var tries = 0; Columns(harness).Reach.Events < 4_000 && tries < 300; tries++) await Task.Delay(100, TestContext.Current.CancellationToken);
        var health = await new Breakwater.Engines.Embedded.Metering.UsageLedgerProbe(harness.Host, TimeProvider.System).ProbeAsync(CancellationToken.None);
        Assert.Equal("4,000 of 4,000 events", health.Facts["Columns"]);
    }

    private static async Task<EmbeddedHarness> FilledAsync()
    {
        var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog, EmbeddedHarness.Columns());
        await AppendAsync(harness);
        await AssertAnswer(harness);
        Assert.Equal(4_000, Columns(harness).Reach.Events);
        return harness;
    }

    private static async Task AppendAsync(EmbeddedHarness harness)
    {
        var events = Enumerable.Range(0, 4_000).Select(i => Usage.Event($"e{i}", Usage.Start + (i * 60_000L), new($"c{i % 7}"), size: i, plan: i % 2 == 0 ? "free" : "pro"));
        foreach (var batch in events.Chunk(500)) await harness.Append(batch);
    }

    // The first question meets the archive alone where the columns are gone; the next one the columns.
    private static async Task AssertFirstArchiveThenColumns(EmbeddedHarness harness)
    {
        var direct = new Breakwater.Engines.Embedded.Metering.EmbeddedUsageReader(harness.Host);
        var slices = await direct.ReadAsync(new(Usage.Metric("bytes"), null, [Usage.Month], "plan"), CancellationToken.None);
        Assert.Equal(Expected, slices.Select(slice => (slice.Group, slice.State.Sum)));
        await AssertAnswer(harness);
        await AssertAnswer(harness);
        Assert.True(Columns(harness).Answers > 0, "The columns must answer again.");
        Assert.Equal(4_000, Columns(harness).Reach.Events);
        Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
    }

    private static async Task AssertAnswer(EmbeddedHarness harness) =>
        Assert.Equal(Expected, (await harness.Read(Usage.Metric("bytes"), null, Usage.Month, "plan")).Select(slice => (slice.Group, slice.State.Sum)));

    private static LaneColumns Columns(EmbeddedHarness harness) => harness.Store.Lanes[0].Columns;

    private static string FileOf(EmbeddedHarness harness) => Path.Combine(harness.Root, "ledger", "lane-0", "columns.duckdb");
}
