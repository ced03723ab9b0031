using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteNotifications(ControlDatabase database) : INotifications
{
    public Task RaiseAsync(Notification notification, CancellationToken ct) => database.WriteAsync(
        write => write.Run(
            """
            INSERT INTO notifications (key, severity, title, body, link, at_ms, resolved_ms) VALUES ($key, $severity, $title, $body, $link, $at, $resolved)
            ON CONFLICT (key) DO UPDATE SET severity = $severity, title = $title, body = $body, link = $link, at_ms = $at, resolved_ms = $resolved
            """,
            ("$key", notification.Key), ("$severity", (int)notification.Severity), ("$title", notification.Title), ("$body", notification.Body), ("$link", notification.Link),
            ("$at", notification.At.ToUnixTimeMilliseconds()), ("$resolved", notification.ResolvedAt?.ToUnixTimeMilliseconds())),
        ct);

    public Task ResolveAsync(string key, CancellationToken ct) => database.WriteAsync(
        write => write.Run("UPDATE notifications SET resolved_ms = $now WHERE key = $key AND resolved_ms IS NULL", ("$key", key), ("$now", write.NowMs)), ct);

    public Task<Page<Notification>> ListAsync(PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, _, _, search) = page.Clamped();
            var like = SqliteCalls.Like(search);
            const string where = @"WHERE ($like IS NULL OR key LIKE $like ESCAPE '\' OR title LIKE $like ESCAPE '\' OR body LIKE $like ESCAPE '\')";
            var total = (long)connection.Scalar($"SELECT COUNT(*) FROM notifications {where}", null, ("$like", like))!;
            var rows = connection.Rows(
                $"SELECT key, severity, title, body, link, at_ms, resolved_ms FROM notifications {where} ORDER BY resolved_ms IS NOT NULL, at_ms DESC, key LIMIT $take OFFSET $skip",
                Row, null, ("$like", like), ("$take", take), ("$skip", skip));
            return new Page<Notification>(rows, total);
        },
        ct);

    private static Notification Row(SqliteDataReader row) => new(
        row.GetString(0), (Severity)row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Time(5), row.TimeOrNull(6));
}
