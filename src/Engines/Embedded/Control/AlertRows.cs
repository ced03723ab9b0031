using System.Text.Json;
using Breakwater.Operations.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

/// <summary>Rows of the alerts' tables as values.</summary>
internal static class AlertRows
{
    public const string EndpointColumns = "id, url, description, min_severity, key_prefixes, state, created_ms, version, failing_ms, failed_ms, disabled_because";

    public const string DeliveryColumns =
        "d.id, d.endpoint, d.state, d.is_test, d.attempts, d.created_ms, d.next_ms, d.ended_ms, d.last_ms, d.last_status, d.last_error, m.id, m.type, m.key, m.severity, m.title, m.at_ms, m.body";

    public const string DeliveryTables = "alert_deliveries d JOIN alert_messages m ON m.id = d.message";

    public static AlertEndpoint Endpoint(SqliteDataReader row) => new(
        new(row.GetString(0)), row.GetString(1), row.GetString(2), (Severity)row.GetInt32(3), JsonSerializer.Deserialize<string[]>(row.GetString(4))!, (AlertEndpointState)row.GetInt32(5),
        row.Time(6), row.GetInt32(7), row.TimeOrNull(8), row.TimeOrNull(9), row.Text(10));

    public static (string, object?)[] Parameters(AlertEndpoint endpoint) =>
    [
        ("$id", endpoint.Id.Value), ("$url", endpoint.Url), ("$description", endpoint.Description), ("$severity", (int)endpoint.MinimumSeverity),
        ("$prefixes", JsonSerializer.Serialize(endpoint.KeyPrefixes)), ("$state", (int)endpoint.State), ("$created", endpoint.CreatedAt.ToUnixTimeMilliseconds()),
        ("$version", endpoint.Version), ("$failing", endpoint.FailingSince?.ToUnixTimeMilliseconds()), ("$failed", endpoint.LastFailedAt?.ToUnixTimeMilliseconds()),
        ("$because", endpoint.DisabledBecause),
    ];

    public static AlertDelivery Delivery(SqliteDataReader row)
    {
        var state = (AlertDeliveryState)row.GetInt32(2);
        var message = new AlertMessage(row.GetString(11), row.GetString(12), row.GetString(13), (Severity)row.GetInt32(14), row.GetString(15), row.Time(16), row.GetString(17));
        return new(
            row.GetInt64(0), new(row.GetString(1)), message, state, row.GetBoolean(3), row.GetInt32(4), row.Time(5),
            state == AlertDeliveryState.Waiting ? row.Time(6) : null, row.TimeOrNull(7), row.TimeOrNull(8), row.IsDBNull(9) ? null : row.GetInt32(9), row.Text(10));
    }

    public static AlertAttempt Attempt(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetInt32(1), row.Time(2), TimeSpan.FromMicroseconds(row.GetInt64(3)), row.IsDBNull(4) ? null : row.GetInt32(4), row.Text(5), row.Text(6), row.GetInt32(7));
}
