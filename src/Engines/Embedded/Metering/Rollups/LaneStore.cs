using System.Globalization;
using Breakwater.Engines.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>What the tables of a lane know about themselves.</summary>
/// <param name="Generation">Number of the last flushed generation; 0 before the first.</param>
/// <param name="Flushed">Place in the archive up to which the tables are complete.</param>
/// <param name="Events">Events in them.</param>
/// <param name="NextRun">Number for the next index file.</param>
internal readonly record struct LaneState(long Generation, long Flushed, long Events, long NextRun);

/// <summary>How far a metric is counted in the tables.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Fingerprint">Its meaning, see <see cref="MetricPlan.Fingerprint"/>.</param>
/// <param name="Since">Events from this place on are counted as they arrive.</param>
/// <param name="Complete">True where the events before are counted too.</param>
internal sealed record MetricState(string Code, string Fingerprint, long Since, bool Complete);

/// <summary>The SQLite file of a lane: one writer (maintenance), any number of readers on snapshots.</summary>
internal sealed class LaneStore : IDisposable
{
    /// <summary>Name under which the tables keep the mark of the columns that belong to them.</summary>
    public const string ColumnStamp = "columns";

    private LaneStore(string path, SqliteConnection writer) => (Path, Writer) = (path, writer);

    public string Path { get; }

    public SqliteConnection Writer { get; }

    public static LaneStore Open(string path)
    {
        var writer = SqliteFile.OpenWriter(path);
        try
        {
            LaneSchema.Migrate(writer, path);
            return new LaneStore(path, writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    public SqliteConnection OpenReader() => SqliteFile.OpenReader(Path);

    public LaneState ReadState() => StateOf(Writer);

    /// <summary>The state as a connection's snapshot holds it.</summary>
    public static LaneState StateOf(SqliteConnection connection)
    {
        long generation = 0, flushed = 0, events = 0, nextRun = 1;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, value FROM meta";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var value = rows.GetInt64(1);
            switch (rows.GetString(0))
            {
                case "generation": generation = value; break;
                case "flushed": flushed = value; break;
                case "events": events = value; break;
                case "next_run": nextRun = value; break;
            }
        }

        return new(generation, flushed, events, nextRun);
    }

    public static void WriteState(SqliteConnection connection, LaneState state)
    {
        WriteMeta(connection, "generation", state.Generation);
        WriteMeta(connection, "flushed", state.Flushed);
        WriteMeta(connection, "events", state.Events);
        WriteMeta(connection, "next_run", state.NextRun);
    }

    public static void WriteMeta(SqliteConnection connection, string name, long value)
    {
        using var command = SqliteFile.Prepare(connection, "INSERT INTO meta(name, value) VALUES($1, $2) ON CONFLICT(name) DO UPDATE SET value=excluded.value", 2);
        command.With(name, value).ExecuteNonQuery();
    }

    /// <summary>A value that the tables keep about themselves; 0 where there is none.</summary>
    public static long MetaOf(SqliteConnection connection, string name)
    {
        using var command = SqliteFile.Prepare(connection, "SELECT value FROM meta WHERE name=$1", 1);
        return command.With(name).ExecuteScalar() is long value ? value : 0;
    }

    /// <summary>Number of the last generation in the reader's snapshot.</summary>
    public static long GenerationOf(SqliteConnection reader) => MetaOf(reader, "generation");

    /// <summary>Names of the index files, oldest first.</summary>
    public IReadOnlyList<string> ReadRuns()
    {
        using var command = Writer.CreateCommand();
        command.CommandText = "SELECT file FROM runs ORDER BY number";
        using var rows = command.ExecuteReader();
        var files = new List<string>();
        while (rows.Read()) files.Add(rows.GetString(0));
        return files;
    }

    public static Dictionary<string, MetricState> ReadMetrics(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT code, fingerprint, since, complete FROM metrics";
        using var rows = command.ExecuteReader();
        var metrics = new Dictionary<string, MetricState>(StringComparer.Ordinal);
        while (rows.Read()) metrics[rows.GetString(0)] = new(rows.GetString(0), rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3) != 0);
        return metrics;
    }

    public static void WriteMetric(SqliteConnection connection, MetricState state)
    {
        using var command = SqliteFile.Prepare(connection,
            "INSERT INTO metrics(code, fingerprint, since, complete) VALUES($1, $2, $3, $4) ON CONFLICT(code) DO UPDATE SET fingerprint=excluded.fingerprint, since=excluded.since, complete=excluded.complete", 4);
        command.With(state.Code, state.Fingerprint, state.Since, state.Complete ? 1 : 0).ExecuteNonQuery();
    }

    /// <summary>Forgets the figures of a metric.</summary>
    public static void DropMetric(SqliteConnection connection, string code)
    {
        foreach (var table in (ReadOnlySpan<string>)["DELETE FROM cells WHERE metric=$1", "DELETE FROM vals WHERE metric=$1", "DELETE FROM metrics WHERE code=$1"])
        {
            using var command = SqliteFile.Prepare(connection, table, 1);
            command.With(code).ExecuteNonQuery();
        }
    }

    public long Bytes()
    {
        long bytes = 0;
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal"])
        {
            var file = new FileInfo(Path + suffix);
            if (file.Exists) bytes += file.Length;
        }

        return bytes;
    }

    public void Dispose()
    {
        SqliteFile.Forget(Path);
        Writer.Dispose();
    }

    /// <summary>Deletes the file with its companions.</summary>
    public static void Delete(string path)
    {
        SqliteFile.Forget(path);
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"]) File.Delete(string.Create(CultureInfo.InvariantCulture, $"{path}{suffix}"));
    }
}
