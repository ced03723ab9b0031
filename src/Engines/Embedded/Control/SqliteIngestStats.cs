using Breakwater.Metering.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteIngestStats(ControlDatabase database) : IIngestStats
{
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(90);

    public Task AddAsync(IReadOnlyList<IngestMinute> minutes, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            foreach (var (minute, counts) in minutes)
            {
                write.Run(
                    """
                    INSERT INTO ingest_minutes (minute, accepted, duplicates, conflicts, rejected, refused, requests) VALUES ($minute, $a, $d, $c, $j, $f, $q)
                    ON CONFLICT (minute) DO UPDATE SET accepted = accepted + $a, duplicates = duplicates + $d, conflicts = conflicts + $c,
                        rejected = rejected + $j, refused = refused + $f, requests = requests + $q
                    """,
                    ("$minute", MinuteOf(minute)), ("$a", counts.Accepted), ("$d", counts.Duplicates), ("$c", counts.Conflicts),
                    ("$j", counts.Rejected), ("$f", counts.Refused), ("$q", counts.Requests));
            }

            return true;
        },
        ct);

    public Task<IReadOnlyList<IngestMinute>> ReadAsync(TimeRange range, CancellationToken ct) => database.ReadAsync<IReadOnlyList<IngestMinute>>(
        connection => connection.Rows(
            "SELECT minute, accepted, duplicates, conflicts, rejected, refused, requests FROM ingest_minutes WHERE minute * 60000 >= $start AND minute * 60000 < $end AND minute BETWEEN $from AND $to ORDER BY minute",
            Row, null, ("$start", range.StartMs), ("$end", range.EndMs), ("$from", MinuteOf(range.Start)), ("$to", MinuteOf(range.End))),
        ct);

    public static long MinuteOf(DateTimeOffset at) => Math.DivRem(at.ToUnixTimeMilliseconds(), 60_000, out var rest) - (rest < 0 ? 1 : 0);

    private static IngestMinute Row(SqliteDataReader row) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0) * 60_000),
        new(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6)));
}
