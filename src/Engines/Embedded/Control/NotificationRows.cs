using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

/// <summary>Changes of notifications inside a transaction; each puts its messages into the outbox of alerts.</summary>
internal static class NotificationRows
{
    public const string Columns = "key, severity, title, body, link, at_ms, resolved_ms";

    public static void Raise(ControlWrite write, Notification notification)
    {
        var before = Find(write, notification.Key);
        write.Run(
            $"""
            INSERT INTO notifications ({Columns}) VALUES ($key, $severity, $title, $body, $link, $at, $resolved)
            ON CONFLICT (key) DO UPDATE SET severity = $severity, title = $title, body = $body, link = $link, at_ms = $at, resolved_ms = $resolved
            """,
            ("$key", notification.Key), ("$severity", (int)notification.Severity), ("$title", notification.Title), ("$body", notification.Body), ("$link", notification.Link),
            ("$at", notification.At.ToUnixTimeMilliseconds()), ("$resolved", notification.ResolvedAt?.ToUnixTimeMilliseconds()));
        AlertOutbox.Add(write, before, notification);
    }

    public static void Resolve(ControlWrite write, string key)
    {
        if (Find(write, key) is not { ResolvedAt: null } open) return;
        write.Run("UPDATE notifications SET resolved_ms = $now WHERE key = $key", ("$key", key), ("$now", write.NowMs));
        AlertOutbox.Add(write, open, open with { ResolvedAt = DateTimeOffset.FromUnixTimeMilliseconds(write.NowMs) });
    }

    public static Notification Row(SqliteDataReader row) => new(
        row.GetString(0), (Severity)row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Time(5), row.TimeOrNull(6));

    private static Notification? Find(ControlWrite write, string key) =>
        write.Rows($"SELECT {Columns} FROM notifications WHERE key = $key", Row, ("$key", key)).FirstOrDefault();
}
