using Breakwater.Metering.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteIngestStats(ControlDatabase database) : IIngestStats
{
    /// <summary>Why requests were refused. Minutes from before the split keep their sum and say nothing of reasons.</summary>
    public const string SchemaStep =
        """
        ALTER TABLE ingest_minutes ADD COLUMN refused_limit INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ingest_minutes ADD COLUMN refused_credentials INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ingest_minutes ADD COLUMN refused_invalid INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ingest_minutes ADD COLUMN refused_unavailable INTEGER NOT NULL DEFAULT 0;
        """;

    private const string Columns = "minute, accepted, duplicates, conflicts, rejected, refused, requests, refused_limit, refused_credentials, refused_invalid, refused_unavailable";

    public static TimeSpan Retention { get; } = TimeSpan.FromDays(90);

    public Task AddAsync(IReadOnlyList<IngestMinute> minutes, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            foreach (var (minute, counts) in minutes)
            {
                write.Run(
                    $"""
                    INSERT INTO ingest_minutes ({Columns}) VALUES ($minute, $a, $d, $c, $j, $f, $q, $limit, $credentials, $invalid, $unavailable)
                    ON CONFLICT (minute) DO UPDATE SET accepted = accepted + $a, duplicates = duplicates + $d, conflicts = conflicts + $c,
                        rejected = rejected + $j, refused = refused + $f, requests = requests + $q,
                        refused_limit = refused_limit + $limit, refused_credentials = refused_credentials + $credentials,
                        refused_invalid = refused_invalid + $invalid, refused_unavailable = refused_unavailable + $unavailable
                    """,
                    ("$minute", MinuteOf(minute)), ("$a", counts.Accepted), ("$d", counts.Duplicates), ("$c", counts.Conflicts),
                    ("$j", counts.Rejected), ("$f", counts.Refused), ("$q", counts.Requests),
                    ("$limit", counts.Reasons.RateLimited), ("$credentials", counts.Reasons.Credentials), ("$invalid", counts.Reasons.Invalid), ("$unavailable", counts.Reasons.Unavailable));
            }

            return true;
        },
        ct);

    public Task<IReadOnlyList<IngestMinute>> ReadAsync(TimeRange range, CancellationToken ct) => database.ReadAsync<IReadOnlyList<IngestMinute>>(
        connection => connection.Rows(
            $"SELECT {Columns} FROM ingest_minutes WHERE minute * 60000 >= $start AND minute * 60000 < $end AND minute BETWEEN $from AND $to ORDER BY minute",
            Row, null, ("$start", range.StartMs), ("$end", range.EndMs), ("$from", MinuteOf(range.Start)), ("$to", MinuteOf(range.End))),
        ct);

    public static long MinuteOf(DateTimeOffset at) => Math.DivRem(at.ToUnixTimeMilliseconds(), 60_000, out var rest) - (rest < 0 ? 1 : 0);

    private static IngestMinute Row(SqliteDataReader row) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0) * 60_000),
        new(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6),
            new(row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10))));
}
