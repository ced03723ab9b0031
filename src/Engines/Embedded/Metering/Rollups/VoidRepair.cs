using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Reading;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>
/// Recomputes the hours that a generation's voids touch, from the events themselves, after the generation was merged and
/// inside the same transaction: a largest value cannot be taken out of a figure, only found anew.
/// </summary>
internal sealed class VoidRepair(SqliteConnection connection, SqliteTransaction transaction, MetricPlan plan, LineReader lines)
{
    /// <summary>Recomputes every touched hour.</summary>
    /// <param name="marks">The new voids; the table of voids holds them already.</param>
    /// <param name="counted">False for metrics that a running recount completes: it repairs them itself at its end.</param>
    /// <param name="takeOffEvents">True where the number of events changes too.</param>
    public void Run(IReadOnlyList<VoidMark> marks, Func<Metric, bool> counted, bool takeOffEvents)
    {
        using var rows = new DayRows(connection, transaction);
        foreach (var touched in marks.GroupBy(mark => (mark.Customer, mark.Type, mark.Hour)))
        {
            var (customer, type, hour) = touched.Key;
            var voided = touched.ToList();
            if (takeOffEvents) TakeOffEvents(rows, customer, type, hour, voided.Count);
            var types = plan.For(type);
            if (types.Metrics.Length == 0) continue;
            var gone = new List<UsageEvent>();
            lines.Read([.. voided.Select(mark => mark.Place).Order()], (_, usage) => gone.Add(usage), CancellationToken.None);
            var places = PlacesOf(customer, type, hour);
            foreach (var metric in types.Metrics.Where(counted)) Recompute(rows, metric, customer, hour, places, gone);
        }
    }

    private void Recompute(DayRows rows, Metric metric, string customer, int hour, long[] places, List<UsageEvent> gone)
    {
        var groups = new HashSet<(string Dimension, string Group)> { ("", "") };
        foreach (var usage in gone)
        {
            foreach (var dimension in metric.Dimensions) groups.Add((dimension, usage.Get(dimension).Group));
        }

        var states = groups.ToDictionary(group => group, _ => new Aggregate());
        lines.Read(places, (_, usage) =>
        {
            foreach (var (key, state) in states)
            {
                if (key.Dimension.Length == 0 || usage.Get(key.Dimension).Group == key.Group) state.Add(metric, usage);
            }
        }, CancellationToken.None);
        var day = hour / CellCodec.HoursPerDay;
        foreach (var ((dimension, group), state) in states)
        {
            var key = new RowKey(metric.Code.Value, dimension, customer, day, group);
            var before = rows.Read(key)[hour % CellCodec.HoursPerDay];
            rows.Replace(key, hour, state.IsEmpty ? null : state);
            Everybody(rows, metric, key with { Customer = "" }, hour, before, state);
        }
    }

    private void Everybody(DayRows rows, Metric metric, in RowKey key, int hour, Aggregate? before, Aggregate after)
    {
        var slot = hour % CellCodec.HoursPerDay;
        Aggregate sum;
        if (metric.Aggregation is Aggregation.Min or Aggregation.Max or Aggregation.Latest)
        {
            sum = new Aggregate();
            foreach (var customer in Customers())
            {
                if (rows.Read(key with { Customer = customer })[slot] is { } state) sum.Merge(state);
            }
        }
        else
        {
            var stored = rows.Read(key)[slot] ?? new();
            sum = Aggregate.Restore(
                stored.Count + after.Count - (before?.Count ?? 0), stored.Skipped + after.Skipped - (before?.Skipped ?? 0),
                stored.Sum + after.Sum - (before?.Sum ?? 0), null, null, null, null);
        }

        rows.Replace(key, hour, sum.IsEmpty ? null : sum);
    }

    private static void TakeOffEvents(DayRows rows, string customer, string type, int hour, int voided)
    {
        var day = hour / CellCodec.HoursPerDay;
        foreach (var whose in (ReadOnlySpan<string>)[customer, ""])
        {
            foreach (var (dimension, group) in (ReadOnlySpan<(string, string)>)[("", ""), ("event_type", type)])
            {
                var key = new RowKey(BuiltInMetrics.Events.Code.Value, dimension, whose, day, group);
                var left = (rows.Read(key)[hour % CellCodec.HoursPerDay]?.Count ?? 0) - voided;
                rows.Replace(key, hour, left <= 0 ? null : Aggregate.Restore(left, 0, 0, null, null, null, null));
            }
        }
    }

    private long[] PlacesOf(string customer, string type, int hour)
    {
        var places = new List<long>();
        using (var command = Prepare("SELECT places FROM places WHERE hour=$1 AND customer=$2 AND type=$3", hour, customer, type))
        using (var rows = command.ExecuteReader())
        {
            while (rows.Read()) CellCodec.DecodePlaces(rows.GetFieldValue<byte[]>(0), places);
        }

        var voided = new HashSet<long>();
        using (var command = Prepare("SELECT place FROM voids WHERE customer=$2 AND hour=$1 AND type=$3", hour, customer, type))
        using (var rows = command.ExecuteReader())
        {
            while (rows.Read()) voided.Add(rows.GetInt64(0));
        }

        return [.. places.Where(place => !voided.Contains(place)).Order()];
    }

    private List<string> Customers()
    {
        using var command = Prepare("SELECT customer FROM customers");
        using var rows = command.ExecuteReader();
        var customers = new List<string>();
        while (rows.Read()) customers.Add(rows.GetString(0));
        return customers;
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<object?> values)
    {
        var command = SqliteFile.Prepare(connection, sql, values.Length);
        command.Transaction = transaction;
        return command.With(values);
    }
}
