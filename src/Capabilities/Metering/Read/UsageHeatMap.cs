using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>Mean usage by weekday and hour: when a customer works.</summary>
public sealed class UsageHeatMap(IUsageReader reader, ICatalogSource catalog, TimeProvider time)
{
    /// <summary>Most weeks in one map.</summary>
    public const int MaxWeeks = 12;

    private readonly SharedWork<(string?, string, int, int, string?, DateOnly), HeatMapReport> _shared = new(TimeSpan.FromSeconds(10), time);

    /// <summary>The map of the last whole weeks up to yesterday.</summary>
    /// <param name="customerId">Whose usage; null for all customers together.</param>
    /// <param name="metric">Code of a metric.</param>
    /// <param name="weeks">1 to 12.</param>
    /// <param name="timeZone">IANA name of the zone; null for UTC.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<HeatMapReport>> GetAsync(string? customerId, string metric, int weeks, string? timeZone, CancellationToken ct) => Guarded.RunAsync<HeatMapReport>(async () =>
    {
        if (weeks is < 1 or > MaxWeeks) return Problem.Invalid("weeks", $"weeks must lie between 1 and {MaxWeeks}.");
        var subject = Subject.Of(catalog, customerId, metric, timeZone);
        if (!subject.IsOk) return subject.Problem!;
        var today = LocalTime.DateAt(time.GetUtcNow(), subject.Value.Zone);
        return await _shared.GetAsync((customerId, metric, subject.Value.Metric.Version, weeks, timeZone, today), token => ReadAsync(subject.Value, today, weeks, token), ct).ConfigureAwait(false);
    });

    private async Task<HeatMapReport> ReadAsync(Subject subject, DateOnly today, int weeks, CancellationToken ct)
    {
        var (metric, customer, zone) = subject;
        var period = new TimeRange(LocalTime.StartOf(today.AddDays(-7 * weeks), zone), LocalTime.StartOf(today, zone));
        var windows = LocalTime.Cut(period, UsageWindow.Hour, zone);
        var states = UsageFolds.BySlice(await reader.ReadAsync(new(metric, customer, windows), ct).ConfigureAwait(false), windows.Length);
        // Hours before the first usage are no quiet hours; without any usage there is nothing to be the mean of.
        var first = Array.FindIndex(states, state => !state.IsEmpty);
        if (first < 0) first = windows.Length;
        var cells = Enumerable.Range(first, windows.Length - first)
            .Select(i => (Local: LocalTime.At(windows[i].Start, zone), Figure: states[i].Figure(metric)))
            .Where(hour => hour.Figure is not null)
            .GroupBy(hour => (Monday(hour.Local), hour.Local.Hour))
            .ToDictionary(cell => cell.Key, cell => (Mean: decimal.Round(cell.Sum(hour => hour.Figure!.Value / cell.Count()), Quantity.MaxDecimals), Samples: cell.Count()));
        return new(metric, customer, zone.Id, period, [.. from weekday in Enumerable.Range(0, 7)
                                                          from hour in Enumerable.Range(0, 24)
                                                          let cell = cells.GetValueOrDefault((weekday, hour))
                                                          select new HeatCell((DayOfWeek)((weekday + 1) % 7), hour, cell.Samples == 0 ? null : cell.Mean, cell.Samples)]);
    }

    // 0 for Monday, as in ISO 8601.
    private static int Monday(DateTimeOffset local) => ((int)local.DayOfWeek + 6) % 7;
}

/// <summary>A weekday by hour map.</summary>
/// <param name="Metric">The metric, with its unit.</param>
/// <param name="Customer">Whose usage; null for all customers together.</param>
/// <param name="TimeZone">IANA name of the zone.</param>
/// <param name="Period">What it is the mean of.</param>
/// <param name="Cells">168 cells, Monday 0 h first.</param>
public sealed record HeatMapReport(Metric Metric, CustomerId? Customer, string TimeZone, TimeRange Period, IReadOnlyList<HeatCell> Cells);

/// <summary>One cell.</summary>
/// <param name="Weekday">Day of the week.</param>
/// <param name="Hour">Hour on the zone's clock, 0 to 23.</param>
/// <param name="Mean">Mean of the hours' figures; hours without usage count as zero where the aggregation can be zero. Null without any.</param>
/// <param name="Samples">Hours that it is the mean of.</param>
public sealed record HeatCell(DayOfWeek Weekday, int Hour, decimal? Mean, int Samples);
