using Breakwater.Engines.Embedded.Metering.Index;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Verification;

/// <summary>
/// Counts one lane again from its archive, as of one flush, while ingestion goes on: every checksum, every key, every
/// hour of every metric. Very large stores are counted in several passes over the archive, each for a part of the
/// customers, so that memory stays bounded.
/// </summary>
internal sealed class LaneVerify(Lane lane, long seed, Findings findings, Action<long> progress)
{
    private const long CellsPerPass = 2_000_000;
    private const int Report = 10_000;

    private LaneState _state;
    private HashSet<long> _voided = [];
    private readonly ColumnCheck _columns = new(lane, findings);
    private MetricPlan _plan = new(new MetricCatalog([]));
    private long _unreported;

    /// <summary>Metrics whose figures were counted.</summary>
    public int Metrics => _plan.Metrics.Count + 1;

    public async Task RunAsync(CancellationToken ct)
    {
        await lane.FlushAsync().WaitAsync(ct).ConfigureAwait(false);
        using var reader = lane.Store.OpenReader();
        SqliteTransaction snapshot;
        lock (lane.Maintenance.Tables)
        {
            snapshot = reader.BeginTransaction(deferred: true);
            _state = lane.Store.ReadState();
            lock (lane.Views.Gate) findings.Indexed += lane.Views.Runs.Sum(run => run.Count);
            if (LaneStore.GenerationOf(reader) != _state.Generation) throw new InvalidOperationException("The snapshot does not belong to the last flush.");
        }

        using (snapshot)
        {
            ReadDefinitions(reader);
            var tables = new TableCheck(reader, findings, _plan);
            var passes = (int)(1 + (tables.CountHours() / CellsPerPass));
            long places = 0;
            for (var pass = 0; pass < passes; pass++)
            {
                var figures = Count(pass, passes, ref places, ct);
                if (figures is null) return;
                tables.Compare(figures, ct);
            }

            findings.Voided += _voided.Count;
            tables.Finish(ct);
            findings.Counted += tables.CountedEvents;
            if (tables.PlacesSum(ct) != places) findings.Add($"The places of events kept by hour in lane {lane.Number} are not those of the archive.");
            _columns.Compare();
            progress(_unreported);
        }
    }

    private void ReadDefinitions(SqliteConnection reader)
    {
        var known = LaneStore.ReadMetrics(reader);
        lock (lane.Views.Gate)
        {
            _plan = new(new MetricCatalog(lane.Views.Active.Figures.Plan.Metrics.Where(metric =>
                known.TryGetValue(metric.Code.Value, out var state) && state.Complete && state.Fingerprint == MetricPlan.Fingerprint(metric))));
        }

        using var command = SqliteFile.Prepare(reader, "SELECT place FROM voids", 0);
        using var rows = command.ExecuteReader();
        _voided = [];
        while (rows.Read()) _voided.Add(rows.GetInt64(0));
    }

    private Overlay? Count(int pass, int passes, ref long places, CancellationToken ct)
    {
        var figures = new Overlay(_plan);
        var end = new Location(_state.Flushed);
        long events = 0;
        var foundVoids = 0;
        foreach (var number in lane.Log.Segments.Numbers)
        {
            if (number > end.Segment) break;
            var reader = new FrameReader(lane.Log.Segments, number, 0, number == end.Segment ? end.Offset : long.MaxValue);
            while (reader.TryRead(out var frame))
            {
                ct.ThrowIfCancellationRequested();
                if (frame.Header.Kind == FrameKind.Void)
                {
                    foundVoids += frame.Header.Count;
                    continue;
                }

                foreach (var (place, line) in FrameLines.Of(frame))
                {
                    events++;
                    Tell();
                    var usage = ArchivedEvent.Parse(line);
                    if (pass == 0)
                    {
                        CheckKey(usage, frame);
                        _columns.See(place, usage);
                        places = unchecked(places + place);
                    }

                    if (passes > 1 && (uint)string.GetHashCode(usage.CustomerId.Value, StringComparison.Ordinal) % passes != pass) continue;
                    if (!_voided.Contains(place)) figures.Add(usage, place, frame.Header.ReceivedAt);
                }
            }

            if (!reader.IsDamaged) continue;
            findings.Add($"The archive is damaged at {lane.Log.Segments.DisplayOf(number)}@{reader.Position}: the checksum does not fit.");
            findings.Archived += events;
            return null;
        }

        if (pass > 0) return figures;
        findings.Archived += events;
        if (events != _state.Events) findings.Add($"The archive of lane {lane.Number} holds {events:N0} events, its tables say {_state.Events:N0}.");
        if (foundVoids != _voided.Count) findings.Add($"The archive of lane {lane.Number} holds {foundVoids:N0} voids, its tables hold {_voided.Count:N0}.");
        return figures;
    }

    private void CheckKey(UsageEvent usage, in Frame frame)
    {
        IndexEntry entry;
        bool known;
        lock (lane.Views.Gate) known = lane.Views.TryFind(EventKey.Of(usage.CustomerId, usage.TransactionId, seed), out entry);
        if (known && entry.Frame == frame.At.Value && entry.Content == usage.Content) return;
        var where = $"{lane.Log.Segments.DisplayOf(frame.At.Segment)}@{frame.At.Offset}";
        if (!known) findings.Add($"The event {usage.TransactionId} of {usage.CustomerId} at {where} is missing from the index of uniqueness.");
        else if (entry.Frame != frame.At.Value) findings.Add($"The event {usage.TransactionId} of {usage.CustomerId} is in the archive twice: at {where} and at {new Location(entry.Frame)}.");
        else if (entry.Content != usage.Content) findings.Add($"The content of event {usage.TransactionId} of {usage.CustomerId} at {where} is not the one that was accepted.");
    }

    private void Tell()
    {
        if (++_unreported < Report) return;
        progress(_unreported);
        _unreported = 0;
    }
}
