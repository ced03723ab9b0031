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
/// Writes frozen generations to the tables and merges index files, beside the writer. All of a generation goes in with
/// one transaction, so that a crash leaves either the older or the newer state, and the archive has the rest.
/// </summary>
internal sealed class LaneMaintenance(
    int number, string indexFolder, LaneViews views, LaneFreezer freezer, LaneQueue queue, LaneStore store, SegmentLog log, DurableIo io, ILogger logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private bool _stopping;

    /// <summary>Held by whoever uses the writing connection: flushes, and jobs that rewrite figures.</summary>
    public Lock Tables { get; } = new();

    /// <summary>Works until <see cref="Stop"/>; then finishes what is frozen, unless that fails.</summary>
    public void Run()
    {
        while (true)
        {
            Generation? frozen;
            lock (views.Gate)
            {
                while (views.Frozen is null && !_stopping) Monitor.Wait(views.Gate);
                frozen = views.Frozen;
                if (frozen is null) return;
            }

            if (TryFlush(frozen))
            {
                queue.Nudge();
                TryMerge();
                continue;
            }

            lock (views.Gate)
            {
                if (_stopping) return;
                Monitor.Wait(views.Gate, RetryAfter);
            }
        }
    }

    public void Stop()
    {
        lock (views.Gate)
        {
            _stopping = true;
            Monitor.PulseAll(views.Gate);
        }
    }

    /// <summary>Flushes a frozen generation.</summary>
    /// <exception cref="Exception">The disk does not take it; nothing changed.</exception>
    public void Flush(Generation frozen)
    {
        lock (Tables)
        {
            var state = store.ReadState();
            var path = Path.Combine(indexFolder, $"{state.NextRun:D8}.idx");
            SortedRun? run = null;
            if (frozen.Keys.Count > 0)
            {
                File.Delete(path);
                SortedRun.Write(path, [frozen.Keys.Sorted()], frozen.Keys.Count, io);
                run = SortedRun.Open(path);
            }

            try
            {
                using var transaction = store.Writer.BeginTransaction();
                var metrics = Metrics(frozen, state);
                new TableFlush(store.Writer, transaction, frozen).Run();
                if (frozen.Voids.Count > 0)
                {
                    new VoidRepair(store.Writer, transaction, frozen.Figures.Plan, new LineReader(log.Segments))
                        .Run(frozen.Voids, metric => metrics[metric.Code.Value].Complete, takeOffEvents: true);
                }

                if (run is not null) AddRun(transaction, state.NextRun, run.Name);
                state = new(frozen.Number, frozen.End.Value, state.Events + frozen.Keys.Count, state.NextRun + 1);
                LaneStore.WriteState(store.Writer, state);
                transaction.Commit();
            }
            catch
            {
                run?.Dispose();
                throw;
            }

            lock (views.Gate) views.Publish(run, state);
        }

        frozen.Flushed.TrySetResult();
    }

    private bool TryFlush(Generation frozen)
    {
        try
        {
            Flush(frozen);
            freezer.Flushed(null);
            return true;
        }
        catch (Exception e)
        {
            // The archive holds everything: figures wait in memory until the tables take them.
            logger.LogError(e, "Lane {Lane} could not write its figures; it tries again", number);
            freezer.Flushed(e.Message);
            return false;
        }
    }

    // Which metrics the tables count, and since when. Figures of an older meaning go.
    private Dictionary<string, MetricState> Metrics(Generation frozen, LaneState state)
    {
        var known = LaneStore.ReadMetrics(store.Writer);
        foreach (var metric in frozen.Figures.Plan.Metrics)
        {
            var fingerprint = MetricPlan.Fingerprint(metric);
            if (known.TryGetValue(metric.Code.Value, out var has) && has.Fingerprint == fingerprint && has.Since <= frozen.Start.Value) continue;
            if (has is not null) LaneStore.DropMetric(store.Writer, has.Code);
            var fresh = new MetricState(metric.Code.Value, fingerprint, frozen.Start.Value, Complete: state.Events == 0);
            LaneStore.WriteMetric(store.Writer, fresh);
            known[fresh.Code] = fresh;
        }

        foreach (var gone in known.Values.Where(has => frozen.Figures.Plan.Catalog.Find(new(has.Code)) is null).ToList())
        {
            LaneStore.WriteMetric(store.Writer, gone with { Since = long.MaxValue, Complete = false });
        }

        return known;
    }

    private void AddRun(SqliteTransaction transaction, long run, string file)
    {
        using var command = SqliteFile.Prepare(store.Writer, "INSERT INTO runs(number, file) VALUES($1, $2)", 2);
        command.Transaction = transaction;
        command.With(run, file).ExecuteNonQuery();
    }

    public void TryMerge()
    {
        try
        {
            while (MergeOnce())
            {
            }
        }
        catch (Exception e)
        {
            // Merging only makes questions faster; the next flush tries again.
            logger.LogWarning(e, "Lane {Lane} could not merge its index files", number);
        }
    }

    private bool MergeOnce()
    {
        SortedRun[] runs;
        lock (views.Gate) runs = views.Runs;
        var take = RunMerge.Choose(runs.Select(run => run.Count).ToArray());
        if (take == 0) return false;
        var old = runs[^take..];
        lock (Tables)
        {
            var state = store.ReadState();
            var path = Path.Combine(indexFolder, $"{state.NextRun:D8}.idx");
            File.Delete(path);
            SortedRun.Write(path, RunMerge.Merge(old), old.Sum(run => run.Count), io);
            var merged = SortedRun.Open(path);
            using (var transaction = store.Writer.BeginTransaction())
            {
                using var delete = SqliteFile.Prepare(store.Writer, "DELETE FROM runs WHERE file=$1", 1);
                delete.Transaction = transaction;
                foreach (var run in old) delete.With(run.Name).ExecuteNonQuery();
                AddRun(transaction, state.NextRun, merged.Name);
                LaneStore.WriteState(store.Writer, state with { NextRun = state.NextRun + 1 });
                transaction.Commit();
            }

            lock (views.Gate)
            {
                views.Merged(take, merged);
                foreach (var run in old) run.Dispose();
            }
        }

        foreach (var run in old) File.Delete(run.Path);
        return true;
    }
}
