using Breakwater.Metering.Ports;

namespace Breakwater.Fraud.Read;

/// <summary>Daily totals of a series with what was said about each day; one call for a customer's own dashboard.</summary>
public sealed class DayHistory(IUsageReader usage, IScoreStore scores, DayCheck check)
{
    /// <summary>Longest history in one answer, days.</summary>
    public const int MaxDays = 365;

    /// <summary>The last days, today included.</summary>
    /// <param name="customerId">Whose usage.</param>
    /// <param name="metric">Code of an additive metric.</param>
    /// <param name="days">How many, 1 to 365.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<DayHistoryReport>> GetAsync(string? customerId, string? metric, int days, CancellationToken ct) => Guarded.RunAsync<DayHistoryReport>(async () =>
    {
        if (days is < 1 or > MaxDays) return Problem.Invalid("days", $"days must lie between 1 and {MaxDays}.");
        var latest = await check.GetAsync(customerId, metric, null, ct).ConfigureAwait(false);
        if (!latest.IsOk) return latest.Problem!;
        var (key, today) = (latest.Value.Key, latest.Value.Date);
        var zone = LocalTime.Zone(latest.Value.TimeZone) ?? TimeZoneInfo.Utc;
        var first = today.AddDays(1 - days);
        var totals = new double[days];
        foreach (var slice in await usage.ReadAsync(new(latest.Value.Metric, key.Customer, LocalTime.Days(first, days, zone)), ct).ConfigureAwait(false))
        {
            totals[slice.Slice] = (double)(slice.State.Figure(latest.Value.Metric) ?? 0);
        }

        var scored = (await scores.ReadAsync(key.Customer, key.Metric, first, today.AddDays(1), ct).ConfigureAwait(false)).ToDictionary(day => day.Date);
        return new DayHistoryReport(latest.Value, [.. totals.Select((total, i) => scored.GetValueOrDefault(first.AddDays(i)) is { } day
            ? new HistoryRow(day.Date, total, day.Verdict, day.Score.Features.Hypothesis, day.Score.Value)
            : new HistoryRow(first.AddDays(i), total, i == days - 1 ? latest.Value.Verdict : DayVerdict.NoBaseline, i == days - 1 ? latest.Value.Finding?.Attack : null, null))]);
    });
}

/// <summary>Days and the check of today.</summary>
/// <param name="Latest">Today, as far as it has gone.</param>
/// <param name="Days">Oldest first; the last one is today.</param>
public sealed record DayHistoryReport(DayCheckReport Latest, IReadOnlyList<HistoryRow> Days);

/// <summary>A day of a series.</summary>
/// <param name="Date">The day in the customer's zone.</param>
/// <param name="Total">Usage of the whole day, or so far.</param>
/// <param name="Verdict">What was said of it; without a score there is none.</param>
/// <param name="Attack">The attack that explains it best; null where it was not scored.</param>
/// <param name="Score">0 to 50; null where it was not scored.</param>
public sealed record HistoryRow(DateOnly Date, double Total, DayVerdict Verdict, AttackHypothesis? Attack, double? Score);
