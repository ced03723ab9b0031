using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteAlertStore(ControlDatabase database) : IAlertStore
{
    public Task<IReadOnlyList<AlertEndpointRow>> EndpointsAsync(CancellationToken ct) => database.ReadAsync<IReadOnlyList<AlertEndpointRow>>(connection => Endpoints(connection, null), ct);

    public Task<AlertEndpointRow?> FindAsync(AlertEndpointId id, CancellationToken ct) => database.ReadAsync(connection => Endpoints(connection, id).FirstOrDefault(), ct);

    public Task<bool> AddAsync(AlertEndpoint endpoint, WebhookSecret secret, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            if ((long)write.Scalar("SELECT COUNT(*) FROM alert_endpoints")! >= AlertRules.MaxEndpoints) return write.Abandon(false);
            write.Run(
                $"INSERT INTO alert_endpoints ({AlertRows.EndpointColumns}, secret) VALUES ($id, $url, $description, $severity, $prefixes, $state, $created, $version, $failing, $failed, $because, $secret)",
                [.. AlertRows.Parameters(endpoint), ("$secret", secret.Value)]);
            write.Append(entry);
            return true;
        },
        ct);

    public Task<bool> ChangeAsync(AlertEndpoint changed, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            var saved = write.Run(
                """
                UPDATE alert_endpoints SET url = $url, description = $description, min_severity = $severity, key_prefixes = $prefixes, state = $state, version = $version,
                    failing_ms = $failing, failed_ms = $failed, disabled_because = $because WHERE id = $id AND version = $version - 1
                """,
                AlertRows.Parameters(changed));
            if (saved == 0) return write.Abandon(false);
            if (changed is { State: AlertEndpointState.Enabled, FailingSince: null }) NotificationRows.Resolve(write, changed.ConditionKey);
            write.Append(entry);
            return true;
        },
        ct);

    public Task<bool> RotateAsync(AlertEndpointId id, WebhookSecret secret, DateTimeOffset previousUntil, AuditEntry entry, CancellationToken ct) => ChangeAsync(
        write => write.Run(
            "UPDATE alert_endpoints SET previous_secret = secret, previous_until_ms = $until, secret = $secret WHERE id = $id",
            ("$until", previousUntil.ToUnixTimeMilliseconds()), ("$secret", secret.Value), ("$id", id.Value)) > 0,
        entry, ct);

    public Task<bool> RemoveAsync(AlertEndpointId id, AuditEntry entry, CancellationToken ct) => ChangeAsync(
        write =>
        {
            if (write.Run("DELETE FROM alert_endpoints WHERE id = $id", ("$id", id.Value)) == 0) return false;
            write.Run("DELETE FROM alert_messages WHERE id NOT IN (SELECT message FROM alert_deliveries)");
            NotificationRows.Resolve(write, new AlertEndpoint(id, "", "", Severity.Info, [], AlertEndpointState.Disabled, default).ConditionKey);
            return true;
        },
        entry, ct);

    public Task<long?> AddTestAsync(AlertEndpointId id, AlertMessage message, AuditEntry entry, CancellationToken ct) => database.WriteAsync<long?>(
        write =>
        {
            if (write.Scalar("SELECT 1 FROM alert_endpoints WHERE id = $id", ("$id", id.Value)) is null) return write.Abandon<long?>(null);
            var number = AlertOutbox.AddTest(write, id, message);
            write.Append(entry);
            return number;
        },
        ct);

    public Task<bool> RedeliverAsync(long delivery, AuditEntry entry, CancellationToken ct) => ChangeAsync(
        write => write.Run(
            """
            UPDATE alert_deliveries SET state = 0, tries = 0, next_ms = $now, lease_ms = 0, ended_ms = NULL WHERE id = $id AND lease_ms <= $now
                AND (is_test OR EXISTS (SELECT 1 FROM alert_endpoints e WHERE e.id = endpoint AND e.state <> $disabled))
            """,
            ("$now", write.NowMs), ("$id", delivery), ("$disabled", (int)AlertEndpointState.Disabled)) > 0,
        entry, ct);

    public async Task<IReadOnlyList<AlertWork>> LeaseAsync(int take, TimeSpan lease, CancellationToken ct)
    {
        // Asked every second, and nearly always in vain: the writer is left alone until something is due.
        var now = database.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var due = await database.ReadAsync(
            connection => connection.Scalar(
                "SELECT 1 FROM alert_deliveries d JOIN alert_endpoints e ON e.id = d.endpoint WHERE d.state = 0 AND d.next_ms <= $now AND d.lease_ms <= $now AND (e.state = 0 OR d.is_test) LIMIT 1",
                null, ("$now", now)) is not null,
            ct).ConfigureAwait(false);
        return due ? await database.WriteAsync(write => AlertOutbox.Lease(write, take, lease), ct).ConfigureAwait(false) : [];
    }

    public Task<bool> SettleAsync(AlertWork work, AlertAttempt attempt, DateTimeOffset? retryAt, bool gone, CancellationToken ct) => database.WriteAsync(
        write => AlertOutbox.Settle(write, work, attempt, retryAt, gone) || write.Abandon(false), ct);

    public Task<Page<AlertDelivery>> DeliveriesAsync(AlertDeliveryFilter filter, PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, _, _, search) = page.Clamped();
            const string where = @"WHERE ($endpoint IS NULL OR d.endpoint = $endpoint) AND ($state IS NULL OR d.state = $state) AND ($like IS NULL OR m.key LIKE $like ESCAPE '\' OR m.title LIKE $like ESCAPE '\' OR m.id LIKE $like ESCAPE '\')";
            ReadOnlySpan<(string, object?)> values = [("$endpoint", filter.Endpoint?.Value), ("$state", (int?)filter.State), ("$like", SqliteCalls.Like(search)), ("$take", take), ("$skip", skip)];
            var total = (long)connection.Scalar($"SELECT COUNT(*) FROM {AlertRows.DeliveryTables} {where}", null, values[..3])!;
            return new Page<AlertDelivery>(connection.Rows($"SELECT {AlertRows.DeliveryColumns} FROM {AlertRows.DeliveryTables} {where} ORDER BY d.id DESC LIMIT $take OFFSET $skip", AlertRows.Delivery, null, values), total);
        },
        ct);

    public Task<AlertDelivery?> DeliveryAsync(long id, CancellationToken ct) => database.ReadAsync(
        connection => connection.Rows($"SELECT {AlertRows.DeliveryColumns} FROM {AlertRows.DeliveryTables} WHERE d.id = $id", AlertRows.Delivery, null, ("$id", id)).FirstOrDefault(), ct);

    public Task<Page<AlertAttempt>> AttemptsAsync(long delivery, PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, _, _, _) = page.Clamped();
            var total = (long)connection.Scalar("SELECT COUNT(*) FROM alert_attempts WHERE delivery = $id", null, ("$id", delivery))!;
            var rows = connection.Rows(
                "SELECT delivery, number, at_ms, latency_us, status, error, response, signatures FROM alert_attempts WHERE delivery = $id ORDER BY number DESC LIMIT $take OFFSET $skip",
                AlertRows.Attempt, null, ("$id", delivery), ("$take", take), ("$skip", skip));
            return new Page<AlertAttempt>(rows, total);
        },
        ct);

    private static List<AlertEndpointRow> Endpoints(SqliteConnection connection, AlertEndpointId? only)
    {
        var endpoints = connection.Rows(
            $"SELECT {AlertRows.EndpointColumns}, previous_until_ms FROM alert_endpoints WHERE $only IS NULL OR id = $only ORDER BY created_ms, id",
            row => (Endpoint: AlertRows.Endpoint(row), Until: row.TimeOrNull(11)), null, ("$only", only?.Value));
        return [.. endpoints.Select(item =>
        {
            var last = connection.Rows(
                $"SELECT {AlertRows.DeliveryColumns} FROM {AlertRows.DeliveryTables} WHERE d.endpoint = $id AND d.last_ms IS NOT NULL ORDER BY d.last_ms DESC, d.id DESC LIMIT 1",
                AlertRows.Delivery, null, ("$id", item.Endpoint.Id.Value)).FirstOrDefault();
            var waiting = Convert.ToInt32(connection.Scalar("SELECT COUNT(*) FROM alert_deliveries WHERE endpoint = $id AND state = 0", null, ("$id", item.Endpoint.Id.Value)));
            return new AlertEndpointRow(item.Endpoint, last, waiting, item.Until);
        })];
    }

    private Task<bool> ChangeAsync(Func<ControlWrite, bool> change, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            if (!change(write)) return write.Abandon(false);
            write.Append(entry);
            return true;
        },
        ct);
}
