using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Reading;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>
/// Counts a metric's history in one lane while ingestion goes on. From one place in the archive on the writer counts the
/// metric itself; this job counts everything before that place. Until it is done, readers take the metric from the events.
/// </summary>
internal sealed class LaneRecount(Lane lane, Metric metric, Action<long> progress)
{
    private const int Report = 10_000;
    private readonly string _fingerprint = MetricPlan.Fingerprint(metric);
    private readonly MetricPlan _plan = new(new MetricCatalog([metric]));

    public async Task RunAsync(int flushCells, CancellationToken ct)
    {
        await lane.Recounting.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            Begun? begun;
            while ((begun = TryBegin()) is null)
            {
                // An older plan is still being filled or flushed: let the writer adopt the catalog, then look again.
                await lane.FlushAsync().WaitAsync(ct).ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromMilliseconds(20), ct).ConfigureAwait(false);
            }

            Count(begun.Value, flushCells, ct);
        }
        finally
        {
            lane.Recounting.Release();
        }
    }

    // With the tables held, no flush can commit: what they hold and what memory holds meet exactly at one place.
    private Begun? TryBegin()
    {
        lock (lane.Maintenance.Tables)
        {
            lock (lane.Views.Gate)
            {
                if (!Counts(lane.Views.Active) || lane.Views.Frozen is { } frozen && !Counts(frozen)) return null;
            }

            var state = lane.Store.ReadState();
            using var transaction = lane.Store.Writer.BeginTransaction();
            LaneStore.DropMetric(lane.Store.Writer, metric.Code.Value);
            LaneStore.WriteMetric(lane.Store.Writer, new(metric.Code.Value, _fingerprint, state.Flushed, Complete: false));
            var voids = Voids(transaction);
            transaction.Commit();
            return new(new Location(state.Flushed), voids);
        }
    }

    private bool Counts(Generation generation) =>
        generation.Figures.Plan.For(metric.EventType).Metrics.Any(counted => MetricPlan.Fingerprint(counted) == _fingerprint);

    private void Count(in Begun begun, int flushCells, CancellationToken ct)
    {
        var voided = begun.Voids.Select(mark => mark.Place).ToHashSet();
        var figures = new Overlay(_plan);
        long seen = 0;
        foreach (var number in lane.Log.Segments.Numbers)
        {
            if (number > begun.Since.Segment) break;
            var reader = new FrameReader(lane.Log.Segments, number, 0, number == begun.Since.Segment ? begun.Since.Offset : long.MaxValue);
            while (reader.TryRead(out var frame))
            {
                ct.ThrowIfCancellationRequested();
                if (frame.Header.Kind == FrameKind.Events) Fold(frame, voided, figures);
                seen += frame.Header.Count;
                if (seen >= Report)
                {
                    progress(seen);
                    seen = 0;
                }

                if (figures.Cells < flushCells) continue;
                Write(figures, null);
                figures = new Overlay(_plan);
            }

            if (reader.IsDamaged) throw new InvalidDataException($"The archive is damaged at {lane.Log.Segments.DisplayOf(number)}@{reader.Position}; the metric {metric.Code} was not recounted.");
        }

        Write(figures, voided);
        progress(seen);
    }

    private void Fold(in Frame frame, HashSet<long> voided, Overlay figures)
    {
        foreach (var (place, line) in FrameLines.Of(frame))
        {
            if (voided.Count > 0 && voided.Contains(place)) continue;
            var usage = ArchivedEvent.Parse(line, withContent: false);
            if (usage.EventType == metric.EventType) figures.Add(usage, place, frame.Header.ReceivedAt);
        }
    }

    // The last piece repairs the hours of events that were voided meanwhile and declares the metric complete.
    private void Write(Overlay figures, HashSet<long>? finish)
    {
        lock (lane.Maintenance.Tables)
        {
            using var transaction = lane.Store.Writer.BeginTransaction();
            new FigureRows(lane.Store.Writer, transaction).Merge(figures, withEvents: false);
            if (finish is not null)
            {
                var state = LaneStore.ReadMetrics(lane.Store.Writer).GetValueOrDefault(metric.Code.Value);
                if (state is null || state.Fingerprint != _fingerprint) return;
                var late = Voids(transaction).Where(mark => mark.Type == metric.EventType && !finish.Contains(mark.Place)).ToList();
                new VoidRepair(lane.Store.Writer, transaction, _plan, new LineReader(lane.Log.Segments)).Run(late, _ => true, takeOffEvents: false);
                LaneStore.WriteMetric(lane.Store.Writer, state with { Complete = true });
            }

            transaction.Commit();
        }
    }

    private List<VoidMark> Voids(SqliteTransaction transaction)
    {
        using var command = SqliteFile.Prepare(lane.Store.Writer, "SELECT place, customer, transaction_id, type, hour, at, actor, reason FROM voids", 0);
        command.Transaction = transaction;
        using var rows = command.ExecuteReader();
        var voids = new List<VoidMark>();
        while (rows.Read())
        {
            voids.Add(new(rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetInt32(4), rows.GetInt64(5), rows.GetString(6), rows.GetString(7)));
        }

        return voids;
    }

    private readonly record struct Begun(Location Since, List<VoidMark> Voids);
}
