using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>The hours of one day against the same hours of the same weekdays before it.</summary>
public sealed class HourlyPattern(IUsageReader reader, ICatalogSource catalog, TimeProvider time)
{
    private readonly SharedWork<(string?, string, int, DateOnly, string?), HourlyPatternReport> _shared = new(TimeSpan.FromSeconds(1), time);

    /// <summary>The pattern of a date.</summary>
    /// <param name="customerId">Whose usage; null for all customers together.</param>
    /// <param name="metric">Code of a metric.</param>
    /// <param name="date">The date in the zone; null for today.</param>
    /// <param name="timeZone">IANA name of the zone; null for UTC.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<HourlyPatternReport>> GetAsync(string? customerId, string metric, DateOnly? date, string? timeZone, CancellationToken ct) => Guarded.RunAsync<HourlyPatternReport>(async () =>
    {
        var subject = Subject.Of(catalog, customerId, metric, timeZone);
        if (!subject.IsOk) return subject.Problem!;
        var today = LocalTime.DateAt(time.GetUtcNow(), subject.Value.Zone);
        var day = date ?? today;
        if (day > today || day < today.AddDays(-UsageRules.MaxDays)) return Problem.Invalid("date", $"date must lie within the last {UsageRules.MaxDays} days.");
        return await _shared.GetAsync((customerId, metric, subject.Value.Metric.Version, day, timeZone), token => ReadAsync(subject.Value, day, token), ct).ConfigureAwait(false);
    });

    private async Task<HourlyPatternReport> ReadAsync(Subject subject, DateOnly date, CancellationToken ct)
    {
        var (metric, customer, zone) = subject;
        var days = Enumerable.Range(0, ExpectedBand.Weeks + 1).Select(week => LocalTime.Cut(LocalTime.Day(date.AddDays(-7 * (ExpectedBand.Weeks - week)), zone), UsageWindow.Hour, zone)).ToList();
        TimeRange[] windows = [.. days.SelectMany(day => day)];
        var states = UsageFolds.BySlice(await reader.ReadAsync(new(metric, customer, windows), ct).ConfigureAwait(false), windows.Length);
        var now = time.GetUtcNow();
        var first = Array.FindIndex(states, state => !state.IsEmpty);
        var shown = windows.Length - days[^1].Length;
        // By the hour on the clock: where an hour comes twice both are samples of it, where it is skipped there is none.
        var earlier = Enumerable.Range(0, shown).Where(i => first >= 0 && i >= first)
            .Select(i => (LocalTime.At(windows[i].Start, zone).Hour, Figure: states[i].Figure(metric)))
            .Where(sample => sample.Figure is not null).ToLookup(sample => sample.Hour, sample => sample.Figure!.Value);
        var total = new Aggregate();
        var hours = new List<PatternHour>();
        for (var i = shown; i < windows.Length; i++)
        {
            var local = LocalTime.At(windows[i].Start, zone);
            var band = ExpectedBand.From([.. earlier[local.Hour]]);
            var value = states[i].Figure(metric);
            var verdict = windows[i].End > now ? BandVerdict.Unfinished : band is { } b && value is { } v ? b.Judge(v) : BandVerdict.Unknown;
            hours.Add(new(windows[i], local, value, states[i].Count, band, verdict));
            total.Merge(states[i]);
        }

        return new(metric, customer, zone.Id, date, hours, total.Figure(metric));
    }
}

/// <summary>The hours of a day.</summary>
/// <param name="Metric">The metric, with its unit.</param>
/// <param name="Customer">Whose usage; null for all customers together.</param>
/// <param name="TimeZone">IANA name of the zone.</param>
/// <param name="Date">The date in the zone.</param>
/// <param name="Hours">23 to 25 hours in order.</param>
/// <param name="Value">The figure of the whole day.</param>
public sealed record HourlyPatternReport(Metric Metric, CustomerId? Customer, string TimeZone, DateOnly Date, IReadOnlyList<PatternHour> Hours, decimal? Value);

/// <summary>One hour.</summary>
/// <param name="Period">The hour.</param>
/// <param name="Local">Its start on the zone's clock.</param>
/// <param name="Value">Its figure; null where nothing was measured.</param>
/// <param name="Events">Events that it is made of.</param>
/// <param name="Expected">What the same hour of the same weekdays lets expect; null with fewer than three of them.</param>
/// <param name="Verdict">Where the figure lies; the running hour and later ones are not judged.</param>
public sealed record PatternHour(TimeRange Period, DateTimeOffset Local, decimal? Value, long Events, ExpectedBand? Expected, BandVerdict Verdict);
