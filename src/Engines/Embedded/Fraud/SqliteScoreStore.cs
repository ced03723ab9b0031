using System.Text.Json;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Fraud;

/// <summary>Scores, coverage, zones and settings of detection in the control store.</summary>
internal sealed class SqliteScoreStore(ControlDatabase database) : IScoreStore
{
    /// <summary>The schema's step that makes the tables.</summary>
    public const string SchemaStep =
        """
        CREATE TABLE fraud_days (
            metric TEXT NOT NULL, customer TEXT NOT NULL, day INTEGER NOT NULL, score REAL NOT NULL, verdict INTEGER NOT NULL,
            shape REAL NOT NULL, volume REAL NOT NULL, peak REAL NOT NULL, cosine REAL NOT NULL,
            shape_z REAL NOT NULL, volume_z REAL NOT NULL, peak_z REAL NOT NULL, cosine_z REAL NOT NULL,
            observed REAL NOT NULL, expected REAL NOT NULL, silence REAL NOT NULL, attack INTEGER NOT NULL,
            peak_from INTEGER NOT NULL, peak_hours INTEGER NOT NULL, peak_observed REAL NOT NULL, peak_expected REAL NOT NULL,
            plain_cosine REAL, plain_z REAL, history INTEGER NOT NULL, scored_ms INTEGER NOT NULL,
            PRIMARY KEY (metric, customer, day)) STRICT, WITHOUT ROWID;
        CREATE INDEX fraud_days_customer ON fraud_days (customer, day);
        CREATE INDEX fraud_days_score ON fraud_days (day, score);
        CREATE TABLE fraud_series (
            metric TEXT NOT NULL, customer TEXT NOT NULL, zone TEXT NOT NULL, history INTEGER NOT NULL, learnt INTEGER NOT NULL,
            through INTEGER NOT NULL, usage REAL NOT NULL, noise REAL, grade INTEGER NOT NULL, built_ms INTEGER NOT NULL,
            PRIMARY KEY (metric, customer)) STRICT, WITHOUT ROWID;
        CREATE TABLE fraud_zones (customer TEXT PRIMARY KEY, zone TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE fraud_settings (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, settings TEXT NOT NULL) STRICT;
        """;

    private const int MaxHigh = 100_000;

    public Task SaveAsync(IReadOnlyCollection<ScoredDay> days, CancellationToken ct) => days.Count == 0 ? Task.CompletedTask : database.WriteAsync(
        write =>
        {
            foreach (var day in days) write.Run($"INSERT OR REPLACE INTO fraud_days ({ScoreRow.Columns}) VALUES ({ScoreRow.Values})", ScoreRow.Parameters(day));
            return true;
        },
        ct);

    public Task<IReadOnlyList<ScoredDay>> ReadAsync(CustomerId customer, MetricCode? metric, DateOnly from, DateOnly to, CancellationToken ct) => database.ReadAsync<IReadOnlyList<ScoredDay>>(
        connection => connection.Rows(
            $"SELECT {ScoreRow.Columns} FROM fraud_days WHERE customer = $customer AND ($metric IS NULL OR metric = $metric) AND day >= $from AND day < $to ORDER BY metric, day",
            ScoreRow.Read, null, ("$customer", customer.Value), ("$metric", metric?.Value), ("$from", from.DayNumber), ("$to", to.DayNumber)),
        ct);

