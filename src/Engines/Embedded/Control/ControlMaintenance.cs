using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

/// <summary>Health and housekeeping of the control store, and its opening at the start.</summary>
internal sealed class ControlMaintenance(ControlDatabase database) : IEngineProbe, IMaintenance, Microsoft.Extensions.Hosting.IHostedService
{
    private static readonly TimeSpan ResolvedKept = TimeSpan.FromDays(90);

    public string Engine => ControlDatabase.Engine;

    // A store that cannot be opened or is from a newer build stops the start here, before anything is served.
    public Task StartAsync(CancellationToken ct) => database.OpenAsync(ct);

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;

    public async Task<EngineHealth> ProbeAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var (entries, version) = await database.ReadAsync(
                static connection => ((long)connection.Scalar("SELECT COALESCE(MAX(sequence), 0) FROM audit")!, Convert.ToInt32(connection.Scalar("PRAGMA user_version"))), ct).ConfigureAwait(false);
            // A commit is what callers need, so it is what the probe tries: it finds a full disk and a foreign lock.
            await database.WriteAsync(static write => write.Run("INSERT INTO settings (key, value) VALUES ('control.probe', $now) ON CONFLICT (key) DO UPDATE SET value = $now", ("$now", write.NowMs.ToString())), ct).ConfigureAwait(false);
            var broken = database.Head.IsBroken;
            return Health(
                broken ? EngineState.Degraded : EngineState.Healthy,
                broken ? "The audit log does not contain its own head: entries were removed or replaced. Verify it on the Audit page." : "Reads and commits.",
                new Dictionary<string, string>
                {
                    ["Store size"] = ByteSize(Size()),
                    ["Audit entries"] = entries.ToString("N0"),
                    ["Schema version"] = version.ToString(),
                });
        }
        catch (EngineUnavailableException fault)
        {
            return Health(EngineState.Down, fault.Message, new Dictionary<string, string>());
        }

        EngineHealth Health(EngineState state, string detail, Dictionary<string, string> facts) =>
            new(Engine, "SQLite", state, detail, watch.Elapsed, Required: true, facts);
    }

    public async Task<string> RunAsync(CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        var dropped = await database.WriteAsync(
            write => write.Run("DELETE FROM ingest_minutes WHERE minute < $minute", ("$minute", SqliteIngestStats.MinuteOf(now - SqliteIngestStats.Retention)))
                + write.Run("DELETE FROM notifications WHERE resolved_ms < $before", ("$before", (now - ResolvedKept).ToUnixTimeMilliseconds()))
                + write.Run("DELETE FROM alert_deliveries WHERE state <> 0 AND ended_ms < $before", ("$before", (now - ResolvedKept).ToUnixTimeMilliseconds()))
                + write.Run("DELETE FROM alert_messages WHERE id NOT IN (SELECT message FROM alert_deliveries)"),
            ct).ConfigureAwait(false);
        await database.MaintainAsync(static connection => connection.Run("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);"), ct).ConfigureAwait(false);
        return $"{dropped:N0} rows past their retention removed; store {ByteSize(Size())}.";
    }

    private long Size() => new[] { database.Options.DatabasePath, database.Options.DatabasePath + "-wal" }
        .Select(path => new FileInfo(path)).Sum(file => file.Exists ? file.Length : 0);

    private static string ByteSize(long bytes) => bytes < 1 << 20 ? $"{bytes / 1024.0:0.#} KB" : $"{bytes / 1048576.0:0.#} MB";
}
