using System.Runtime.InteropServices;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Verification;

/// <summary>Compares figures counted anew with the rows of a snapshot.</summary>
internal sealed class TableCheck(SqliteConnection reader, Findings findings, MetricPlan plan)
{
    private readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _values = new(StringComparer.Ordinal);

    /// <summary>Events that the rows of the built-in metric count.</summary>
    public long CountedEvents { get; private set; }

    /// <summary>Roughly how many hourly states the tables hold, to plan memory.</summary>
    public long CountHours() => Number("SELECT coalesce(sum(length(state)), 0) / 20 FROM cells") + Number("SELECT count(*) FROM vals");

    /// <summary>Compares the rows of the overlay's customers.</summary>
    public void Compare(Overlay counted, CancellationToken ct)
    {
        using var read = SqliteFile.Prepare(reader, "SELECT state FROM cells WHERE metric=$1 AND dimension=$2 AND customer=$3 AND day=$4 AND grp=$5", 5);
        using var activity = SqliteFile.Prepare(reader, "SELECT events FROM customers WHERE customer=$1", 1);
        var stored = new Aggregate?[CellCodec.HoursPerDay];
        var expected = new Aggregate?[CellCodec.HoursPerDay];
        foreach (var customer in counted.Customers.Values)
        {
            ct.ThrowIfCancellationRequested();
            var events = activity.With(customer.Id).ExecuteScalar() as long? ?? 0;
            if (events != customer.Events) findings.Add($"The list of customers gives {customer.Id} {events:N0} events; the archive holds {customer.Events:N0} that count.");
            foreach (var (key, hours) in OverlayRows.Of(customer, withEvents: true))
            {
                Array.Clear(stored);
                Array.Clear(expected);
                foreach (var (hour, state) in hours)
                {
                    ref var slot = ref expected[hour % CellCodec.HoursPerDay];
                    slot ??= new();
                    slot.Merge(state);
                }

                if (read.With(key.Metric, key.Dimension, key.Customer, key.Day, key.Group).ExecuteScalar() is byte[] row) CellCodec.Decode(row, stored);
                CompareDay(key, expected, stored);
                CompareValues(key, hours);
                CollectionsMarshal.GetValueRefOrAddDefault(_rows, key.Metric, out _)++;
            }
        }
    }

    /// <summary>Looks for rows that nothing accounts for, and compares everybody's rows with the customers'.</summary>
    public void Finish(CancellationToken ct)
    {
        foreach (var code in plan.Metrics.Select(metric => metric.Code.Value).Append(BuiltInMetrics.Events.Code.Value))
        {
            var rows = Number("SELECT count(*) FROM cells WHERE customer>'' AND metric=$1", code);
            var counted = _rows.GetValueOrDefault(code);
            if (rows != counted) findings.Add($"The metric {code} has {rows:N0} daily rows in the tables; the archive gives {counted:N0}.");
            var values = Number("SELECT count(*) FROM vals WHERE metric=$1", code);
            var countedValues = _values.GetValueOrDefault(code);
            if (values != countedValues) findings.Add($"The metric {code} has {values:N0} stored values; the archive gives {countedValues:N0}.");
            CompareEverybody(code, ct);
        }
    }

    /// <summary>Sum of all places of events, wrapping.</summary>
    public long PlacesSum(CancellationToken ct)
    {
        using var command = SqliteFile.Prepare(reader, "SELECT places FROM places", 0);
        using var rows = command.ExecuteReader();
        long sum = 0;
        var places = new List<long>();
        while (rows.Read())
        {
            ct.ThrowIfCancellationRequested();
            places.Clear();
            CellCodec.DecodePlaces(rows.GetFieldValue<byte[]>(0), places);
            foreach (var place in places) sum = unchecked(sum + place);
        }

        return sum;
    }

