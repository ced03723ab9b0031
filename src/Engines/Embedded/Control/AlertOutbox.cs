using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

/// <summary>What happens to the outbox inside a transaction: a change goes in, a delivery is taken, its outcome is noted.</summary>
internal static class AlertOutbox
{
    /// <summary>Puts the message of a change into the outbox of every endpoint that wants it.</summary>
    public static void Add(ControlWrite write, Notification? before, Notification after)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(write.NowMs);
        if (AlertMessage.Of(before, after, now) is not { } message) return;
        var wanting = write.Rows($"SELECT {AlertRows.EndpointColumns} FROM alert_endpoints ORDER BY created_ms, id", AlertRows.Endpoint).Where(endpoint => endpoint.Wants(before, after)).ToList();
        if (wanting.Count == 0) return;
        AddMessage(write, message);
        foreach (var endpoint in wanting) AddDelivery(write, endpoint.Id, message, isTest: false);
    }

    /// <summary>Puts a test into the outbox.</summary>
    public static long AddTest(ControlWrite write, AlertEndpointId endpoint, AlertMessage message)
    {
        AddMessage(write, message);
        return AddDelivery(write, endpoint, message, isTest: true);
    }

    /// <summary>Takes what is due, one delivery per endpoint; an endpoint with one under way has to wait.</summary>
    public static List<AlertWork> Lease(ControlWrite write, int take, TimeSpan lease)
    {
        var (now, until) = (write.NowMs, write.NowMs + (long)lease.TotalMilliseconds);
        var due = write.Rows(
            """
            SELECT id FROM (
                SELECT d.id, d.next_ms, ROW_NUMBER() OVER (PARTITION BY d.endpoint ORDER BY d.next_ms, d.id) AS place FROM alert_deliveries d JOIN alert_endpoints e ON e.id = d.endpoint
                WHERE d.state = 0 AND d.next_ms <= $now AND (e.state = 0 OR d.is_test)
                    AND NOT EXISTS (SELECT 1 FROM alert_deliveries b WHERE b.endpoint = d.endpoint AND b.state = 0 AND b.lease_ms > $now))
            WHERE place = 1 ORDER BY next_ms, id LIMIT $take
            """,
            row => row.GetInt64(0), ("$now", now), ("$take", take));
        return [.. due.Select(id =>
        {
            write.Run("UPDATE alert_deliveries SET lease_ms = $until WHERE id = $id", ("$until", until), ("$id", id));
            return write.Rows(
                """
                SELECT d.id, d.attempts, d.tries, d.is_test, m.id, m.body, e.id, e.url, e.secret, e.previous_secret, e.previous_until_ms
                FROM alert_deliveries d JOIN alert_messages m ON m.id = d.message JOIN alert_endpoints e ON e.id = d.endpoint WHERE d.id = $id
                """,
                row => Work(row, DateTimeOffset.FromUnixTimeMilliseconds(until)), ("$id", id))[0];
        })];
    }

    /// <summary>Notes an attempt and what comes of it.</summary>
    /// <returns>False where the lease is not the caller's any more.</returns>
    public static bool Settle(ControlWrite write, AlertWork work, AlertAttempt attempt, DateTimeOffset? retryAt, bool gone)
    {
        var state = attempt.Error is null ? AlertDeliveryState.Delivered : retryAt is null ? AlertDeliveryState.Failed : AlertDeliveryState.Waiting;
        var noted = write.Run(
            """
            UPDATE alert_deliveries SET state = $state, tries = tries + 1, attempts = $number, next_ms = COALESCE($next, next_ms), lease_ms = 0, ended_ms = $ended,
                last_ms = $at, last_status = $status, last_error = $error WHERE id = $id AND state = 0 AND lease_ms = $lease
            """,
            ("$state", (int)state), ("$number", attempt.Number), ("$next", retryAt?.ToUnixTimeMilliseconds()), ("$ended", state == AlertDeliveryState.Waiting ? null : write.NowMs),
            ("$at", attempt.At.ToUnixTimeMilliseconds()), ("$status", attempt.Status), ("$error", attempt.Error), ("$id", work.Delivery), ("$lease", work.LeasedUntil.ToUnixTimeMilliseconds()));
        if (noted == 0) return false;
        write.Run(
            "INSERT INTO alert_attempts (delivery, number, at_ms, latency_us, status, error, response, signatures) VALUES ($id, $number, $at, $latency, $status, $error, $response, $signatures)",
            ("$id", work.Delivery), ("$number", attempt.Number), ("$at", attempt.At.ToUnixTimeMilliseconds()), ("$latency", (long)attempt.Latency.TotalMicroseconds), ("$status", attempt.Status),
            ("$error", attempt.Error), ("$response", attempt.Response), ("$signatures", attempt.Signatures));
        if (work.IsTest) return true;
        if (attempt.Error is null) NoteSuccess(write, work.Endpoint);
        else NoteFailure(write, work, attempt, givenUp: retryAt is null, gone);
        return true;
    }

    private static void NoteSuccess(ControlWrite write, AlertEndpointId id)
    {
        if (write.Run("UPDATE alert_endpoints SET failing_ms = NULL, failed_ms = NULL WHERE id = $id AND failing_ms IS NOT NULL", ("$id", id.Value)) == 0) return;
        NotificationRows.Resolve(write, Find(write, id).ConditionKey);
    }

    private static void NoteFailure(ControlWrite write, AlertWork work, AlertAttempt attempt, bool givenUp, bool gone)
    {
        var endpoint = Find(write, work.Endpoint);
        var since = AlertSchedule.FailingSince(endpoint.FailingSince, endpoint.LastFailedAt, attempt.At);
        write.Run("UPDATE alert_endpoints SET failing_ms = $since, failed_ms = $at WHERE id = $id", ("$since", since.ToUnixTimeMilliseconds()), ("$at", attempt.At.ToUnixTimeMilliseconds()), ("$id", endpoint.Id.Value));
        if (gone || attempt.At - since >= AlertSchedule.DisableAfter) Disable(write, endpoint, attempt, gone);
        else if (givenUp) Raise(write, endpoint, Severity.Warning, "An alert could not be delivered", $"All {AlertSchedule.Delays.Count} tries failed, the last one so: {attempt.Error} The delivery log can send it again.", work.Delivery);
    }

    private static void Disable(ControlWrite write, AlertEndpoint endpoint, AlertAttempt attempt, bool gone)
    {
        var because = gone ? "It answered 410 Gone: it is never to be called again." : $"Every attempt of {AlertSchedule.DisableAfter.Days} days failed, the last one so: {attempt.Error}";
        var disabled = write.Run("UPDATE alert_endpoints SET state = $state, disabled_because = $because WHERE id = $id AND state <> $state", ("$state", (int)AlertEndpointState.Disabled), ("$because", because), ("$id", endpoint.Id.Value));
        if (disabled == 0) return;
        write.Run(
            "UPDATE alert_deliveries SET state = $failed, ended_ms = $now, last_error = COALESCE(last_error, 'The endpoint was disabled before it was tried.') WHERE endpoint = $id AND state = 0 AND NOT is_test AND lease_ms <= $now",
            ("$failed", (int)AlertDeliveryState.Failed), ("$now", write.NowMs), ("$id", endpoint.Id.Value));
        Raise(write, endpoint, Severity.Critical, "An endpoint of alerts was disabled", $"{because} Alerts pass it by until somebody resumes it.", null);
    }

    private static void Raise(ControlWrite write, AlertEndpoint endpoint, Severity severity, string title, string body, long? delivery) => NotificationRows.Raise(write, new(
        endpoint.ConditionKey, severity, $"{title}: {(endpoint.Description.Length > 0 ? endpoint.Description : endpoint.ShownUrl)}", body,
        delivery is null ? $"/alerts?endpoint={endpoint.Id}" : $"/alerts?delivery={delivery}", DateTimeOffset.FromUnixTimeMilliseconds(write.NowMs)));

    private static AlertEndpoint Find(ControlWrite write, AlertEndpointId id) =>
        write.Rows($"SELECT {AlertRows.EndpointColumns} FROM alert_endpoints WHERE id = $id", AlertRows.Endpoint, ("$id", id.Value))[0];

    private static void AddMessage(ControlWrite write, AlertMessage message) => write.Run(
        "INSERT INTO alert_messages (id, type, key, severity, title, at_ms, body) VALUES ($id, $type, $key, $severity, $title, $at, $body)",
        ("$id", message.Id), ("$type", message.Type), ("$key", message.Key), ("$severity", (int)message.Severity), ("$title", message.Title),
        ("$at", message.At.ToUnixTimeMilliseconds()), ("$body", message.Body));

    private static long AddDelivery(ControlWrite write, AlertEndpointId endpoint, AlertMessage message, bool isTest) => (long)write.Scalar(
        """
        INSERT INTO alert_deliveries (endpoint, message, state, is_test, tries, attempts, created_ms, next_ms, lease_ms) VALUES ($endpoint, $message, 0, $test, 0, 0, $now, $now, 0) RETURNING id
        """,
        ("$endpoint", endpoint.Value), ("$message", message.Id), ("$test", isTest), ("$now", write.NowMs))!;

    private static AlertWork Work(SqliteDataReader row, DateTimeOffset until) => new(
        row.GetInt64(0), until, row.GetInt32(1) + 1, row.GetInt32(2) + 1, row.GetBoolean(3), row.GetString(4), row.GetString(5), new(row.GetString(6)), row.GetString(7),
        new(new(row.GetString(8)), row.Text(9) is { } previous ? new WebhookSecret(previous) : null, row.TimeOrNull(10)));
}
