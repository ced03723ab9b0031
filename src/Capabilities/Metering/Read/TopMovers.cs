using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>Customers whose usage changed most: the last 24 full hours against the same hours a week before.</summary>
public sealed class TopMovers(IUsageReader reader, ICatalogSource catalog, TimeProvider time)
{
    /// <summary>Most customers in one answer.</summary>
    public const int MaxCount = 100;

    private readonly SharedWork<(string, int, DateTimeOffset), MoversReport> _shared = new(TimeSpan.FromSeconds(30), time);

    /// <summary>The customers with the largest change, up or down.</summary>
    /// <param name="metric">Code of a metric; null for all events.</param>
    /// <param name="count">How many, 1 to 100.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<MoversReport>> GetAsync(string? metric, int count, CancellationToken ct) => Guarded.RunAsync<MoversReport>(async () =>
    {
        if (count is < 1 or > MaxCount) return Problem.Invalid("count", $"count must lie between 1 and {MaxCount}.");
        var found = UsageRules.Metric(catalog.Current, metric ?? BuiltInMetrics.Events.Code.Value);
        if (!found.IsOk) return found.Problem!;
        // Full hours are whole rollups, and a part of an hour is never compared with a whole one.
        var now = time.GetUtcNow();
        var end = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var report = await _shared.GetAsync((found.Value.Code.Value, found.Value.Version, end), token => ReadAsync(found.Value, end, token), ct).ConfigureAwait(false);
        return report with { Rows = [.. report.Rows.Take(count)] };
    });

    private async Task<MoversReport> ReadAsync(Metric metric, DateTimeOffset end, CancellationToken ct)
    {
        var current = TimeRange.Until(end, TimeSpan.FromHours(24));
        var before = TimeRange.Until(end.AddDays(-7), TimeSpan.FromHours(24));
        var slices = await reader.ReadAsync(new(metric, null, [before, current], "customer_id"), ct).ConfigureAwait(false);
        var rows = slices.GroupBy(slice => slice.Group, StringComparer.Ordinal).Select(group =>
        {
            var states = UsageFolds.BySlice([.. group], 2);
            var (was, now) = (states[0].Figure(metric) ?? 0, states[1].Figure(metric) ?? 0);
            return new MoverRow(new(group.Key), now, was, now - was, was == 0 ? null : decimal.Round((now - was) / was, 4));
        });
        return new(metric, current, before, [.. rows.Where(row => row.Change != 0).OrderByDescending(row => Math.Abs(row.Change)).ThenBy(row => row.Customer.Value, StringComparer.Ordinal).Take(MaxCount)]);
    }
}

/// <summary>Customers by change.</summary>
/// <param name="Metric">The metric, with its unit.</param>
/// <param name="Current">The last 24 full hours.</param>
/// <param name="Before">The same hours a week before.</param>
/// <param name="Rows">Largest change first.</param>
public sealed record MoversReport(Metric Metric, TimeRange Current, TimeRange Before, IReadOnlyList<MoverRow> Rows);

/// <summary>A customer's change.</summary>
/// <param name="Customer">Who.</param>
/// <param name="Value">Figure of the last 24 full hours.</param>
/// <param name="Previous">Figure of the same hours a week before.</param>
/// <param name="Change">Difference.</param>
/// <param name="Relative">Change as a part of the previous figure, 0.5 for half as much again; null where that was zero.</param>
public sealed record MoverRow(CustomerId Customer, decimal Value, decimal Previous, decimal Change, decimal? Relative);
