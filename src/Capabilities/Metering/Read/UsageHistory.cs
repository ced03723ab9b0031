using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>Daily figures with what was to be expected of each day.</summary>
public sealed class UsageHistory(IUsageReader reader, ICatalogSource catalog, TimeProvider time)
{
    /// <summary>Most days in one history.</summary>
    public const int MaxDays = 180;

    private readonly SharedWork<(string?, string, int, int, string?, DateOnly), UsageHistoryReport> _shared = new(TimeSpan.FromSeconds(1), time);

    /// <summary>The last days up to and including today, each with the band of the same weekdays of the eight weeks before it.</summary>
    /// <param name="customerId">Whose usage; null for all customers together.</param>
    /// <param name="metric">Code of a metric.</param>
    /// <param name="days">1 to 180.</param>
    /// <param name="timeZone">IANA name of the zone whose days are meant; null for UTC.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<UsageHistoryReport>> GetAsync(string? customerId, string metric, int days, string? timeZone, CancellationToken ct) => Guarded.RunAsync<UsageHistoryReport>(async () =>
    {
        if (days is < 1 or > MaxDays) return Problem.Invalid("days", $"days must lie between 1 and {MaxDays}.");
        var subject = Subject.Of(catalog, customerId, metric, timeZone);
        if (!subject.IsOk) return subject.Problem!;
        var today = LocalTime.DateAt(time.GetUtcNow(), subject.Value.Zone);
        return await _shared.GetAsync(
            (customerId, metric, subject.Value.Metric.Version, days, timeZone, today), token => ReadAsync(subject.Value, today, days, token), ct).ConfigureAwait(false);
    });

    private async Task<UsageHistoryReport> ReadAsync(Subject subject, DateOnly today, int days, CancellationToken ct)
    {
        const int before = ExpectedBand.Weeks * 7;
        var (metric, customer, zone) = subject;
        var windows = LocalTime.Days(today.AddDays(1 - days - before), before + days, zone);
        var states = UsageFolds.BySlice(await reader.ReadAsync(new(metric, customer, windows), ct).ConfigureAwait(false), windows.Length);
        var now = time.GetUtcNow();
        // Days before the first usage are no days without usage: they say nothing about what to expect.
        var first = Array.FindIndex(states, state => !state.IsEmpty);
        var rows = new List<HistoryDay>(days);
        var total = new Aggregate();
        for (var i = before; i < windows.Length; i++)
        {
            var earlier = Enumerable.Range(1, ExpectedBand.Weeks).Select(week => i - (week * 7)).Where(day => first >= 0 && day >= first)
                .Select(day => states[day].Figure(metric)).OfType<decimal>().ToList();
            var band = ExpectedBand.From(earlier);
            var value = states[i].Figure(metric);
            var verdict = windows[i].End > now ? BandVerdict.Unfinished : band is { } b && value is { } v ? b.Judge(v) : BandVerdict.Unknown;
            rows.Add(new(LocalTime.DateAt(windows[i].Start, zone), windows[i], value, states[i].Count, states[i].Skipped, band, verdict));
            total.Merge(states[i]);
        }

        return new(metric, customer, zone.Id, rows, total.Figure(metric), total.Count, total.Skipped);
    }
}

/// <summary>Daily figures of a metric.</summary>
/// <param name="Metric">The metric, with its unit.</param>
/// <param name="Customer">Whose usage; null for all customers together.</param>
/// <param name="TimeZone">IANA name of the zone.</param>
/// <param name="Days">The days in order, the last of them unfinished.</param>
/// <param name="Value">The figure of all days together, merged and not added up.</param>
/// <param name="Events">Events that it is made of.</param>
/// <param name="Skipped">Events that lacked the metric's property.</param>
public sealed record UsageHistoryReport(
    Metric Metric, CustomerId? Customer, string TimeZone, IReadOnlyList<HistoryDay> Days, decimal? Value, long Events, long Skipped);

/// <summary>One day.</summary>
/// <param name="Date">The date in the zone.</param>
/// <param name="Period">The day, 23 to 25 hours.</param>
/// <param name="Value">Its figure; null where nothing was measured.</param>
/// <param name="Events">Events that it is made of.</param>
/// <param name="Skipped">Events that lacked the metric's property.</param>
/// <param name="Expected">What the same weekdays before it let expect; null with fewer than three of them.</param>
/// <param name="Verdict">Where the figure lies; unfinished days are not judged.</param>
public sealed record HistoryDay(DateOnly Date, TimeRange Period, decimal? Value, long Events, long Skipped, ExpectedBand? Expected, BandVerdict Verdict);
