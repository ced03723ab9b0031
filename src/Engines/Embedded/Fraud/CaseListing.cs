using System.Text.Json;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Fraud;

/// <summary>The queue's query. Only constants of this file become text of the statement; what was asked for travels as values.</summary>
internal static class CaseListing
{
    private const int MaxWords = 8;

    public static Page<FraudCase> Run(SqliteConnection connection, CaseFilter filter, PageRequest page, long now)
    {
        var (skip, take, sort, descending, search) = page.Clamped();
        var (where, values) = Where(filter, search, now);
        var order = Order(sort, descending);
        // A search costs what the word's list is long: once for the page and its total, instead of once for each.
        if (values.Any(value => value.Item1.StartsWith("$w", StringComparison.Ordinal)))
        {
            var found = connection.Rows($"SELECT number FROM cases {where} ORDER BY {order}", row => row.GetInt64(0), null, values);
            var shown = JsonSerializer.Serialize(found.Skip(skip).Take(take));
            return new(connection.Rows($"SELECT {CaseRows.Columns} FROM cases WHERE number IN (SELECT value FROM json_each($shown)) ORDER BY {order}", CaseRows.Read, null, ("$shown", shown)), found.Count);
        }

        var total = (long)connection.Scalar($"SELECT COUNT(*) FROM cases {where}", null, values)!;
        // Which cases, from an index where there is one; only those of the page are read whole.
        var rows = total == 0 ? [] : connection.Rows(
            $"SELECT {CaseRows.Columns} FROM cases WHERE number IN (SELECT number FROM cases {where} ORDER BY {order} LIMIT $take OFFSET $skip) ORDER BY {order}",
            CaseRows.Read, null, [.. values, ("$take", take), ("$skip", skip)]);
        return new(rows, total);
    }

    private static string Order(string? sort, bool descending)
    {
        var direction = descending ? "DESC" : "ASC";
        return sort switch
        {
            "severity" => $"severity {direction}, due_ms, number",
            "stake" => $"CAST(COALESCE(money, '0') AS REAL) {direction}, stake {direction}, number",
            // Old is what was opened long ago.
            "age" => $"opened_ms {(descending ? "ASC" : "DESC")}, number {(descending ? "ASC" : "DESC")}",
            "due" => $"due_ms {direction}, number",
            "score" => $"score {direction}, number",
            "updated" => $"updated_ms {direction}, number",
            _ => "severity DESC, due_ms, number",
        };
    }

    private static (string Where, (string, object?)[] Values) Where(CaseFilter filter, string? search, long now)
    {
        var conditions = new List<string>();
        var values = new List<(string, object?)>();
        Add("state = $state", "$state", (int?)filter.State);
        Add("severity = $severity", "$severity", (int?)filter.Severity);
        Add("owner_id = $owner", "$owner", filter.OwnerId);
        Add("(owner_id IS NOT NULL) = $owned", "$owned", filter.Owned);
        Add("customer = $customer", "$customer", filter.Customer?.Value);
        // A code holds no quote, so its quoted form is found nowhere but as an element of the list; half the time of reading the list row by row.
        Add("instr(metrics, $metric) > 0", "$metric", filter.Metric is { } metric ? $"\"{metric}\"" : null);
        Add("verdict = $verdict", "$verdict", filter.Verdict?.ToString());
        Add("attack = $attack", "$attack", filter.Attack?.ToString());
        Add("(state = 0 AND COALESCE(snoozed_ms, 0) > $now) = $snoozed", "$snoozed", filter.Snoozed);
        Add("(state = 0 AND due_ms <= $now) = $overdue", "$overdue", filter.Overdue);
        Add("escalated = $escalated", "$escalated", filter.Escalated);
        Add("disputed = $disputed", "$disputed", filter.Disputed);
        Add("end_ms > $from", "$from", filter.From is { } from ? Ms(from) : null);
        Add("start_ms < $to", "$to", filter.To is { } to ? (to == DateOnly.MaxValue ? long.MaxValue : Ms(to.AddDays(1))) : null);
        if (filter.Snoozed is not null || filter.Overdue is not null) values.Add(("$now", now));
        foreach (var word in Words(search))
        {
            var name = $"$w{values.Count}";
            Add($"number IN (SELECT rowid / {CaseSchema.TextsPerCase} FROM case_search WHERE case_search MATCH {name})", name, word);
        }

        return (conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions), [.. values]);

        void Add(string condition, string name, object? value)
        {
            if (value is null) return;
            conditions.Add(condition);
            values.Add((name, value));
        }
    }

    // Each word as a quoted phrase whose last part may go on: quotes are the only syntax that a phrase has.
    private static IEnumerable<string> Words(string? search) =>
        (search?.Split((char[]?)null, MaxWords + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
            .Take(MaxWords).Select(word => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)}\" *");

    private static long Ms(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
}
