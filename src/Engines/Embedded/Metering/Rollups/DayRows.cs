using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>Names a row of hourly states.</summary>
/// <param name="Metric">Code.</param>
/// <param name="Dimension">The property grouped by; empty for the total.</param>
/// <param name="Customer">Whose; empty for all together.</param>
/// <param name="Day">Days since 1970-01-01 UTC.</param>
/// <param name="Group">The group; empty for the total.</param>
internal readonly record struct RowKey(string Metric, string Dimension, string Customer, int Day, string Group);

/// <summary>Reads, merges and writes rows of hourly states inside the writer's transaction.</summary>
internal sealed class DayRows : IDisposable
{
    private readonly SqliteCommand _read;
    private readonly SqliteCommand _write;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _addValue;
    private readonly SqliteCommand _deleteValues;
    private readonly Aggregate?[] _day = new Aggregate?[CellCodec.HoursPerDay];

    public DayRows(SqliteConnection connection, SqliteTransaction transaction)
    {
        _read = Prepare("SELECT state FROM cells WHERE metric=$1 AND dimension=$2 AND customer=$3 AND day=$4 AND grp=$5", 5);
        _write = Prepare("INSERT INTO cells(metric, dimension, customer, day, grp, state) VALUES($1, $2, $3, $4, $5, $6) ON CONFLICT(metric, dimension, customer, day, grp) DO UPDATE SET state=excluded.state", 6);
        _delete = Prepare("DELETE FROM cells WHERE metric=$1 AND dimension=$2 AND customer=$3 AND day=$4 AND grp=$5", 5);
        _addValue = Prepare("INSERT INTO vals(metric, dimension, customer, hour, grp, value, count) VALUES($1, $2, $3, $4, $5, $6, $7) ON CONFLICT(metric, dimension, customer, hour, grp, value) DO UPDATE SET count=count+excluded.count", 7);
        _deleteValues = Prepare("DELETE FROM vals WHERE metric=$1 AND dimension=$2 AND customer=$3 AND hour=$4 AND grp=$5", 5);

        SqliteCommand Prepare(string sql, int parameters)
        {
            var command = SqliteFile.Prepare(connection, sql, parameters);
            command.Transaction = transaction;
            return command;
        }
    }

    /// <summary>The stored states of a day; the array is reused by the next call.</summary>
    public Aggregate?[] Read(in RowKey key)
    {
        Array.Clear(_day);
        if (Bind(_read, key).ExecuteScalar() is byte[] row) CellCodec.Decode(row, _day);
        return _day;
    }

    /// <summary>Merges hours into the stored row. Values go to their own table, except those of all customers together, which readers add up.</summary>
    public void Merge(in RowKey key, ReadOnlySpan<HourState> hours)
    {
        var day = Read(key);
        foreach (var (hour, state) in hours)
        {
            ref var stored = ref day[hour % CellCodec.HoursPerDay];
            if (stored is null) stored = WithoutValues(state);
            else stored.Merge(WithoutValues(state));
            if (state.Values is { } values && key.Customer.Length > 0) AddValues(key, hour, values);
        }

        Write(key, day);
    }

    /// <summary>Puts one hour's state in the place of the stored one; null removes it.</summary>
    public void Replace(in RowKey key, int hour, Aggregate? state)
    {
        var day = Read(key);
        day[hour % CellCodec.HoursPerDay] = state is null ? null : WithoutValues(state);
        Write(key, day);
        if (key.Customer.Length == 0) return;
        Bind(_deleteValues, key with { Day = hour }).ExecuteNonQuery();
        if (state?.Values is { } values) AddValues(key, hour, values);
    }

    /// <summary>Writes a day's states.</summary>
    public void Write(in RowKey key, Aggregate?[] day)
    {
        var row = CellCodec.Encode(day);
        if (row.Length == 0)
        {
            Bind(_delete, key).ExecuteNonQuery();
            return;
        }

        Bind(_write, key).Parameters[5].Value = row;
        _write.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in (ReadOnlySpan<SqliteCommand>)[_read, _write, _delete, _addValue, _deleteValues]) command.Dispose();
    }

    private void AddValues(in RowKey key, int hour, IReadOnlyDictionary<string, long> values)
    {
        Bind(_addValue, key with { Day = hour });
        foreach (var (value, count) in values)
        {
            _addValue.Parameters[5].Value = value;
            _addValue.Parameters[6].Value = count;
            _addValue.ExecuteNonQuery();
        }
    }

    private static SqliteCommand Bind(SqliteCommand command, in RowKey key)
    {
        var parameters = command.Parameters;
        parameters[0].Value = key.Metric;
        parameters[1].Value = key.Dimension;
        parameters[2].Value = key.Customer;
        parameters[3].Value = key.Day;
        parameters[4].Value = key.Group;
        return command;
    }

    private static Aggregate WithoutValues(Aggregate state) =>
        Aggregate.Restore(state.Count, state.Skipped, state.Sum, state.Min, state.Max, state.Latest, null);
}
