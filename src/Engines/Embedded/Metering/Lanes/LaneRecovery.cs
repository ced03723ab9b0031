using System.Diagnostics;
using Breakwater.Engines.Embedded.Metering.Index;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Reading;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Breakwater.Engines.Embedded.Metering.Lanes;

/// <summary>
/// Brings a lane back: opens its tables, reads the archive from the place that they reach, drops a write that never
/// finished, and stops where the archive is damaged. Tables and index files that are missing or damaged are made anew
/// from the archive.
/// </summary>
internal sealed class LaneRecovery : IDisposable
{
    private readonly LaneSetup _setup;
    private readonly SegmentLog _log;
    private LaneStore _store;
    private LaneViews _views;
    private LaneState _state;

    private LaneRecovery(LaneSetup setup)
    {
        _setup = setup;
        _log = new SegmentLog(setup.Archive, setup.Number, setup.Io, setup.Options.Fsync, setup.Options.SegmentBytes);
        _log.Segments.Load();
        (_store, _views, _state) = OpenTables();
    }

    /// <exception cref="InvalidDataException">The archive is damaged; nothing was changed.</exception>
    /// <exception cref="StoreVersionException">A newer build wrote the tables; nothing was changed.</exception>
    public static (LaneViews Views, SegmentLog Log, LaneStore Store) Recover(LaneSetup setup, CancellationToken ct)
    {
        var recovery = new LaneRecovery(setup);
        try
        {
            recovery.Replay(ct);
            return (recovery._views, recovery._log, recovery._store);
        }
        catch
        {
            recovery.Dispose();
            throw;
        }
    }

    /// <summary>Closes what a failed recovery had opened.</summary>
    public void Dispose()
    {
        foreach (var run in _views.Runs) run.Dispose();
        _store.Dispose();
        _log.Dispose();
    }

    private string DatabasePath => Path.Combine(_setup.Folder, "figures.db");

    private (LaneStore, LaneViews, LaneState) OpenTables()
    {
        try
        {
            return Load(LaneStore.Open(DatabasePath));
        }
        catch (Exception e) when (e is SqliteException { SqliteErrorCode: 11 or 26 } or FileNotFoundException or DamagedIndexException)
        {
            _setup.Logger.LogWarning(e, "The tables of lane {Lane} are damaged; they are made anew from the archive", _setup.Number);
            LaneStore.Delete(DatabasePath);
            return Load(LaneStore.Open(DatabasePath));
        }
    }

    private (LaneStore, LaneViews, LaneState) Load(LaneStore store)
    {
        var runs = new List<SortedRun>();
        try
        {
            var state = store.ReadState();
            foreach (var file in store.ReadRuns()) runs.Add(OpenRun(Path.Combine(_setup.Folder, file)));
            if (runs.Sum(run => run.Count) != state.Events) throw new DamagedIndexException("The index files do not hold as many events as the tables.");
            DeleteOrphans(runs);
            var plan = new MetricPlan(_setup.Catalog.Current);
            var start = new Location(state.Flushed);
            var views = new LaneViews(new Generation(state.Generation + 1, plan, start, _setup.Options.FlushEvents, _setup.Time.GetUtcNow()), [.. runs])
            {
                FlushedEvents = state.Events,
            };
            LoadCustomers(store, views);
            LoadVoids(store, views);
            return (store, views, state);
        }
        catch
        {
            foreach (var run in runs) run.Dispose();
            store.Dispose();
            throw;
        }
    }

    private static SortedRun OpenRun(string path)
    {
        try
        {
            return SortedRun.Open(path);
        }
        catch (InvalidDataException e)
        {
            throw new DamagedIndexException(e.Message);
        }
    }

    private void DeleteOrphans(List<SortedRun> runs)
    {
        var known = runs.Select(run => run.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(_setup.Folder, "*.idx"))
        {
            if (!known.Contains(Path.GetFileName(path))) File.Delete(path);
        }
    }

