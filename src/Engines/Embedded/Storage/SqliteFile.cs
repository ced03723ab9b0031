using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Storage;

/// <summary>How this engine opens its SQLite files.</summary>
internal static class SqliteFile
{
    /// <summary>Opens the one connection that writes: write-ahead log, every commit on disk before it returns.</summary>
    public static SqliteConnection OpenWriter(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000; PRAGMA foreign_keys=ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a pooled connection that only reads.</summary>
    public static SqliteConnection OpenReader(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = true }.ToString());
        try
        {
            connection.Open();
            Run(connection, "PRAGMA query_only=ON; PRAGMA mmap_size=268435456;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of pooled connections of a file, so that it can be closed or deleted.</summary>
    public static void Forget(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = true }.ToString());
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>Runs statements without parameters.</summary>
    public static void Run(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Callers pass constants only: nothing from outside becomes SQL.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a step of a schema and names the version that it leads to.</summary>
    /// <param name="connection">Its connection.</param>
    /// <param name="sql">A constant text.</param>
    /// <param name="version">The version afterwards.</param>
    /// <param name="transaction">Makes it whole.</param>
    /// <exception cref="SqliteException">A statement failed. The library tells some failures behind a first statement by running nothing further and
    /// saying nothing, so what counts is whether the last statement was reached.</exception>
    public static void RunStep(SqliteConnection connection, string sql, int version, SqliteTransaction transaction)
    {
        Run(connection, $"{sql} PRAGMA user_version = {version};", transaction);
        using var ask = connection.CreateCommand();
        ask.Transaction = transaction;
        ask.CommandText = "PRAGMA user_version";
        if (Convert.ToInt32(ask.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) != version) throw new SqliteException($"The step to schema version {version} was not run to its end.", 1);
    }

    /// <summary>A statement that is prepared once and run many times.</summary>
    /// <param name="connection">Its connection.</param>
    /// <param name="sql">A constant text with parameters <c>$1</c>, <c>$2</c>, …</param>
    /// <param name="parameters">Number of parameters.</param>
    public static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants only: nothing from outside becomes SQL.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }

    /// <summary>Binds the values in order; null becomes NULL.</summary>
    public static SqliteCommand With(this SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
