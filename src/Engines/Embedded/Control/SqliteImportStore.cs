using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteImportStore(ControlDatabase database) : IImportStore
{
    /// <summary>The schema's step that makes the table.</summary>
    public const string SchemaStep =
        """
        CREATE TABLE imports (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, shift_weeks INTEGER NOT NULL, cursor INTEGER NOT NULL,
            completed INTEGER NOT NULL, state TEXT, started_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    private const string Columns = "id, name, kind, shift_weeks, cursor, completed, state, started_ms, updated_ms";

    public Task<UsageImport?> FindAsync(string id, CancellationToken ct) => database.ReadAsync(
        connection => connection.Rows($"SELECT {Columns} FROM imports WHERE id = $id", Row, null, ("$id", id)).FirstOrDefault(), ct);

    public Task<IReadOnlyList<UsageImport>> ListAsync(CancellationToken ct) => database.ReadAsync<IReadOnlyList<UsageImport>>(
        connection => connection.Rows($"SELECT {Columns} FROM imports ORDER BY updated_ms DESC, id LIMIT 200", Row), ct);

    public Task<bool> AddAsync(UsageImport import, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            var added = write.Run(
                $"INSERT INTO imports ({Columns}) VALUES ($id, $name, $kind, $shift, $cursor, $completed, $state, $started, $updated) ON CONFLICT (id) DO NOTHING",
                ("$id", import.Id), ("$name", import.Name), ("$kind", import.Kind), ("$shift", import.ShiftWeeks), ("$cursor", import.Cursor),
                ("$completed", import.Completed), ("$state", import.State), ("$started", import.StartedAt.ToUnixTimeMilliseconds()),
                ("$updated", import.UpdatedAt.ToUnixTimeMilliseconds()));
            if (added == 0) return write.Abandon(false);
            write.Append(entry);
            return true;
        },
        ct);

    public Task<bool> UpdateAsync(UsageImport import, AuditEntry? entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            var changed = write.Run(
                "UPDATE imports SET cursor = $cursor, completed = $completed, state = $state, updated_ms = $updated WHERE id = $id",
                ("$id", import.Id), ("$cursor", import.Cursor), ("$completed", import.Completed), ("$state", import.State),
                ("$updated", import.UpdatedAt.ToUnixTimeMilliseconds()));
            if (changed == 0) return write.Abandon(false);
            if (entry is not null) write.Append(entry);
            return true;
        },
        ct);

    private static UsageImport Row(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt64(4), row.GetBoolean(5), row.Text(6), row.Time(7), row.Time(8));
}