    private void CompareEverybody(string code, CancellationToken ct)
    {
        var sums = new Dictionary<(string Dimension, int Day, string Group), Aggregate?[]>();
        using var command = SqliteFile.Prepare(reader, "SELECT dimension, customer, day, grp, state FROM cells WHERE metric=$1 ORDER BY metric, dimension, customer", 1);
        using var rows = command.With(code).ExecuteReader();
        var stored = new Dictionary<(string, int, string), byte[]>();
        var day = new Aggregate?[CellCodec.HoursPerDay];
        while (rows.Read())
        {
            ct.ThrowIfCancellationRequested();
            var key = (rows.GetString(0), rows.GetInt32(2), rows.GetString(3));
            var row = rows.GetFieldValue<byte[]>(4);
            if (rows.GetString(1).Length == 0)
            {
                stored[key] = row;
                continue;
            }

            Array.Clear(day);
            CellCodec.Decode(row, day);
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _);
            sum ??= new Aggregate?[CellCodec.HoursPerDay];
            for (var hour = 0; hour < day.Length; hour++)
            {
                if (day[hour] is not { } state) continue;
                if (sum[hour] is { } known) known.Merge(state);
                else sum[hour] = state;
            }

            if (code == BuiltInMetrics.Events.Code.Value && key.Item1.Length == 0) CountedEvents += day.Sum(state => state?.Count ?? 0);
        }

        foreach (var (key, sum) in sums)
        {
            Array.Clear(day);
            if (stored.Remove(key, out var row)) CellCodec.Decode(row, day);
            CompareDay(new(code, key.Dimension, "", key.Day, key.Group), sum, day);
        }

        if (stored.Count > 0) findings.Add($"The metric {code} has {stored.Count:N0} daily rows of all customers together that no customer accounts for.");
    }

    private void CompareDay(in RowKey key, Aggregate?[] expected, Aggregate?[] stored)
    {
        for (var hour = 0; hour < expected.Length; hour++)
        {
            var (should, has) = (expected[hour] ?? new(), stored[hour] ?? new());
            if (should.Count == has.Count && should.Skipped == has.Skipped && should.Sum == has.Sum && should.Min == has.Min && should.Max == has.Max && should.Latest == has.Latest) continue;
            var at = DateTimeOffset.FromUnixTimeMilliseconds(((key.Day * 24L) + hour) * Overlay.HourMs);
            var whose = key.Customer.Length == 0 ? "all customers" : key.Customer;
            var group = key.Dimension.Length == 0 ? "" : $", {key.Dimension} {key.Group}";
            findings.Add($"{key.Metric} of {whose}{group} in the hour {at:yyyy-MM-dd HH:mm} UTC: the rollup says {Words(has)}, the archive {Words(should)}.");
        }
    }

    private void CompareValues(in RowKey key, List<HourState> hours)
    {
        foreach (var (hour, state) in hours)
        {
            if (state.Values is not { } expected) continue;
            CollectionsMarshal.GetValueRefOrAddDefault(_values, key.Metric, out _) += expected.Count;
            using var command = SqliteFile.Prepare(reader, "SELECT value, count FROM vals WHERE metric=$1 AND dimension=$2 AND customer=$3 AND hour=$4 AND grp=$5", 5);
            using var rows = command.With(key.Metric, key.Dimension, key.Customer, hour, key.Group).ExecuteReader();
            var same = 0;
            while (rows.Read())
            {
                if (expected.TryGetValue(rows.GetString(0), out var count) && count == rows.GetInt64(1)) same++;
            }

            if (same != expected.Count) findings.Add($"{key.Metric} of {key.Customer} in the hour {hour} since 1970: {expected.Count - same:N0} values are not stored as the archive gives them.");
        }
    }

    private long Number(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = SqliteFile.Prepare(reader, sql, values.Length);
        return (long)command.With(values).ExecuteScalar()!;
    }

    private static string Words(Aggregate state) =>
        $"{state.Count:N0} events" + (state.Skipped > 0 ? $", {state.Skipped:N0} skipped" : "") + (state.Sum != 0 ? $", sum {state.Sum}" : "") +
        (state.Min is { } min ? $", min {min}" : "") + (state.Max is { } max ? $", max {max}" : "") + (state.Latest is { } latest ? $", latest {latest.Value}" : "");
}
