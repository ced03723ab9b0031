using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>Writes a frozen generation's figures, places and customers into the tables, inside one transaction.</summary>
internal sealed class TableFlush(SqliteConnection connection, SqliteTransaction transaction, Generation generation)
{
    public void Run()
    {
        new FigureRows(connection, transaction).Merge(generation.Figures, withEvents: true);
        WritePlaces();
        WriteCustomers();
        WriteProperties();
        WriteVoids();
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
