using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteAuditLog(ControlDatabase database) : IAuditLog
{
    private const string Columns = "sequence, at_ms, actor_id, actor_name, action, subject, reason, details, previous_hash, hash";
    private const int Chunk = 1_000;

    public Task<AuditRecord> AppendAsync(AuditEntry entry, CancellationToken ct) => database.WriteAsync(write => write.Append(entry), ct);

    public Task<Page<AuditRecord>> ListAsync(PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, _, _, search) = page.Clamped();
            var like = SqliteCalls.Like(search);
            const string where = @"WHERE ($like IS NULL OR actor_id LIKE $like ESCAPE '\' OR actor_name LIKE $like ESCAPE '\' OR action LIKE $like ESCAPE '\' OR subject LIKE $like ESCAPE '\' OR reason LIKE $like ESCAPE '\')";
            var total = (long)connection.Scalar($"SELECT COUNT(*) FROM audit {where}", null, ("$like", like))!;
            var rows = connection.Rows(
                $"SELECT {Columns} FROM audit {where} ORDER BY sequence DESC LIMIT $take OFFSET $skip", Row, null, ("$like", like), ("$take", take), ("$skip", skip));
            return new Page<AuditRecord>(rows, total);
        },
        ct);

    public async IAsyncEnumerable<AuditRecord> ReadAllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        long after = long.MinValue;
        while (true)
        {
            // By keyset: a long verification holds no read transaction that would keep the WAL from shrinking.
            var from = after;
            var rows = await database.ReadAsync(
                connection => connection.Rows($"SELECT {Columns} FROM audit WHERE sequence > $after ORDER BY sequence LIMIT {Chunk}", Row, null, ("$after", from)), ct).ConfigureAwait(false);
            foreach (var row in rows) yield return row;
            if (rows.Count < Chunk) yield break;
            after = rows[^1].Sequence;
        }
    }

    public async Task<AuditHead?> HeadAsync(CancellationToken ct)
    {
        await database.ReadAsync(static _ => true, ct).ConfigureAwait(false);
        return database.Head.Current;
    }

    private static AuditRecord Row(SqliteDataReader row) => new(
        row.GetInt64(0), row.Time(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.Text(6), row.Text(7), row.GetString(8), row.GetString(9));
}