    private static void LoadCustomers(LaneStore store, LaneViews views)
    {
        using var command = store.Writer.CreateCommand();
        command.CommandText = "SELECT customer, events, first, last, arrival FROM customers";
        using var rows = command.ExecuteReader();
        while (rows.Read()) views.Customers[rows.GetString(0)] = new(rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4));
    }

    private static void LoadVoids(LaneStore store, LaneViews views)
    {
        using var command = store.Writer.CreateCommand();
        command.CommandText = "SELECT place, at, actor, reason FROM voids";
        using var rows = command.ExecuteReader();
        while (rows.Read()) views.Voids[rows.GetInt64(0)] = new(DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(1)), rows.GetString(2), rows.GetString(3));
    }

    private void Replay(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var flushed = new Location(_state.Flushed);
        var numbers = _log.Segments.Numbers;
        if (flushed.Segment > 0 && (!numbers.Contains(flushed.Segment) || _log.Segments.LengthOf(flushed.Segment) < flushed.Offset))
        {
            throw new InvalidDataException(
                $"The archive of lane {_setup.Number} ends before segment {flushed}, which the figures include already. " +
                "Nothing was changed. Put the missing files of the folder events back, from a backup if need be.");
        }

        long replayed = 0;
        var end = flushed;
        foreach (var number in numbers)
        {
            if (number < flushed.Segment) continue;
            var reader = new FrameReader(_log.Segments, number, number == flushed.Segment ? flushed.Offset : 0);
            while (reader.TryRead(out var frame))
            {
                ct.ThrowIfCancellationRequested();
                Fold(frame, _log.Segments, _setup.Seed);
                replayed += frame.Header.Kind == FrameKind.Events ? frame.Header.Count : 0;
                FlushIfFull(new Location(number, frame.End));
            }

            if (reader.IsDamaged) CheckTorn(reader, number, numbers[^1]);
            end = new Location(number, reader.Position);
        }

        _log.Continue(end.Segment, end.Offset);
        if (_views.Active.Voids.Count > 0) Flush(end);
        if (replayed > 0)
        {
            _setup.Logger.LogInformation("Lane {Lane} read {Events} events from the archive in {Elapsed}", _setup.Number, replayed, Stopwatch.GetElapsedTime(began));
        }
    }

    private void Fold(in Frame frame, SegmentCatalog segments, long seed)
    {
        var expected = _views.EventsBeforeActive + _views.Active.Keys.Count;
        if (frame.Header.First != expected)
        {
            throw new InvalidDataException(
                $"The archive has a gap: {segments.DisplayOf(frame.At.Segment)}@{frame.At.Offset} begins with event {frame.Header.First} of lane {_setup.Number}, but {expected} are known. " +
                "Nothing was changed. Put the missing files of the folder events back, from a backup if need be.");
        }

        var lines = frame.Lines;
        var place = new Location(frame.At.Segment, frame.LinesAt).Value;
        while (lines.Length > 0)
        {
            var length = lines.Span.IndexOf((byte)'\n');
            if (frame.Header.Kind == FrameKind.Void) FoldVoid(VoidLine.Parse(lines[..length]));
            else FoldEvent(ArchivedEvent.Parse(lines[..length]), frame, place, seed);
            lines = lines[(length + 1)..];
            place += length + 1;
        }
    }

    private void FoldEvent(UsageEvent usage, in Frame frame, long place, long seed)
    {
        _views.Active.Keys.Add(IndexEntry.Of(EventKey.Of(usage.CustomerId, usage.TransactionId, seed), usage.Content, frame.At.Value));
        _views.Active.Figures.Add(usage, place, frame.Header.ReceivedAt);
    }

    private void FoldVoid(VoidMark mark)
    {
        if (_views.Voids.TryAdd(mark.Place, new(DateTimeOffset.FromUnixTimeMilliseconds(mark.At), mark.Actor, mark.Reason))) _views.Active.Voids.Add(mark);
    }

    private void FlushIfFull(Location end)
    {
        if (_views.Active.Keys.Count >= _setup.Options.FlushEvents || _views.Active.Figures.Cells >= _setup.Options.FlushCells) Flush(end);
    }

    private void Flush(Location end)
    {
        var frozen = _views.Freeze(end, _views.Active.Figures.Plan, _setup.Options.FlushEvents, _setup.Time.GetUtcNow());
        var queue = new LaneQueue(1, 1);
        var maintenance = new LaneMaintenance(_setup.Number, _setup.Folder, _views,
            new LaneFreezer(_views, _setup.Catalog, _setup.Options, _setup.Time), queue, _store, _log, _setup.Io, _setup.Logger);
        maintenance.Flush(frozen);
        maintenance.TryMerge();
    }

    private void CheckTorn(FrameReader reader, int number, int last)
    {
        var where = $"{_log.Segments.DisplayOf(number)}@{reader.Position}";
        if (number != last || reader.FindsLaterCommit())
        {
            throw new InvalidDataException(
                $"The archive is damaged at {where}: the checksum does not fit and later events follow. Nothing was changed and nothing was skipped. " +
                "Put the file back from a backup, then start again.");
        }

        _setup.Logger.LogWarning("The last write of lane {Lane} was cut off at {Place}; nobody was told that it is stored, so it is dropped", _setup.Number, where);
    }

    private sealed class DamagedIndexException(string message) : Exception(message);
}
