using System.Globalization;
using Breakwater.Engines.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>The tables of a lane and how older ones become today's.</summary>
internal static class LaneSchema
{
    /// <summary>Today's version.</summary>
    public const int Version = 1;

    // One step per version; a step never changes once it has shipped.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE runs(number INTEGER PRIMARY KEY, file TEXT NOT NULL);
        CREATE TABLE metrics(code TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, since INTEGER NOT NULL, complete INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE cells(metric TEXT NOT NULL, dimension TEXT NOT NULL, customer TEXT NOT NULL, day INTEGER NOT NULL, grp TEXT NOT NULL,
          state BLOB NOT NULL, PRIMARY KEY(metric, dimension, customer, day, grp)) WITHOUT ROWID;
        CREATE TABLE vals(metric TEXT NOT NULL, dimension TEXT NOT NULL, customer TEXT NOT NULL, hour INTEGER NOT NULL, grp TEXT NOT NULL,
          value TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(metric, dimension, customer, hour, grp, value)) WITHOUT ROWID;
        CREATE TABLE places(hour INTEGER NOT NULL, customer TEXT NOT NULL, type TEXT NOT NULL, generation INTEGER NOT NULL,
          places BLOB NOT NULL, PRIMARY KEY(hour, customer, type, generation)) WITHOUT ROWID;
        CREATE TABLE customers(customer TEXT PRIMARY KEY, events INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
          arrival INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE voids(place INTEGER PRIMARY KEY, customer TEXT NOT NULL, transaction_id TEXT NOT NULL, type TEXT NOT NULL, hour INTEGER NOT NULL,
          at INTEGER NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL);
        CREATE INDEX voids_by_hour ON voids(customer, hour);
        CREATE TABLE properties(type TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY(type, name)) WITHOUT ROWID;
        """,
    ];

    /// <summary>Brings a file to today's version.</summary>
    /// <exception cref="StoreVersionException">A newer Breakwater wrote it.</exception>
    public static void Migrate(SqliteConnection connection, string path)
    {
        using var ask = connection.CreateCommand();
        ask.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(ask.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (version > Version)
        {
            throw new StoreVersionException(
                $"{path} has schema version {version}, but this Breakwater knows versions up to {Version}. Nothing was changed. Start the newer Breakwater that wrote it.");
        }

        for (; version < Version; version++)
        {
            using var transaction = connection.BeginTransaction();
            SqliteFile.RunStep(connection, Steps[version], version + 1, transaction);
            transaction.Commit();
        }
    }
}
