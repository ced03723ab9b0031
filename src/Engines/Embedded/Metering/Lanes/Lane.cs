using Breakwater.Engines.Embedded.Metering.Columns;
using Breakwater.Engines.Embedded.Metering.Index;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Ports;
using Microsoft.Extensions.Logging;

namespace Breakwater.Engines.Embedded.Metering.Lanes;

/// <summary>Where a lane keeps its files and what it works with.</summary>
/// <param name="Number">0 for the first lane.</param>
/// <param name="Archive">Folder of the archive.</param>
/// <param name="Folder">Folder of the tables and index files of this lane.</param>
/// <param name="Seed">Seed of the store's keys.</param>
/// <param name="Catalog">The catalog.</param>
/// <param name="Options">Settings.</param>
/// <param name="Io">File operations.</param>
/// <param name="Time">Clock.</param>
/// <param name="Logger">Log.</param>
internal sealed record LaneSetup(
    int Number, string Archive, string Folder, long Seed, ICatalogSource Catalog, EmbeddedMeteringOptions Options, DurableIo Io, TimeProvider Time, ILogger Logger);

/// <summary>One lane: queue, writer, archive, index and tables of the customers that belong to it.</summary>
internal sealed class Lane : IAsyncDisposable
{
    private readonly LaneFreezer _freezer;
    private readonly LaneSetup _setup;
    private readonly Task _writing;
    private readonly Task _maintaining;

    private Lane(LaneSetup setup, LaneViews views, SegmentLog log, LaneStore store)
    {
        (_setup, Views, Log, Store) = (setup, views, log, store);
        Queue = new LaneQueue(setup.Options.QueueCapacity, setup.Options.QueueBytes);
        _freezer = new LaneFreezer(views, setup.Catalog, setup.Options, setup.Time);
        Writer = new LaneWriter(setup.Number, Queue, views, _freezer, log, setup.Time, setup.Logger);
        Maintenance = new LaneMaintenance(setup.Number, setup.Folder, views, _freezer, Queue, store, log, setup.Io, setup.Logger);
        Columns = new LaneColumns(this, setup.Folder, setup.Logger);
        _writing = Task.Factory.StartNew(Writer.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _maintaining = Task.Factory.StartNew(Maintenance.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public int Number => _setup.Number;

    public LaneViews Views { get; }

    public SegmentLog Log { get; }

    public LaneStore Store { get; }

    public LaneQueue Queue { get; }

    public LaneWriter Writer { get; }

    public LaneMaintenance Maintenance { get; }

    public LaneColumns Columns { get; }

    /// <summary>Events that are read from the archive sooner than the columns answer.</summary>
    public int FewEvents => _setup.Options.FewEvents;

    /// <summary>Held while a metric is recounted.</summary>
    public SemaphoreSlim Recounting { get; } = new(1, 1);

    /// <summary>Recovers a lane from what is on disk and starts it.</summary>
    public static Lane Open(LaneSetup setup, CancellationToken ct)
    {
        var (views, log, store) = LaneRecovery.Recover(setup, ct);
        return new Lane(setup, views, log, store);
    }

    /// <summary>Puts everything that is stored now into the tables.</summary>
    public Task FlushAsync()
    {
        var counted = _freezer.CountedAsync();
        Queue.Nudge();
        return counted;
    }

    /// <summary>Size on disk, bytes.</summary>
    public long Bytes()
    {
        var bytes = Store.Bytes() + Columns.Bytes();
        foreach (var segment in Log.Segments.Numbers) bytes += Log.Segments.LengthOf(segment);
        SortedRun[] runs;
        lock (Views.Gate) runs = Views.Runs;
        return bytes + runs.Sum(run => run.Count * (IndexEntry.Size + 2));
    }

    /// <summary>Stores what waits, writes the figures to the tables and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        Columns.Dispose();
        Queue.Close();
        await _writing.ConfigureAwait(false);
        FreezeRest();
        Maintenance.Stop();
        await _maintaining.ConfigureAwait(false);
        FreezeRest();
        lock (Views.Gate)
        {
            if (Views.Frozen is { } rest) FlushRest(rest);
            foreach (var run in Views.Runs) run.Dispose();
        }

        Store.Dispose();
        Log.Dispose();
        Recounting.Dispose();
    }

    private void FreezeRest()
    {
        lock (Views.Gate)
        {
            if (Views.Frozen is null && !Views.Active.IsEmpty) Views.Freeze(Log.End, Views.Active.Figures.Plan, 16, _setup.Time.GetUtcNow());
        }
    }

    private void FlushRest(Generation rest)
    {
        try
        {
            Maintenance.Flush(rest);
        }
        catch (Exception e)
        {
            // The archive has it all: the next start replays it.
            _setup.Logger.LogWarning(e, "Lane {Lane} closes without its last figures in the tables; the next start reads them from the archive", _setup.Number);
        }
    }
}
