using System.Globalization;
using Breakwater.Engines.Embedded.Metering.Rollups;
using DuckDB.NET.Data;

namespace Breakwater.Engines.Embedded.Metering.Columns;

/// <summary>How far the columns hold a lane's events.</summary>
/// <param name="Place">Events before this place of the archive are in them.</param>
/// <param name="Generation">The last generation of the tables that they hold as a whole.</param>
/// <param name="Events">Their number.</param>
internal sealed record ColumnReach(long Place, long Generation, long Events)
{
    public static ColumnReach None { get; } = new(0, 0, 0);
}

/// <summary>Kinds of names with numbers of their own.</summary>
internal enum NameKind
{
    Type = 1,
    Customer = 2,
    Property = 3,
}

/// <summary>
/// The DuckDB file of a lane: one row per event without any key, a text and a number column per property. Text columns hold
/// what the number cannot give back: <c>7</c> is a number only, <c>7.0</c> both.
/// </summary>
internal sealed class ColumnFile : IDisposable
{
    /// <summary>Properties that get columns; questions about others are answered from the archive.</summary>
    public const int MostProperties = 64;

    private const long Version = 1;
    private readonly string _path;
    private ColumnReach _reach = ColumnReach.None;

    private ColumnFile(string path, DuckDBConnection writer) => (_path, Writer) = (path, writer);

    /// <summary>The connection that fills.</summary>
    public DuckDBConnection Writer { get; }

    /// <summary>What was committed: whoever sees it finds it in every connection opened afterwards.</summary>
    public ColumnReach Reach
    {
        get => Volatile.Read(ref _reach);
        set => Volatile.Write(ref _reach, value);
    }

    public ColumnNames Types { get; } = new();

    public ColumnNames Customers { get; } = new();

    public ColumnNames Properties { get; } = new();

    /// <summary>Opens the file, or makes it anew where it is missing, damaged, of another layout or not the one that the tables know.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="stamp">The mark that the tables keep of it; 0 for none.</param>
    /// <param name="flushed">Place that the tables reach: columns ahead of them belong to another archive.</param>
    /// <param name="restamp">Takes the mark of a new file before it is made.</param>
    public static ColumnFile Open(string path, long stamp, long flushed, Action<long> restamp)
    {
        // A file that takes the process down when it is opened must not do so at every start.
        var opening = path + ".opening";
        if (stamp != 0 && File.Exists(path) && !File.Exists(opening))
        {
            File.WriteAllBytes(opening, []);
            var known = TryOpen(path, stamp, flushed);
            File.Delete(opening);
            if (known is not null) return known;
        }

        Delete(path);
        stamp = Random.Shared.NextInt64(1, long.MaxValue);
        restamp(stamp);
        var file = Connect(path);
        try
        {
            file.Create(stamp);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public DuckDBConnection OpenReader()
    {
        var connection = new DuckDBConnection(ConnectionString(_path));
        connection.Open();
        return connection;
    }

    /// <summary>Gives a property its columns. Committed at once and harmless without rows.</summary>
    public int AddProperty(string name)
    {
        var number = Properties.Count + 1;
        foreach (var table in (ReadOnlySpan<string>)["events", "stage"])
        {
            Run(Writer, $"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS t{number} VARCHAR");
            Run(Writer, $"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS d{number} DECIMAL(25, 9)");
        }

        WriteNames([(NameKind.Property, number, name)]);
        Properties.Add(number, name);
        return number;
    }

    public void WriteNames(IEnumerable<(NameKind Kind, int Number, string Name)> names)
    {
        using var appender = Writer.CreateAppender("names");
        foreach (var (kind, number, name) in names) ColumnRow.Text(appender.CreateRow().AppendValue((int)kind).AppendValue(number), name).EndRow();
    }

    public long Bytes()
    {
        var file = new FileInfo(_path);
        return file.Exists ? file.Length : 0;
    }

    public void Dispose() => Writer.Dispose();

    public static void Delete(string path)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["", ".wal", ".opening"]) File.Delete(path + suffix);
        if (Directory.Exists(path + ".tmp")) Directory.Delete(path + ".tmp", recursive: true);
    }

    /// <summary>Runs a statement whose text holds nothing from outside.</summary>
    public static void Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants and numbers of their own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static string ConnectionString(string path) => new DuckDBConnectionStringBuilder { DataSource = path }.ToString();

    private static ColumnFile Connect(string path)
    {
        var connection = new DuckDBConnection(ConnectionString(path));
        try
        {
            connection.Open();
            Run(connection, "SET memory_limit='256MB'");
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"SET threads={Math.Clamp(Environment.ProcessorCount, 1, 4)}"));
            Run(connection, "SET autoinstall_known_extensions=false");
            Run(connection, "SET autoload_known_extensions=false");
            Run(connection, "SET lock_configuration=true");
            return new ColumnFile(path, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static ColumnFile? TryOpen(string path, long stamp, long flushed)
    {
        ColumnFile? file = null;
        try
        {
            file = Connect(path);
            if (file.Load(stamp) && file.Reach.Place <= flushed) return file;
        }
        catch (Exception)
        {
            // Damaged in whatever way: everything in it can be read from the archive again.
        }

        file?.Dispose();
        return null;
    }

    private bool Load(long stamp)
    {
        using var command = Writer.CreateCommand();
        command.CommandText = "SELECT version, stamp, place, generation, count, (SELECT count(*) FROM events) FROM about";
        using (var about = command.ExecuteReader())
        {
            if (!about.Read() || about.GetInt64(0) != Version || about.GetInt64(1) != stamp || about.GetInt64(4) != about.GetInt64(5)) return false;
            Reach = new(about.GetInt64(2), about.GetInt64(3), about.GetInt64(4));
        }

        command.CommandText = "SELECT kind, number, name FROM names";
        using var names = command.ExecuteReader();
        while (names.Read()) Of((NameKind)names.GetInt32(0)).Add(names.GetInt32(1), names.GetString(2));
        return true;
    }

    private ColumnNames Of(NameKind kind) => kind switch { NameKind.Type => Types, NameKind.Customer => Customers, _ => Properties };

    private void Create(long stamp)
    {
        Run(Writer, "CREATE TABLE events(place BIGINT NOT NULL, ms BIGINT NOT NULL, hour INTEGER NOT NULL, type INTEGER NOT NULL, customer INTEGER NOT NULL)");
        Run(Writer, "CREATE TABLE names(kind INTEGER NOT NULL, number INTEGER NOT NULL, name VARCHAR NOT NULL)");
        Run(Writer, "CREATE TABLE about(version BIGINT NOT NULL, stamp BIGINT NOT NULL, place BIGINT NOT NULL, generation BIGINT NOT NULL, count BIGINT NOT NULL)");
        using var command = Writer.CreateCommand();
        command.CommandText = "INSERT INTO about VALUES($version, $stamp, 0, 0, 0)";
        command.Parameters.Add(new DuckDBParameter("version", Version));
        command.Parameters.Add(new DuckDBParameter("stamp", stamp));
        command.ExecuteNonQuery();
    }
}
