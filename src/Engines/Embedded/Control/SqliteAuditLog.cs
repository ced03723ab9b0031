using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteAuditLog(ControlDatabase database) : IAuditLog
{
    private const string Fields = "sequence, at_ms, actor_id, actor_name, action, subject, reason, details, previous_hash, hash";
    private const int Chunk = 1_000;
    private const int MaxWords = 8;

    public Task<AuditRecord> AppendAsync(AuditEntry entry, CancellationToken ct) => database.WriteAsync(write => write.Append(entry), ct);

    public Task<Page<AuditRecord>> ListAsync(PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, _, _, search) = page.Clamped();
            var (where, words) = Where(search);
            var total = (long)connection.Scalar($"SELECT COUNT(*) FROM audit {where}", null, words)!;
            var rows = connection.Rows(
                $"SELECT {Fields} FROM audit {where} ORDER BY sequence DESC LIMIT $take OFFSET $skip", Row, null, [.. words, ("$take", take), ("$skip", skip)]);
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
                connection => connection.Rows($"SELECT {Fields} FROM audit WHERE sequence > $after ORDER BY sequence LIMIT {Chunk}", Row, null, ("$after", from)), ct).ConfigureAwait(false);
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

    // Only the names of columns and numbered parameters become text of the statement; the words travel as values.
    private static (string Where, (string Name, object? Value)[] Words) Where(string? search)
    {
        var words = search?.Split((char[]?)null, MaxWords + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var conditions = new List<string>();
        var values = new List<(string, object?)>();
        foreach (var word in words.Take(MaxWords))
        {
            var (columns, text) = Columns(word);
            var name = $"$w{values.Count}";
            conditions.Add($"({string.Join(" OR ", columns.Select(column => $@"{column} LIKE {name} ESCAPE '\'"))})");
            values.Add((name, SqliteCalls.Like(text)));
        }

        return (conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions), [.. values]);
    }

    private static (string[] Columns, string Text) Columns(string word) => word switch
    {
        _ when word.StartsWith("actor:", StringComparison.Ordinal) && word.Length > 6 => (["actor_id", "actor_name"], word[6..]),
        _ when word.StartsWith("action:", StringComparison.Ordinal) && word.Length > 7 => (["action"], word[7..]),
        _ when word.StartsWith("subject:", StringComparison.Ordinal) && word.Length > 8 => (["subject"], word[8..]),
        _ => (["actor_id", "actor_name", "action", "subject", "reason"], word),
    };

    private static AuditRecord Row(SqliteDataReader row) => new(
        row.GetInt64(0), row.Time(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.Text(6), row.Text(7), row.GetString(8), row.GetString(9));
}
