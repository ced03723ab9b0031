using System.Globalization;
using System.Text.Json;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud.Model;
using Breakwater.Metering.Model;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Fraud;

/// <summary>Cases as rows.</summary>
internal static class CaseRows
{
    public const string Columns =
        """
        id, customer, state, severity, score, stake, money, currency, verdict, attack, attack_hours, attack_share, start_ms, end_ms, opened_ms, due_ms, updated_ms,
        owner_id, owner_name, snoozed_ms, escalated, disputed, kept_apart, reason, words, rebaseline, decided_ms, decided_by, decided_by_name, merged_into, follows,
        metrics, stakes, keys, version, headline, held_days
        """;

    public const string Values =
        """
        $id, $customer, $state, $severity, $score, $stake, $money, $currency, $verdict, $attack, $attack_hours, $attack_share, $start, $end, $opened, $due, $updated,
        $owner, $owner_name, $snoozed, $escalated, $disputed, $apart, $reason, $words, $rebaseline, $decided, $by, $by_name, $merged, $follows,
        $metrics, $stakes, $keys, $version, $headline, $held
        """;

    public static (string, object?)[] Parameters(FraudCase c) =>
    [
        ("$id", c.Id.Value), ("$customer", c.Customer.Value), ("$state", (int)c.State), ("$severity", (int)c.Severity), ("$score", c.Score),
        ("$stake", c.Stakes.Count == 0 ? 0 : c.Stakes.Max(stake => stake.Share)), ("$money", c.Money?.Amount.ToString(CultureInfo.InvariantCulture)), ("$currency", c.Money?.Currency),
        ("$verdict", c.Verdict.ToString()), ("$attack", c.Attack.Kind.ToString()), ("$attack_hours", c.Attack.Hours), ("$attack_share", c.Attack.Share),
        ("$start", c.Incident.StartMs), ("$end", c.Incident.EndMs), ("$opened", Ms(c.OpenedAt)), ("$due", Ms(c.DueAt)), ("$updated", Ms(c.UpdatedAt)),
        ("$owner", c.Owner?.Id), ("$owner_name", c.Owner?.Name), ("$snoozed", Ms(c.SnoozedUntil)), ("$escalated", c.Escalated), ("$disputed", c.Disputed), ("$apart", c.KeptApart),
        ("$reason", c.Decision?.Ruling.Reason.ToString()), ("$words", c.Decision?.Ruling.Words), ("$rebaseline", Day(c.Decision?.Ruling.RebaselineFrom)),
        ("$decided", Ms(c.Decision?.At)), ("$by", c.Decision?.By.Id), ("$by_name", c.Decision?.By.Name), ("$merged", c.MergedInto?.Value), ("$follows", c.Follows?.Value),
        ("$metrics", Texts(c.Metrics.Select(metric => metric.Value))), ("$keys", Texts(c.Keys.Select(key => key.Value))), ("$version", c.Version), ("$headline", c.Headline), ("$held", c.HeldDays),
        ("$stakes", JsonSerializer.Serialize(c.Stakes.Select(stake => new Stake(stake.Metric.Value, stake.Amount, stake.Unit, stake.Share)))),
    ];

    public static FraudCase Read(SqliteDataReader row) => new(
        new(row.GetString(0)), new(row.GetString(1)), (CaseState)row.GetInt32(2), (CaseSeverity)row.GetInt32(3), row.GetDouble(4), Enum.Parse<DayVerdict>(row.GetString(8)),
        new(Enum.Parse<AttackKind>(row.GetString(9)), row.GetInt32(10), row.GetDouble(11)), [.. Texts(row.GetString(31)).Select(code => new MetricCode(code))],
        [.. JsonSerializer.Deserialize<Stake[]>(row.GetString(32))!.Select(stake => new CaseStake(new(stake.Metric), stake.Amount, stake.Unit, stake.Share))],
        TimeRange.FromUnixMs(row.GetInt64(12), row.GetInt64(13)), row.Time(14), row.Time(15), row.Time(16), row.GetInt32(34))
    {
        Headline = row.Text(35),
        HeldDays = row.GetInt32(36),
        Money = row.Text(6) is { } amount ? new Money(decimal.Parse(amount, CultureInfo.InvariantCulture), row.GetString(7)) : null,
        Owner = row.Text(17) is { } owner ? new(owner, row.GetString(18)) : null,
        SnoozedUntil = row.TimeOrNull(19),
        Escalated = row.GetBoolean(20),
        Disputed = row.GetBoolean(21),
        KeptApart = row.GetBoolean(22),
        Decision = row.Text(23) is { } reason
            ? new(new(Enum.Parse<DecisionReason>(reason), row.Text(24), row.Text(25) is { } day ? Day(day) : null), row.Time(26), new(row.GetString(27), row.GetString(28)))
            : null,
        MergedInto = row.Text(29) is { } into ? new CaseId(into) : null,
        Follows = row.Text(30) is { } earlier ? new CaseId(earlier) : null,
        Keys = [.. Texts(row.GetString(33)).Select(key => new KeyId(key))],
    };

    public static CaseStep ReadStep(SqliteDataReader row) =>
        new(row.Time(0), new(row.GetString(1), row.GetString(2)), Enum.Parse<CaseStepKind>(row.GetString(3)), row.Text(4), row.Text(5), row.IsDBNull(6) ? null : row.GetInt32(6));

    public static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Texts(IEnumerable<string> texts) => JsonSerializer.Serialize(texts);

    private static string[] Texts(string json) => JsonSerializer.Deserialize<string[]>(json)!;

    private static long? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    private sealed record Stake(string Metric, double Amount, string Unit, double Share);
}
