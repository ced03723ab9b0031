using System.Text.Json;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Fraud;

internal sealed class SqliteCaseStore(ControlDatabase database) : ICaseStore
{
    public Task<IReadOnlyList<CaseFile>> FindAsync(IReadOnlyCollection<CaseId> ids, CancellationToken ct) => database.ReadAsync<IReadOnlyList<CaseFile>>(
        connection =>
        {
            using var snapshot = connection.BeginTransaction(deferred: true);
            return Files(connection, snapshot, "id IN (SELECT value FROM json_each($ids))", ("$ids", CaseRows.Texts(ids.Select(id => id.Value))));
        },
        ct);

    public Task<IReadOnlyList<CaseBook>> BooksAsync(IReadOnlyCollection<CustomerId> customers, DateOnly from, CancellationToken ct) => database.ReadAsync<IReadOnlyList<CaseBook>>(
        connection =>
        {
            using var snapshot = connection.BeginTransaction(deferred: true);
            (string, object?) names = ("$customers", CaseRows.Texts(customers.Select(customer => customer.Value)));
            var versions = connection.Rows(
                "SELECT customer, version FROM case_books WHERE customer IN (SELECT value FROM json_each($customers))",
                row => (Customer: row.GetString(0), Version: row.GetInt64(1)), snapshot, names).ToDictionary(pair => pair.Customer, pair => pair.Version);
            var open = Files(connection, snapshot, "state = 0 AND customer IN (SELECT value FROM json_each($customers))", names).ToLookup(file => file.Case.Customer);
            var decided = connection.Rows(
                """
                SELECT c.customer, c.id, c.state, c.decided_ms, c.start_ms, c.end_ms, f.body FROM case_findings AS f JOIN cases AS c ON c.number = f.case_number
                WHERE f.customer IN (SELECT value FROM json_each($customers)) AND f.date >= $from AND c.state IN (1, 2)
                """,
                row => (Customer: new CustomerId(row.GetString(0)), Day: new DecidedDay(
                    new(row.GetString(1)), (CaseState)row.GetInt32(2), row.Time(3), TimeRange.FromUnixMs(row.GetInt64(4), row.GetInt64(5)), FindingDocument.Read(row.GetString(6)))),
                snapshot, names, ("$from", CaseRows.Day(from))).ToLookup(pair => pair.Customer, pair => pair.Day);
            return [.. customers.Distinct().Select(customer => new CaseBook(customer, versions.GetValueOrDefault(customer.Value), [.. open[customer]], [.. decided[customer]]))];
        },
        ct);

    public Task<IReadOnlyList<bool>> SaveAsync(IReadOnlyList<CaseWrite> writes, CancellationToken ct) => database.WriteAsync<IReadOnlyList<bool>>(
        write => [.. writes.Select(wanted => CaseSaving.Save(write, wanted))], ct);

    public Task<bool> AddStepAsync(CaseId id, CaseStep step, KeyId? key, AuditEntry entry, CancellationToken ct) => database.WriteAsync(
        write => CaseSaving.AddStep(write, id, step, key, entry), ct);

    public Task<Page<FraudCase>> ListAsync(CaseFilter filter, PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection => CaseListing.Run(connection, filter, page, NowMs), ct);

