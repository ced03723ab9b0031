using Breakwater.Engines.Embedded.Fraud;
using Breakwater.Engines.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

/// <summary>The control store's schema: numbered steps forward, each applied once and whole.</summary>
internal static class ControlSchema
{
    /// <summary>"BRKW": tells this file from any other SQLite file.</summary>
    public const int ApplicationId = 0x42524B57;

    /// <summary>The schema that this build writes; one more per step.</summary>
    public static int Version => Steps.Length;

    // A step that has landed is never edited: stores in the field have it.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE api_keys (
            id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, hint TEXT NOT NULL, customer TEXT NOT NULL, name TEXT NOT NULL,
            rate_limit INTEGER NOT NULL, scopes TEXT NOT NULL, created_ms INTEGER NOT NULL, expires_ms INTEGER, revoked_ms INTEGER,
            replaced_by TEXT, version INTEGER NOT NULL, last_used_ms INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX api_keys_customer ON api_keys (customer);
        CREATE INDEX api_keys_created ON api_keys (created_ms);
        CREATE TABLE customer_limits (customer TEXT PRIMARY KEY, rate_limit INTEGER NOT NULL, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE metric_versions (
            code TEXT NOT NULL, version INTEGER NOT NULL, definition TEXT NOT NULL, saved_ms INTEGER NOT NULL, saved_by TEXT NOT NULL,
            PRIMARY KEY (code, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE audit (
            sequence INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL, reason TEXT, details TEXT, previous_hash TEXT NOT NULL UNIQUE, hash TEXT NOT NULL) STRICT;
        CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_next BEFORE INSERT ON audit WHEN NEW.sequence <> COALESCE((SELECT MAX(sequence) FROM audit), 0) + 1
            BEGIN SELECT RAISE(ABORT, 'the audit log is gapless'); END;
        CREATE TABLE ingest_minutes (
            minute INTEGER PRIMARY KEY, accepted INTEGER NOT NULL, duplicates INTEGER NOT NULL, conflicts INTEGER NOT NULL,
            rejected INTEGER NOT NULL, refused INTEGER NOT NULL, requests INTEGER NOT NULL) STRICT;
        CREATE TABLE notifications (
            key TEXT PRIMARY KEY, severity INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL,
            at_ms INTEGER NOT NULL, resolved_ms INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE job_runs (
            id INTEGER PRIMARY KEY, job TEXT NOT NULL, started_ms INTEGER NOT NULL, duration_us INTEGER NOT NULL,
            succeeded INTEGER NOT NULL, message TEXT NOT NULL, started_by TEXT NOT NULL) STRICT;
        CREATE INDEX job_runs_job ON job_runs (job, id);
        CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """,
        SqliteImportStore.SchemaStep,
        SqliteScoreStore.SchemaStep,
        SqliteKeyStore.SuspensionStep,
        CaseSchema.Step,
        SqliteIngestStats.SchemaStep,
        AlertSchema.Step,
        CaseSchema.QueueStep,
    ];

    /// <summary>Brings a store to this build's schema.</summary>
    /// <exception cref="StoreVersionException">The file is not a control store, or a newer build wrote it.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        var version = Convert.ToInt32(connection.Scalar("PRAGMA user_version"));
        var application = Convert.ToInt32(connection.Scalar("PRAGMA application_id"));
        if (version > 0 && application != ApplicationId)
        {
            throw new StoreVersionException($"{connection.DataSource} is not a Breakwater control store. Nothing was changed; name another data folder.");
        }

        if (version > Version)
        {
            throw new StoreVersionException(
                $"The control store has schema version {version}, this build knows versions up to {Version}. Nothing was changed; start the newer build again, or restore a backup made before it.");
        }

        for (; version < Version; version++)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            // PRAGMA takes no parameters; the numbers are our own constants.
            SqliteFile.RunStep(connection, $"{Steps[version]} PRAGMA application_id = {ApplicationId};", version + 1, transaction);
            transaction.Commit();
        }
    }
}
