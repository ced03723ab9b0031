using Breakwater.Engines.Embedded.Storage;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Tests.Contracts.Metering;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Tests.Embedded.Metering;

/// <summary>Torn writes, damage, lost files, full and failing disks.</summary>
public sealed class CrashRecoveryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(400)]
    public async Task A_write_that_was_cut_off_is_dropped_and_can_be_sent_again(int cut)
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start, size: 1));
        await harness.Append(Usage.Event("b", Usage.Start, size: 2), Usage.Event("c", Usage.Start, size: 4));
        await Forget(harness);
        var segment = Segment(harness);
        using (var file = File.OpenHandle(segment, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.SetLength(file, RandomAccess.GetLength(file) - cut);
        await harness.StartAsync();
        Assert.Equal(1, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
        Assert.Equal([EventStatus.Duplicate, EventStatus.Accepted, EventStatus.Accepted],
            await harness.Append(Usage.Event("a", Usage.Start, size: 1), Usage.Event("b", Usage.Start, size: 2), Usage.Event("c", Usage.Start, size: 4)));
        await harness.RestartAsync();
        Assert.Equal(7, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
        Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task Every_cut_through_the_last_write_gives_the_whole_of_it_or_nothing()
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start, size: 1));
        await harness.Append(Usage.Event("b", Usage.Start, size: 2), Usage.Event("c", Usage.Start, size: 4));
        await Forget(harness);
        var segment = Segment(harness);
        var whole = await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken);
        var first = whole.AsSpan()[1..].IndexOf("{\"frame\":\""u8) + 1;
        for (var length = first; length <= whole.Length; length += 7)
        {
            Wipe(harness);
            await File.WriteAllBytesAsync(segment, whole[..length], TestContext.Current.CancellationToken);
            await harness.StartAsync();
            Assert.Equal(1, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
            await harness.StopAsync();
        }

        Wipe(harness);
        await File.WriteAllBytesAsync(segment, whole, TestContext.Current.CancellationToken);
        await harness.StartAsync();
        Assert.Equal(7, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(290)]
    public async Task Damage_before_later_events_stops_the_start_and_changes_nothing(int at)
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog);
        for (var i = 0; i < 20; i++) await harness.Append(Usage.Event($"e{i}", Usage.Start));
        await Forget(harness);
        var segment = Segment(harness);
        var sound = await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken);
        var damaged = (byte[])sound.Clone();
        damaged[at] ^= 0x20;
        await File.WriteAllBytesAsync(segment, damaged, TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidDataException>(harness.StartAsync);
        Assert.Contains("damaged at events/", error.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken));
        await File.WriteAllBytesAsync(segment, sound, TestContext.Current.CancellationToken);
        await harness.StartAsync();
        Assert.Equal(20, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task Damage_in_flushed_events_is_found_by_verification()
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog);
        for (var i = 0; i < 20; i++) await harness.Append(Usage.Event($"e{i}", Usage.Start));
        await harness.RestartAsync();
        using (var file = File.OpenHandle(Segment(harness), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)) RandomAccess.Write(file, "X"u8, 700);
        var report = await harness.Ledger.VerifyAsync(null, CancellationToken.None);
        Assert.Contains("damaged at events/", Assert.Single(report.Differences, text => text.Contains("checksum", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_figures_and_lost_keys_are_found_by_verification()
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog);
        await harness.Append([.. Enumerable.Range(0, 30).Select(i => Usage.Event($"e{i}", Usage.Start, size: i))]);
        await harness.RestartAsync();
        using (var command = harness.Store.Lanes[0].Store.Writer.CreateCommand())
        {
            command.CommandText = "DELETE FROM cells WHERE metric='bytes' AND dimension='' AND customer='acme'; UPDATE vals SET count=count+1 WHERE metric='distinct' AND value='7'; UPDATE customers SET events=9";
            command.ExecuteNonQuery();
        }

        var report = await harness.Ledger.VerifyAsync(null, CancellationToken.None);
        Assert.Contains(report.Differences, text => text.StartsWith("bytes of acme in the hour 2026-03-02 00:00 UTC: the rollup says 0 events", StringComparison.Ordinal));
        Assert.Contains(report.Differences, text => text.StartsWith("distinct of acme", StringComparison.Ordinal));
        Assert.Contains(report.Differences, text => text.Contains("gives acme 9 events", StringComparison.Ordinal));
        Assert.False(report.IsConserved);
    }

    [Fact]
    public async Task Everything_but_the_archive_can_be_made_anew()
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog, EmbeddedHarness.Small(writers: 2));
        var events = Enumerable.Range(0, 5_000).Select(i => Usage.Event($"e{i}", Usage.Start + (i * 60_000L), new($"c{i % 7}"), size: i)).ToArray();
        foreach (var batch in events.Chunk(500)) await harness.Append(batch);
        await harness.Ledger.VoidAsync(new("c1"), new("e1"), new(Usage.Arrival, "a", "r"), CancellationToken.None);
        var before = await harness.Read(Usage.Metric("bytes"), null, Usage.Month, "customer_id");
        await harness.StopAsync();
        Directory.Delete(Path.Combine(harness.Root, "ledger"), recursive: true);
        await harness.StartAsync();
        var after = await harness.Read(Usage.Metric("bytes"), null, Usage.Month, "customer_id");
        Assert.Equal(before.Select(slice => (slice.Group, slice.State.Count, slice.State.Sum)), after.Select(slice => (slice.Group, slice.State.Count, slice.State.Sum)));
        Assert.All(await harness.Append(events[..500]), status => Assert.Equal(EventStatus.Duplicate, status));
        Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
        Assert.Equal(2, harness.Store.Lanes.Length);
    }

    [Theory]
    [InlineData("figures.db")]
    [InlineData("*.idx")]
    public async Task Damaged_tables_or_index_files_are_made_anew(string pattern)
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog);
        await harness.Append([.. Enumerable.Range(0, 100).Select(i => Usage.Event($"e{i}", Usage.Start, size: i))]);
        await harness.StopAsync();
        var file = Assert.Single(Directory.GetFiles(Path.Combine(harness.Root, "ledger", "lane-0"), pattern));
        await File.WriteAllBytesAsync(file, new byte[4_096], TestContext.Current.CancellationToken);
        await harness.StartAsync();
        Assert.Equal(4_950, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
        Assert.Equal([EventStatus.Duplicate], await harness.Append(Usage.Event("e5", Usage.Start, size: 5)));
        Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task A_lost_part_of_the_archive_stops_the_start()
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start));
        await harness.StopAsync();
        var segment = Segment(harness);
        File.Move(segment, segment + ".away");
        var error = await Assert.ThrowsAsync<InvalidDataException>(harness.StartAsync);
        Assert.Contains("Put the missing files", error.Message, StringComparison.Ordinal);
        File.Move(segment + ".away", segment);
        await harness.StartAsync();
        Assert.Equal(1, await harness.Figure(Usage.Metric("calls"), Usage.Acme, Usage.Month));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_and_left_alone()
    {
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog);
        await harness.Append(Usage.Event("a", Usage.Start));
        SqliteFile.Run(harness.Store.Lanes[0].Store.Writer, "PRAGMA user_version=99");
        await harness.StopAsync();
        var error = await Assert.ThrowsAsync<StoreVersionException>(harness.StartAsync);
        Assert.Contains("schema version 99", error.Message, StringComparison.Ordinal);
        using (var fix = SqliteFile.OpenWriter(Path.Combine(harness.Root, "ledger", "lane-0", "figures.db"))) SqliteFile.Run(fix, "PRAGMA user_version=1");
        await harness.StartAsync();
    }

    [Theory]
    [InlineData("write")]
    [InlineData("flush")]
    public async Task A_failing_disk_refuses_loses_nothing_and_mends_itself(string failing)
    {
        var io = new FailingIo();
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog, io: io);
        await harness.Append(Usage.Event("a", Usage.Start, size: 1));
        io.Failing = failing;
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<EngineUnavailableException>(() => harness.Append(Usage.Event("b", Usage.Start, size: 2), Usage.Event("a", Usage.Start, size: 1)));
        }

        await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        Assert.Contains("disk", harness.Ledger.Status.Fault, StringComparison.Ordinal);
        Assert.Equal(1, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
        Assert.Null(await harness.Ledger.FindAsync(Usage.Acme, new("b"), CancellationToken.None));
        io.Failing = null;
        for (var tries = 0; harness.Ledger.Status.Fault is not null && tries < 100; tries++) await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Null(harness.Ledger.Status.Fault);
        Assert.Equal([EventStatus.Accepted, EventStatus.Duplicate], await harness.Append(Usage.Event("b", Usage.Start, size: 2), Usage.Event("a", Usage.Start, size: 1)));
        await harness.RestartAsync();
        Assert.Equal(3, await harness.Figure(Usage.Metric("bytes"), Usage.Acme, Usage.Month));
        Assert.Empty((await harness.Ledger.VerifyAsync(null, CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        var io = new FailingIo();
        var options = EmbeddedHarness.Small();
        options.QueueCapacity = 3;
        await using var harness = await EmbeddedHarness.OpenAsync(Usage.Catalog, options, io);
        await harness.Append(Usage.Event("warm", Usage.Start));
        io.Hold.Reset();
        var first = harness.Append(Usage.Event("first", Usage.Start));
        Assert.True(io.Held.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        var waiting = Enumerable.Range(0, 3).Select(i => harness.Append(Usage.Event($"w{i}", Usage.Start))).ToArray();
        var refusal = await Assert.ThrowsAsync<EngineUnavailableException>(() => harness.Append(Usage.Event("late", Usage.Start)));
        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        io.Hold.Set();
        await first;
        await Task.WhenAll(waiting);
        Assert.Equal([EventStatus.Accepted], await harness.Append(Usage.Event("late", Usage.Start)));
    }

    // As after kill -9: the figures that memory held never reached the tables.
    private static async Task Forget(EmbeddedHarness harness)
    {
        await harness.StopAsync();
        Wipe(harness);
    }

    private static void Wipe(EmbeddedHarness harness)
    {
        var ledger = Path.Combine(harness.Root, "ledger");
        if (Directory.Exists(ledger)) Directory.Delete(ledger, recursive: true);
    }

    private static string Segment(EmbeddedHarness harness) =>
        Assert.Single(Directory.GetFiles(Path.Combine(harness.Root, "events"), "*.ndjson", SearchOption.AllDirectories));

    private sealed class FailingIo : DurableIo
    {
        public string? Failing { get; set; }

        public ManualResetEventSlim Hold { get; } = new(true);

        public ManualResetEventSlim Held { get; } = new(false);

        public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            if (Failing == "write")
            {
                // As a full disk does: part of it gets through.
                base.Write(file, bytes[..(bytes.Length / 2)], offset);
                throw new IOException("No space left on device");
            }

            base.Write(file, bytes, offset);
        }

        public override void Flush(SafeFileHandle file)
        {
            if (!Hold.IsSet) Held.Set();
            Hold.Wait();
            if (Failing == "flush") throw new IOException("Input/output error");
            base.Flush(file);
        }
    }
}
