using System.Globalization;
using System.Runtime.InteropServices;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Reading;
using Breakwater.Metering.Model;
using DuckDB.NET.Data;

namespace Breakwater.Engines.Embedded.Metering.Columns;

/// <summary>Reads the states of a question from the columns, exactly as single events would give them.</summary>
internal sealed class ColumnAnswer(ColumnFile file, Question question, SegmentCatalog segments, CancellationToken ct)
{
    // Up to here sums with nine decimals fit a decimal's 28 digits; beyond, the order of adding would matter.
    private const decimal LargestSum = 1_000_000_000_000_000_000m;

    private readonly Metric _metric = question.AllTypes ? BuiltInMetrics.Events : question.Metric;
    private readonly Dictionary<(int Slice, string Group), Aggregate> _states = [];

    /// <summary>States by slice and group, or null where the columns cannot tell exactly.</summary>
    public IReadOnlyDictionary<(int Slice, string Group), Aggregate>? Read(ColumnQuestion words)
    {
        using var connection = file.OpenReader();
        if (_metric.KeepsValues)
        {
            ReadValues(words.Values(connection));
            return _states;
        }

        if (!ReadFigures(words.Figures(connection, _metric.Aggregation))) return null;
        if (_metric.Aggregation == Aggregation.Latest) ReadLatest(words.Latest(connection));
        return _states;
    }

    private bool ReadFigures(DuckDBCommand command)
    {
        using var rows = Run(command);
        while (rows.Read())
        {
            var events = rows.GetInt64(3);
            if (_metric.Aggregation == Aggregation.Count)
            {
                State(rows).Merge(Aggregate.Restore(events, 0, 0, null, null, null, null));
                continue;
            }

            var counted = rows.GetInt64(4);
            var figure = counted == 0 ? (decimal?)null : Trimmed(rows.GetDecimal(5));
            if (figure is > LargestSum or < -LargestSum) return false;
            State(rows).Merge(_metric.Aggregation switch
            {
                Aggregation.Sum or Aggregation.Avg => Aggregate.Restore(counted, events - counted, figure ?? 0, null, null, null, null),
                Aggregation.Min => Aggregate.Restore(counted, events - counted, 0, figure, null, null, null),
                Aggregation.Max => Aggregate.Restore(counted, events - counted, 0, null, figure, null, null),
                _ => Aggregate.Restore(counted, events - counted, 0, null, null, null, null),
            });
        }

        return true;
    }

    private void ReadValues(DuckDBCommand command)
    {
        using var rows = Run(command);
        while (rows.Read())
        {
            var events = rows.GetInt64(3);
            var value = !rows.IsDBNull(5) ? ColumnRow.Plain(rows.GetDecimal(5)) : _metric.NeedsNumber || rows.IsDBNull(4) ? null : rows.GetString(4);
            var state = State(rows);
            state.Merge(value is null ? Aggregate.Restore(0, events, 0, null, null, null, null) : Aggregate.Restore(events, 0, 0, null, null, null, null));
            if (value is not null) state.AddValue(value, events);
        }
    }

    // What decides between two events of one instant is their id, which only the archive holds.
    private void ReadLatest(DuckDBCommand command)
    {
        var states = new Dictionary<long, Aggregate>();
        using (var rows = Run(command))
        {
            while (rows.Read()) states[rows.GetInt64(3)] = State(rows);
        }

        var places = states.Keys.Order().ToList();
        new LineReader(segments).Read(CollectionsMarshal.AsSpan(places), (place, usage) =>
        {
            var one = new Aggregate();
            one.Add(_metric, usage);
            states[place].Merge(Aggregate.Restore(0, 0, 0, null, null, one.Latest, null));
        }, ct);
    }

    private Aggregate State(DuckDBDataReader rows)
    {
        var group = question.Grouping switch
        {
            Grouping.Customer => file.Customers.NameOf(int.Parse(rows.GetString(1), CultureInfo.InvariantCulture)),
            Grouping.Type => file.Types.NameOf(int.Parse(rows.GetString(1), CultureInfo.InvariantCulture)),
            Grouping.Property => !rows.IsDBNull(1) ? rows.GetString(1) : rows.IsDBNull(2) ? UsageGroup.None : ColumnRow.Plain(rows.GetDecimal(2)),
            _ => "",
        };
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, (rows.GetInt32(0), group), out _);
        return state ??= new();
    }

    private DuckDBDataReader Run(DuckDBCommand command)
    {
        using (ct.Register(command.Cancel))
        {
            ct.ThrowIfCancellationRequested();
            return command.ExecuteReader();
        }
    }

    private static decimal Trimmed(decimal number) => number / 1.0000000000000000000000000000m;
}