    public Task<IReadOnlyDictionary<CustomerId, IReadOnlyDictionary<DateOnly, PastDay>>> PastAsync(MetricCode metric, CustomerId? customer, DateOnly from, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyDictionary<CustomerId, IReadOnlyDictionary<DateOnly, PastDay>>>(
            connection =>
            {
                var all = new Dictionary<CustomerId, IReadOnlyDictionary<DateOnly, PastDay>>();
                Dictionary<DateOnly, PastDay> own = [];
                var current = "";
                // Without the customer the key's order still brings each one's days together.
                var sql = customer is null
                    ? "SELECT customer, day, shape, volume, peak, cosine, shape_z, volume_z, cosine_z FROM fraud_days WHERE metric = $metric AND day >= $from ORDER BY customer"
                    : "SELECT customer, day, shape, volume, peak, cosine, shape_z, volume_z, cosine_z FROM fraud_days WHERE metric = $metric AND customer = $customer AND day >= $from";
                using var command = connection.Command(sql, null, ("$metric", metric.Value), ("$from", from.DayNumber));
                if (customer is { } one) command.Parameters.AddWithValue("$customer", one.Value);
                using var rows = command.ExecuteReader();
                while (rows.Read())
                {
                    ct.ThrowIfCancellationRequested();
                    if (rows.GetString(0) is var id && id != current) all[new(current = id)] = own = [];
                    own[DateOnly.FromDayNumber(rows.GetInt32(1))] = new(
                        new(rows.GetDouble(2), rows.GetDouble(3), rows.GetDouble(4), rows.GetDouble(5)), Verdicts.IsGrowth(rows.GetDouble(7), rows.GetDouble(6), rows.GetDouble(8)));
                }

                return all;
            },
            ct);

    public Task<IReadOnlyList<HighDay>> HighAsync(double atLeast, DateOnly from, DateOnly to, CancellationToken ct) => database.ReadAsync<IReadOnlyList<HighDay>>(
        connection => connection.Rows(
            $"SELECT customer, metric, day, score, verdict FROM fraud_days WHERE day >= $from AND day < $to AND score >= $score ORDER BY score DESC, metric, customer, day LIMIT {MaxHigh}",
            row => new HighDay(new(new(row.GetString(0)), new(row.GetString(1))), DateOnly.FromDayNumber(row.GetInt32(2)), row.GetDouble(3), (DayVerdict)row.GetInt32(4)),
            null, ("$from", from.DayNumber), ("$to", to.DayNumber), ("$score", atLeast)),
        ct);

    public Task<IReadOnlyList<(DateOnly Month, long Days)>> CountAsync(DateOnly from, DateOnly to, CancellationToken ct) => database.ReadAsync<IReadOnlyList<(DateOnly, long)>>(
        connection => [.. connection.Rows(
                "SELECT day, COUNT(*) FROM fraud_days WHERE day >= $from AND day < $to GROUP BY day", row => (Day: DateOnly.FromDayNumber(row.GetInt32(0)), Count: row.GetInt64(1)), null, ("$from", from.DayNumber), ("$to", to.DayNumber))
            .GroupBy(row => new DateOnly(row.Day.Year, row.Day.Month, 1)).OrderBy(month => month.Key).Select(month => (month.Key, month.Sum(row => row.Count)))],
        ct);

    public Task SaveCoverageAsync(IReadOnlyCollection<SeriesCoverage> series, CancellationToken ct) => series.Count == 0 ? Task.CompletedTask : database.WriteAsync(
        write =>
        {
            foreach (var one in series)
            {
                write.Run(
                    """
                    INSERT OR REPLACE INTO fraud_series (metric, customer, zone, history, learnt, through, usage, noise, grade, built_ms)
                    VALUES ($metric, $customer, $zone, $history, $learnt, $through, $usage, $noise, $grade, $built)
                    """,
                    ("$metric", one.Key.Metric.Value), ("$customer", one.Key.Customer.Value), ("$zone", one.TimeZone), ("$history", one.HistoryDays), ("$learnt", one.LearntDays),
                    ("$through", one.Through.DayNumber), ("$usage", one.DailyUsage), ("$noise", one.Irregularity), ("$grade", (int)one.Grade), ("$built", one.BuiltAt.ToUnixTimeMilliseconds()));
            }

            return true;
        },
        ct);

    public Task<Page<SeriesCoverage>> CoverageAsync(MetricCode? metric, DetectabilityGrade? grade, PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, sort, descending, search) = page.Clamped();
            var order = sort switch
            {
                "customer" => "customer",
                "metric" => "metric",
                "history" => "history",
                "usage" => "usage",
                "noise" => "COALESCE(noise, -1)",
                _ => "grade",
            };
            const string where = @"WHERE ($metric IS NULL OR metric = $metric) AND ($grade IS NULL OR grade = $grade) AND ($like IS NULL OR customer LIKE $like ESCAPE '\')";
            ReadOnlySpan<(string, object?)> filter = [("$metric", metric?.Value), ("$grade", (int?)grade), ("$like", SqliteCalls.Like(search)), ("$take", take), ("$skip", skip)];
            var total = (long)connection.Scalar($"SELECT COUNT(*) FROM fraud_series {where}", null, filter[..3])!;
            var rows = connection.Rows(
                $"SELECT {CoverageColumns} FROM fraud_series {where} ORDER BY {order}{(descending ? " DESC" : "")}, customer, metric LIMIT $take OFFSET $skip", Coverage, null, filter);
            return new Page<SeriesCoverage>(rows, total);
        },
        ct);

    public Task<IReadOnlyDictionary<DetectabilityGrade, long>> GradesAsync(CancellationToken ct) => database.ReadAsync<IReadOnlyDictionary<DetectabilityGrade, long>>(
        connection => connection.Rows("SELECT grade, COUNT(*) FROM fraud_series GROUP BY grade", row => (Grade: (DetectabilityGrade)row.GetInt32(0), Count: row.GetInt64(1)))
            .ToDictionary(row => row.Grade, row => row.Count),
        ct);

    public Task<IReadOnlyDictionary<CustomerId, SeriesCoverage>> SeriesAsync(MetricCode metric, CustomerId? customer, DateOnly through, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyDictionary<CustomerId, SeriesCoverage>>(
            connection => connection.Rows(
                $"SELECT {CoverageColumns} FROM fraud_series WHERE metric = $metric AND ($customer IS NULL OR customer = $customer) AND through >= $through", Coverage, null,
                ("$metric", metric.Value), ("$customer", customer?.Value), ("$through", through.DayNumber)).ToDictionary(series => series.Key.Customer),
            ct);

    public Task<IReadOnlyDictionary<CustomerId, string>> ZonesAsync(CancellationToken ct) => database.ReadAsync<IReadOnlyDictionary<CustomerId, string>>(
        connection => connection.Rows("SELECT customer, zone FROM fraud_zones", row => (Customer: new CustomerId(row.GetString(0)), Zone: row.GetString(1))).ToDictionary(row => row.Customer, row => row.Zone), ct);

    public Task SetZoneAsync(CustomerId customer, string? zone, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            if (zone is null) write.Run("DELETE FROM fraud_zones WHERE customer = $customer", ("$customer", customer.Value));
            else write.Run("INSERT INTO fraud_zones (customer, zone) VALUES ($customer, $zone) ON CONFLICT (customer) DO UPDATE SET zone = $zone", ("$customer", customer.Value), ("$zone", zone));
            return write.Append(entry);
        },
        ct);

    public Task<DetectionSettings> SettingsAsync(CancellationToken ct) => database.ReadAsync(
        connection => (string?)connection.Scalar("SELECT settings FROM fraud_settings") is { } json ? JsonSerializer.Deserialize<DetectionSettings>(json)! : DetectionSettings.Published, ct);

    public Task<bool> SaveSettingsAsync(DetectionSettings settings, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            var saved = write.Run(
                "INSERT INTO fraud_settings (id, version, settings) SELECT 1, $version, $settings WHERE $version = 1 OR EXISTS (SELECT 1 FROM fraud_settings) ON CONFLICT (id) DO UPDATE SET version = $version, settings = $settings WHERE version = $version - 1",
                ("$version", settings.Version), ("$settings", JsonSerializer.Serialize(settings)));
            if (saved == 0) return write.Abandon(false);
            write.Append(entry);
            return true;
        },
        ct);

    private const string CoverageColumns = "metric, customer, zone, history, learnt, through, usage, noise, built_ms";

    private static SeriesCoverage Coverage(SqliteDataReader row) => new(
        new(new(row.GetString(1)), new(row.GetString(0))), row.GetString(2), row.GetInt32(3), row.GetInt32(4), DateOnly.FromDayNumber(row.GetInt32(5)), row.GetDouble(6),
        row.IsDBNull(7) ? null : row.GetDouble(7), row.Time(8));
}