    public Task<Page<CaseStep>> StepsAsync(CaseId id, PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, _, _, _) = page.Clamped();
            const string where = "WHERE case_number = (SELECT number FROM cases WHERE id = $id)";
            var total = (long)connection.Scalar($"SELECT COUNT(*) FROM case_steps {where}", null, ("$id", id.Value))!;
            var rows = connection.Rows(
                $"SELECT at_ms, actor_id, actor_name, kind, what, words, version FROM case_steps {where} ORDER BY id DESC LIMIT $take OFFSET $skip",
                CaseRows.ReadStep, null, ("$id", id.Value), ("$take", take), ("$skip", skip));
            return new Page<CaseStep>(rows, total);
        },
        ct);

    public Task<CaseCounts> CountAsync(CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            using var snapshot = connection.BeginTransaction(deferred: true);
            var open = connection.Rows(
                """
                SELECT severity, COUNT(*), COUNT(*) - COUNT(owner_id), COUNT(CASE WHEN due_ms <= $now THEN 1 END), COUNT(CASE WHEN snoozed_ms > $now THEN 1 END)
                FROM cases WHERE state = 0 GROUP BY severity
                """,
                row => new SeverityCount((CaseSeverity)row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4)), snapshot, ("$now", NowMs))
                .ToDictionary(count => count.Severity);
            var states = connection.Rows("SELECT state, COUNT(*) FROM cases GROUP BY state", row => (State: (CaseState)row.GetInt32(0), Count: row.GetInt32(1)), snapshot)
                .ToDictionary(pair => pair.State, pair => pair.Count);
            return new CaseCounts(
                [.. Enum.GetValues<CaseSeverity>().OrderDescending().Select(severity => open.GetValueOrDefault(severity) ?? new(severity, 0, 0, 0, 0))],
                Enum.GetValues<CaseState>().ToDictionary(state => state, states.GetValueOrDefault));
        },
        ct);

    public Task<IReadOnlyList<DecisionMonth>> MonthsAsync(DateOnly from, CancellationToken ct) => database.ReadAsync<IReadOnlyList<DecisionMonth>>(
        connection => connection.Rows(
            """
            SELECT strftime('%Y-%m-01', opened_ms / 1000, 'unixepoch') AS month, COUNT(CASE state WHEN 1 THEN 1 END), COUNT(CASE state WHEN 2 THEN 1 END), COUNT(CASE state WHEN 0 THEN 1 END)
            FROM cases WHERE opened_ms >= $from GROUP BY month ORDER BY month
            """,
            row => new DecisionMonth(CaseRows.Day(row.GetString(0)), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3)), null,
            ("$from", new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds())),
        ct);

    public Task<IReadOnlyList<DayFlag>> DayFlagsAsync(DateOnly from, CustomerId? customer, CancellationToken ct) => database.ReadAsync<IReadOnlyList<DayFlag>>(
        connection => connection.Rows(
            $"""
            SELECT f.customer, f.metric, f.date, MAX(CASE c.state WHEN 1 THEN 2 WHEN 0 THEN 1 ELSE 0 END) FROM case_findings AS f JOIN cases AS c ON c.number = f.case_number
            WHERE {Of("f.customer", customer)} AND f.date >= $from GROUP BY f.customer, f.date, f.metric
            """,
            row => new DayFlag(new(row.GetString(0)), new(row.GetString(1)), CaseRows.Day(row.GetString(2)), (DayStanding)row.GetInt32(3)), null,
            ("$from", CaseRows.Day(from)), ("$customer", customer?.Value)),
        ct);

    public Task<IReadOnlyList<Rebaseline>> RebaselinesAsync(CustomerId? customer, CancellationToken ct) => database.ReadAsync<IReadOnlyList<Rebaseline>>(
        connection => connection.Rows(
            $"""
            SELECT c.customer, f.metric, MAX(c.rebaseline) FROM cases AS c JOIN case_findings AS f ON f.case_number = c.number
            WHERE {Of("c.customer", customer)} AND c.rebaseline IS NOT NULL AND c.state = 2 GROUP BY c.customer, f.metric ORDER BY c.customer, f.metric
            """,
            row => new Rebaseline(new(row.GetString(0)), new MetricCode(row.GetString(1)), CaseRows.Day(row.GetString(2))), null, ("$customer", customer?.Value)),
        ct);

    private long NowMs => database.Time.GetUtcNow().ToUnixTimeMilliseconds();

    // Two texts instead of "all or that one" in one condition, which no index answers.
    private static string Of(string column, CustomerId? customer) => customer is null ? "$customer IS NULL" : $"{column} = $customer";

    private static List<CaseFile> Files(SqliteConnection connection, SqliteTransaction snapshot, string where, (string, object?) value)
    {
        var cases = connection.Rows($"SELECT {CaseRows.Columns}, number FROM cases WHERE {where}", row => (Case: CaseRows.Read(row), Number: row.GetInt64(row.FieldCount - 1)), snapshot, value);
        var findings = connection.Rows(
            "SELECT case_number, body FROM case_findings WHERE case_number IN (SELECT value FROM json_each($numbers)) ORDER BY date, metric",
            row => (Number: row.GetInt64(0), Finding: FindingDocument.Read(row.GetString(1))), snapshot,
            ("$numbers", JsonSerializer.Serialize(cases.Select(pair => pair.Number)))).ToLookup(pair => pair.Number, pair => pair.Finding);
        return [.. cases.Select(pair => new CaseFile(pair.Case, [.. findings[pair.Number]]))];
    }
}
