using System.Runtime.InteropServices;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>Writes a frozen generation's figures, places and customers into the tables, inside one transaction.</summary>
internal sealed class TableFlush(SqliteConnection connection, SqliteTransaction transaction, Generation generation)
{
    /// <summary>Everybody's rows of a day, gathered while the customers' are written.</summary>
    private readonly Dictionary<RowKey, Aggregate?[]> _everybody = [];

    public void Run()
    {
        using var rows = new DayRows(connection, transaction);
        foreach (var customer in generation.Figures.Customers.Values) WriteCustomer(rows, customer);
        foreach (var (key, day) in _everybody)
        {
            var stored = rows.Read(key);
            for (var hour = 0; hour < day.Length; hour++)
            {
                if (day[hour] is not { } added) continue;
                if (stored[hour] is { } known) known.Merge(added);
                else stored[hour] = added;
            }

            rows.Write(key, stored);
        }

        WritePlaces();
        WriteCustomers();
        WriteProperties();
        WriteVoids();
    }

    private void WriteCustomer(DayRows rows, CustomerCells customer)
    {
        var merged = new Dictionary<RowKey, List<(int Hour, Aggregate State)>>();
        foreach (var (type, cells) in customer.Types)
        {
            foreach (var (hour, figures) in cells.Hours)
            {
                var day = hour / CellCodec.HoursPerDay;
                var count = Aggregate.Restore(figures.Events, 0, 0, null, null, null, null);
                Add(new(BuiltInMetrics.Events.Code.Value, "", customer.Id, day, ""), hour, count);
                Add(new(BuiltInMetrics.Events.Code.Value, "event_type", customer.Id, day, type), hour, count);
                var metrics = cells.Plan.Metrics;
                for (var m = 0; m < metrics.Length; m++) Add(new(metrics[m].Code.Value, "", customer.Id, day, ""), hour, figures.Totals[m]);
                for (var d = 0; d < figures.Groups.Length; d++)
                {
                    foreach (var (group, states) in figures.Groups[d])
                    {
                        for (var m = 0; m < states.Length; m++)
                        {
                            Add(new(metrics[cells.Plan.MetricsOf[d][m]].Code.Value, cells.Plan.Dimensions[d], customer.Id, day, group), hour, states[m]);
                        }
                    }
                }
            }
        }

        foreach (var (key, hours) in merged) rows.Merge(key, CollectionsMarshal.AsSpan(hours));

        void Add(in RowKey key, int hour, Aggregate state)
        {
            ref var hours = ref CollectionsMarshal.GetValueRefOrAddDefault(merged, key, out _);
            (hours ??= []).Add((hour, state));
            ref var everybody = ref CollectionsMarshal.GetValueRefOrAddDefault(_everybody, key with { Customer = "" }, out _);
            everybody ??= new Aggregate?[CellCodec.HoursPerDay];
            ref var sum = ref everybody[hour % CellCodec.HoursPerDay];
            sum ??= new();
            sum.Merge(Aggregate.Restore(state.Count, state.Skipped, state.Sum, state.Min, state.Max, state.Latest, null));
        }
    }

    private void WritePlaces()
    {
        using var insert = Prepare("INSERT INTO places(hour, customer, type, generation, places) VALUES($1, $2, $3, $4, $5)", 5);
        foreach (var customer in generation.Figures.Customers.Values)
        {
            foreach (var (type, cells) in customer.Types)
            {
                foreach (var (hour, figures) in cells.Hours)
                {
                    insert.With(hour, customer.Id, type, generation.Number, CellCodec.EncodePlaces(figures.Places.Items)).ExecuteNonQuery();
                }
            }
        }
    }

    private void WriteCustomers()
    {
        using var upsert = Prepare(
            """
            INSERT INTO customers(customer, events, first, last, arrival) VALUES($1, $2, $3, $4, $5)
            ON CONFLICT(customer) DO UPDATE SET events=events+excluded.events, first=min(first, excluded.first), last=max(last, excluded.last), arrival=max(arrival, excluded.arrival)
            """, 5);
        foreach (var customer in generation.Figures.Customers.Values)
        {
            upsert.With(customer.Id, customer.Events, customer.First, customer.Last, customer.LastArrival).ExecuteNonQuery();
        }

        using var less = Prepare("UPDATE customers SET events=events-1 WHERE customer=$1", 1);
        foreach (var mark in generation.Voids) less.With(mark.Customer).ExecuteNonQuery();
    }

    private void WriteProperties()
    {
        using var insert = Prepare(
            "INSERT INTO properties(type, name) SELECT $1, $2 WHERE (SELECT count(*) FROM properties WHERE type=$1) < 100 ON CONFLICT(type, name) DO NOTHING", 2);
        foreach (var (type, names) in generation.Figures.Properties)
        {
            foreach (var name in names.All) insert.With(type, name).ExecuteNonQuery();
        }
    }

    private void WriteVoids()
    {
        using var insert = Prepare("INSERT INTO voids(place, customer, transaction_id, type, hour, at, actor, reason) VALUES($1, $2, $3, $4, $5, $6, $7, $8)", 8);
        foreach (var mark in generation.Voids)
        {
            insert.With(mark.Place, mark.Customer, mark.Transaction, mark.Type, mark.Hour, mark.At, mark.Actor, mark.Reason).ExecuteNonQuery();
        }
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = SqliteFile.Prepare(connection, sql, parameters);
        command.Transaction = transaction;
        return command;
    }
}
