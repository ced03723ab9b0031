using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Metering.Model;
using DuckDB.NET.Data;

namespace Breakwater.Engines.Embedded.Metering.Columns;

/// <summary>
/// Appends one chunk of the archive to the columns: staged, then put in order of type, customer and time, and committed with
/// the place that it reaches. A chunk that was cut off leaves nothing behind.
/// </summary>
internal sealed class ColumnFill(ColumnFile file, SegmentCatalog segments) : IDisposable
{
    private const int ChunkEvents = 500_000;
    private const int ChunkBytes = 256 * 1024 * 1024;
    private const int Stretch = 1_000;

    private readonly PropertyValue[] _values = new PropertyValue[ColumnFile.MostProperties];
    private readonly List<(NameKind, int, string)> _named = [];
    private DuckDBAppender? _stage;
    private long _events;
    private long _bytes;
    private long _pausedAt;

    /// <summary>Fills from where the columns end towards what the tables hold.</summary>
    /// <param name="tables">State of the tables: the columns never go beyond it.</param>
    /// <param name="pause">Called about every thousand events.</param>
    /// <param name="ct">Cuts the chunk off.</param>
    /// <returns>True where more is waiting.</returns>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public bool Run(LaneState tables, Action pause, CancellationToken ct)
    {
        ColumnFile.Run(file.Writer, "CREATE OR REPLACE TEMP TABLE stage AS SELECT * FROM events LIMIT 0");
        _stage = file.Writer.CreateAppender("temp", "main", "stage");
        var end = Read(new(file.Reach.Place), new(tables.Flushed), pause, ct);
        _stage.Dispose();
        _stage = null;
        var whole = end.Value == tables.Flushed;
        Commit(new(end.Value, whole ? tables.Generation : file.Reach.Generation, file.Reach.Events + _events));
        ColumnFile.Run(file.Writer, "DROP TABLE stage");
        return !whole;
    }

    public void Dispose() => _stage?.Dispose();

    private Location Read(Location from, Location until, Action pause, CancellationToken ct)
    {
        foreach (var number in segments.Numbers)
        {
            if (number < from.Segment) continue;
            if (number > until.Segment) break;
            var reader = new FrameReader(segments, number, number == from.Segment ? from.Offset : 0, number == until.Segment ? until.Offset : long.MaxValue);
            while (reader.TryRead(out var frame))
            {
                ct.ThrowIfCancellationRequested();
                if (frame.Header.Kind == FrameKind.Events)
                {
                    foreach (var (place, line) in FrameLines.Of(frame)) Append(place, ArchivedEvent.Parse(line, withContent: false));
                    if (_events - _pausedAt >= Stretch)
                    {
                        _pausedAt = _events;
                        pause();
                    }
                }

                _bytes += frame.Header.Bytes;
                if (_events >= ChunkEvents || _bytes >= ChunkBytes) return new(number, frame.End);
            }

            if (reader.IsDamaged) throw new InvalidDataException($"The archive is damaged at {segments.DisplayOf(number)}@{reader.Position}.");
        }

        return until;
    }

    private void Append(long place, UsageEvent usage)
    {
        var given = Arrange(usage);
        var row = _stage!.CreateRow().AppendValue(place).AppendValue(usage.Timestamp).AppendValue((int)(usage.Timestamp / Overlay.HourMs))
            .AppendValue(Number(NameKind.Type, file.Types, usage.EventType)).AppendValue(Number(NameKind.Customer, file.Customers, usage.CustomerId.Value));
        var columns = file.Properties.Count;
        for (var i = 0; i < columns; i++)
        {
            if ((given & (1UL << i)) != 0) ColumnRow.Value(row, _values[i]);
            else row.AppendNullValue().AppendNullValue();
        }

        row.EndRow();
        _events++;
    }

    // Values by the number of their property; of a name that is given twice the first counts, as everywhere.
    private ulong Arrange(UsageEvent usage)
    {
        ulong given = 0;
        foreach (var (name, value) in usage.Properties)
        {
            var number = file.Properties.Find(name);
            if (number == 0)
            {
                if (file.Properties.Count == ColumnFile.MostProperties) continue;
                number = AddColumns(name);
            }

            var bit = 1UL << (number - 1);
            if ((given & bit) != 0) continue;
            given |= bit;
            _values[number - 1] = value;
        }

        return given;
    }

    private int AddColumns(string name)
    {
        _stage!.Dispose();
        var number = file.AddProperty(name);
        _stage = file.Writer.CreateAppender("temp", "main", "stage");
        return number;
    }

    private int Number(NameKind kind, ColumnNames names, string name)
    {
        var number = names.Find(name);
        if (number > 0) return number;
        number = names.Count + 1;
        names.Add(number, name);
        _named.Add((kind, number, name));
        return number;
    }

    private void Commit(ColumnReach reach)
    {
        using var transaction = file.Writer.BeginTransaction();
        ColumnFile.Run(file.Writer, "INSERT INTO events SELECT * FROM stage ORDER BY type, customer, ms");
        file.WriteNames(_named);
        using (var command = file.Writer.CreateCommand())
        {
            command.CommandText = "UPDATE about SET place = $place, generation = $generation, count = $count";
            command.Parameters.Add(new DuckDBParameter("place", reach.Place));
            command.Parameters.Add(new DuckDBParameter("generation", reach.Generation));
            command.Parameters.Add(new DuckDBParameter("count", reach.Events));
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        file.Reach = reach;
    }
}
