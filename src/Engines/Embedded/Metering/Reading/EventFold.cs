using System.Runtime.InteropServices;
using Breakwater.Engines.Embedded.Metering.Columns;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Reading;

/// <summary>
/// Folds single events of given hours, read from the archive at the places that the tables and memory know. Where these are
/// more than a few, the columns answer for what they hold, and only the rest is read.
/// </summary>
internal sealed class EventFold(Lane lane, Question question, SliceCollector collector)
{
    private const int PlacesAtOnce = 200_000;

    private ColumnReach _answered = ColumnReach.None;

    /// <summary>Reads and folds.</summary>
    /// <param name="reader">Connection inside the snapshot.</param>
    /// <param name="hours">Hours to read; the caller folds no hourly state into a slice for them.</param>
    /// <param name="fresh">Places of events that only memory knows.</param>
    /// <param name="ct">Stops between pieces.</param>
    public void Run(SqliteConnection reader, IReadOnlySet<int> hours, List<(int Hour, long Place)> fresh, CancellationToken ct)
    {
        var voided = Voided(reader);
        var places = new List<long>();
        foreach (var (_, place) in fresh) places.Add(place);
        using var command = Command(reader);
        var tables = LaneStore.StateOf(reader);
        var asked = false;
        foreach (var hour in hours.Order())
        {
            if (_answered.Generation >= tables.Generation) break;
            Collect(command, hour, places);
            if (!asked && places.Count > Few)
            {
                asked = true;
                _answered = lane.Columns.Answer(question, collector, hours, voided, tables, ct);
            }

            if (places.Count >= PlacesAtOnce) Fold(places, voided, ct);
        }

        Fold(places, voided, ct);
    }

    private void Fold(List<long> places, HashSet<long> voided, CancellationToken ct)
    {
        if (voided.Count > 0 || _answered.Place > 0) places.RemoveAll(place => place < _answered.Place || voided.Contains(place));
        places.Sort();
        new LineReader(lane.Log.Segments).Read(CollectionsMarshal.AsSpan(places), (_, usage) => collector.AddEvent(question.GroupOf(usage), Counted, usage), ct);
        places.Clear();
    }

    // What DuckDB looks through for everybody grows with the store; one customer's rows lie together.
    private long Few => lane.FewEvents * (question.Customer is null ? Math.Max(1L, lane.Columns.Reach.Events / 1_000_000) : 1L);

    private Metric Counted => question.AllTypes ? BuiltInMetrics.Events : question.Metric;

    private SqliteCommand Command(SqliteConnection reader) => (question.Customer, question.AllTypes) switch
    {
        (not null, true) => SqliteFile.Prepare(reader, "SELECT type, places FROM places WHERE hour=$1 AND customer=$3 AND generation>$2", 3).With(0, 0, question.Customer),
        (not null, false) => SqliteFile.Prepare(reader, "SELECT type, places FROM places WHERE hour=$1 AND customer=$3 AND type=$4 AND generation>$2", 4).With(0, 0, question.Customer, question.Metric.EventType),
        (null, true) => SqliteFile.Prepare(reader, "SELECT type, places FROM places WHERE hour=$1 AND generation>$2", 2),
        (null, false) => SqliteFile.Prepare(reader, "SELECT type, places FROM places WHERE hour=$1 AND type=$3 AND generation>$2", 3).With(0, 0, question.Metric.EventType),
    };

    private void Collect(SqliteCommand command, int hour, List<long> places)
    {
        command.Parameters[0].Value = hour;
        command.Parameters[1].Value = _answered.Generation;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (question.Wants(rows.GetString(0))) CellCodec.DecodePlaces(rows.GetFieldValue<byte[]>(1), places);
        }
    }

    // Voids join the figures with the flush that holds them; single events must agree with that.
    private HashSet<long> Voided(SqliteConnection reader)
    {
        using var command = question.Customer is null
            ? SqliteFile.Prepare(reader, "SELECT place FROM voids WHERE hour BETWEEN $1 AND $2", 2).With(collector.FirstHour, collector.LastHour)
            : SqliteFile.Prepare(reader, "SELECT place FROM voids WHERE hour BETWEEN $1 AND $2 AND customer=$3", 3).With(collector.FirstHour, collector.LastHour, question.Customer);
        using var rows = command.ExecuteReader();
        var voided = new HashSet<long>();
        while (rows.Read()) voided.Add(rows.GetInt64(0));
        return voided;
    }
}
