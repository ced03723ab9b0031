using System.Text;
using Breakwater.Metering.Model;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;

namespace Breakwater.Benchmarks;

/// <summary>One table of SQLite: write-ahead log, flushed at every commit.</summary>
internal sealed class SqliteCandidate : ICandidate
{
    private readonly SqliteConnection _connection;

    public SqliteCandidate(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=WAL");
        Run("PRAGMA synchronous=FULL");
        Run("CREATE TABLE events(customer TEXT NOT NULL, transaction_id TEXT NOT NULL, type TEXT NOT NULL, happened INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY(customer, transaction_id)) WITHOUT ROWID");
        Run("CREATE INDEX by_time ON events(customer, type, happened)");
    }

    public Task<int> AppendAsync(UsageEvent[] batch)
    {
        using var transaction = _connection.BeginTransaction();
        using var insert = _connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT OR IGNORE INTO events VALUES($customer, $id, $type, $happened, $json)";
        var parameters = (SqliteParameter[])[.. new[] { "$customer", "$id", "$type", "$happened", "$json" }.Select(name => insert.Parameters.Add(new(name, null)))];
        var added = 0;
        foreach (var usage in batch)
        {
            object[] values = [usage.CustomerId.Value, usage.TransactionId.Value, usage.EventType, usage.Timestamp, Encoding.UTF8.GetString(usage.Json.Span)];
            for (var i = 0; i < values.Length; i++) parameters[i].Value = values[i];
            added += insert.ExecuteNonQuery();
        }

        transaction.Commit();
        return Task.FromResult(added);
    }

    public Task<int> SumOfBytesAsync(string? customer, string property)
    {
        using var ask = _connection.CreateCommand();
        ask.CommandText = """
            SELECT json_extract(json, $path), sum(json_extract(json, '$.properties.bytes')) FROM events
            WHERE ($customer IS NULL OR customer = $customer) AND type = 'api_request' AND happened >= $start AND happened < $end GROUP BY 1
            """;
        ask.Parameters.AddWithValue("$path", $"$.properties.{property}");
        ask.Parameters.AddWithValue("$customer", (object?)customer ?? DBNull.Value);
        ask.Parameters.AddWithValue("$start", EventStream.End - 29L * 86_400_000);
        ask.Parameters.AddWithValue("$end", EventStream.End);
        using var reader = ask.ExecuteReader();
        var rows = 0;
        while (reader.Read()) rows++;
        return Task.FromResult(rows);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>One table of DuckDB with a primary key; batches come through a staging table, because a duplicate fails a whole append.</summary>
internal sealed class DuckCandidate : ICandidate
{
    private const string Columns = "customer VARCHAR NOT NULL, transaction_id VARCHAR NOT NULL, type VARCHAR NOT NULL, happened BIGINT NOT NULL, json VARCHAR NOT NULL";
    private readonly DuckDBConnection _connection;

    public DuckCandidate(string path)
    {
        _connection = new DuckDBConnection($"Data Source={path}");
        _connection.Open();
        Run("SET memory_limit='1GB'");
        Run($"CREATE TABLE events({Columns}, PRIMARY KEY(customer, transaction_id))");
        Run($"CREATE TEMP TABLE staged({Columns})");
    }

    public Task<int> AppendAsync(UsageEvent[] batch)
    {
        using (var appender = _connection.CreateAppender("temp", "main", "staged"))
        {
            foreach (var usage in batch)
            {
                appender.CreateRow().AppendValue(usage.CustomerId.Value).AppendValue(usage.TransactionId.Value).AppendValue(usage.EventType)
                    .AppendValue(usage.Timestamp).AppendValue(Encoding.UTF8.GetString(usage.Json.Span)).EndRow();
            }
        }

        var added = Run("INSERT INTO events SELECT * FROM staged ON CONFLICT DO NOTHING");
        Run("DELETE FROM staged");
        return Task.FromResult(added);
    }

    public Task<int> SumOfBytesAsync(string? customer, string property)
    {
        using var ask = _connection.CreateCommand();
        ask.CommandText = """
            SELECT json_extract_string(json, $path), sum(CAST(json_extract_string(json, '$.properties.bytes') AS DECIMAL(38, 9))) FROM events
            WHERE ($customer IS NULL OR customer = $customer) AND type = 'api_request' AND happened >= $start AND happened < $end GROUP BY 1
            """;
        ask.Parameters.Add(new DuckDBParameter("path", $"$.properties.{property}"));
        ask.Parameters.Add(new DuckDBParameter("customer", customer));
        ask.Parameters.Add(new DuckDBParameter("start", EventStream.End - 29L * 86_400_000));
        ask.Parameters.Add(new DuckDBParameter("end", EventStream.End));
        using var reader = ask.ExecuteReader();
        var rows = 0;
        while (reader.Read()) rows++;
        return Task.FromResult(rows);
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private int Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
