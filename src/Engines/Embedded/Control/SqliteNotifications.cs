namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteNotifications(ControlDatabase database) : INotifications
{
    public Task RaiseAsync(Notification notification, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            NotificationRows.Raise(write, notification);
            return true;
        },
        ct);

    public Task ResolveAsync(string key, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            NotificationRows.Resolve(write, key);
            return true;
        },
        ct);

    public Task<Page<Notification>> ListAsync(PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, _, _, search) = page.Clamped();
            var like = SqliteCalls.Like(search);
            const string where = @"WHERE ($like IS NULL OR key LIKE $like ESCAPE '\' OR title LIKE $like ESCAPE '\' OR body LIKE $like ESCAPE '\')";
            var total = (long)connection.Scalar($"SELECT COUNT(*) FROM notifications {where}", null, ("$like", like))!;
            var rows = connection.Rows(
                $"SELECT {NotificationRows.Columns} FROM notifications {where} ORDER BY resolved_ms IS NOT NULL, at_ms DESC, key LIMIT $take OFFSET $skip",
                NotificationRows.Row, null, ("$like", like), ("$take", take), ("$skip", skip));
            return new Page<Notification>(rows, total);
        },
        ct);
}
