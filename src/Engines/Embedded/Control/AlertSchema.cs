namespace Breakwater.Engines.Embedded.Control;

/// <summary>The tables of outgoing alerts.</summary>
internal static class AlertSchema
{
    /// <summary>The schema's step that makes them.</summary>
    public const string Step =
        """
        CREATE TABLE alert_endpoints (
            id TEXT PRIMARY KEY, url TEXT NOT NULL, description TEXT NOT NULL, min_severity INTEGER NOT NULL, key_prefixes TEXT NOT NULL, state INTEGER NOT NULL,
            created_ms INTEGER NOT NULL, version INTEGER NOT NULL, failing_ms INTEGER, failed_ms INTEGER, disabled_because TEXT,
            secret TEXT NOT NULL, previous_secret TEXT, previous_until_ms INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE alert_messages (
            id TEXT PRIMARY KEY, type TEXT NOT NULL, key TEXT NOT NULL, severity INTEGER NOT NULL, title TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE alert_deliveries (
            id INTEGER PRIMARY KEY AUTOINCREMENT, endpoint TEXT NOT NULL REFERENCES alert_endpoints (id) ON DELETE CASCADE, message TEXT NOT NULL REFERENCES alert_messages (id),
            state INTEGER NOT NULL, is_test INTEGER NOT NULL, tries INTEGER NOT NULL, attempts INTEGER NOT NULL, created_ms INTEGER NOT NULL, next_ms INTEGER NOT NULL,
            lease_ms INTEGER NOT NULL, ended_ms INTEGER, last_ms INTEGER, last_status INTEGER, last_error TEXT) STRICT;
        CREATE INDEX alert_deliveries_waiting ON alert_deliveries (next_ms) WHERE state = 0;
        CREATE INDEX alert_deliveries_endpoint ON alert_deliveries (endpoint, id);
        CREATE INDEX alert_deliveries_message ON alert_deliveries (message);
        CREATE INDEX alert_deliveries_ended ON alert_deliveries (ended_ms) WHERE state <> 0;
        CREATE TABLE alert_attempts (
            delivery INTEGER NOT NULL REFERENCES alert_deliveries (id) ON DELETE CASCADE, number INTEGER NOT NULL, at_ms INTEGER NOT NULL, latency_us INTEGER NOT NULL,
            status INTEGER, error TEXT, response TEXT, signatures INTEGER NOT NULL, PRIMARY KEY (delivery, number)) STRICT, WITHOUT ROWID;
        """;
}
