using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;

namespace Breakwater.Fraud.Read;

/// <summary>Judges one day of one customer as it would have been judged then: from the days before it.</summary>
public sealed class DayCheck(IUsageReader reader, ICatalogSource catalog, IScoreStore scores, ICaseStore cases, TimeProvider time)
{
    /// <summary>How far back a day may lie.</summary>
    public const int MaxDays = 300;

    /// <summary>The day's finding and what it was held against.</summary>
    /// <param name="customerId">Whose usage.</param>
    /// <param name="metric">Code of an additive metric.</param>
    /// <param name="date">The day in the customer's zone; null for today.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<DayCheckReport>> GetAsync(string? customerId, string? metric, DateOnly? date, CancellationToken ct) => Guarded.RunAsync<DayCheckReport>(async () =>
    {
        var subject = FraudRules.Subject(catalog.Current, customerId, metric);
        if (!subject.IsOk) return subject.Problem!;
        var (customer, found) = subject.Value;
        var run = await DetectionRun.BeginAsync(scores, cases, customer, time, ct).ConfigureAwait(false);
        var zone = run.ZoneOf(customer);
        var today = LocalTime.DateAt(run.Now, zone);
        var day = date ?? today;
        if (day > today || day < today.AddDays(-MaxDays)) return Problem.Invalid("date", $"date must lie within the last {MaxDays} days and not after today ({today:yyyy-MM-dd} in {zone.Id}).");
        return await CheckAsync(run, customer, found, zone, day, ct).ConfigureAwait(false);
    });

    private async Task<DayCheckReport> CheckAsync(DetectionRun run, CustomerId customer, Metric metric, TimeZoneInfo zone, DateOnly day, CancellationToken ct)
    {
        var now = HourlyUsage.HourOf(run.Now);
        var end = HourlyUsage.HourOf(LocalTime.StartOf(day.AddDays(1), zone).AddTicks(TimeSpan.TicksPerHour - 1));
        if (end > now) end = now;
        var start = HourlyUsage.HourOf(LocalTime.StartOf(day.AddDays(-DetectionRun.HistoryDays), zone));
        var usage = HourlyUsage.Between(start, end);
        var own = new float[usage.Hours];
        await foreach (var read in usage.ReadAsync(reader, metric, customer, ct).ConfigureAwait(false)) own = read.Quantities;
        var calendar = new LocalDays(usage, zone);
        var key = new SeriesKey(customer, metric.Code);
        var past = await scores.PastAsync(metric.Code, customer, calendar.First, ct).ConfigureAwait(false);
        var known = (past.GetValueOrDefault(customer) ?? new Dictionary<DateOnly, PastDay>()).Where(scored => scored.Key < day).ToDictionary();
        var history = SeriesHistories.Of(run, key, calendar, own, known, day);
        var baseline = history is null || history.Days.Length < ColdStart.MinDays ? null : new SeriesReplay(run.Settings, run.Now).Run(history, day).Baseline;

        var days = calendar.Sort(own);
        var at = day.DayNumber - calendar.First.DayNumber;
        var hours = day == LocalTime.DateAt(run.Now, zone) ? LocalTime.At(run.Now, zone).Hour : UsageDay.HoursPerDay;
        var today = at < days.Length ? days[at] : new double[UsageDay.HoursPerDay];
        today.AsSpan(hours).Clear();
        var finding = baseline is null || hours < HourScales.MinHours ? null : Findings.Of(baseline, metric.Unit, day, today, hours, run.Settings.Thresholds, run.Now);
        return new(key, metric, day, zone.Id, hours, today, history?.Days.Length ?? 0, baseline, finding);
    }
}

/// <summary>A judged day.</summary>
/// <param name="Key">The series.</param>
/// <param name="Metric">The metric, with its unit.</param>
/// <param name="Date">The day.</param>
/// <param name="TimeZone">IANA name of its zone.</param>
/// <param name="Hours">Hours of it that are over.</param>
/// <param name="Usage">24 hours of usage.</param>
/// <param name="HistoryDays">Days of history before it that were read.</param>
/// <param name="Baseline">What the day was held against; null with fewer than 7 days of history, or where none of them may be learnt from.</param>
/// <param name="Finding">The verdict; null without a baseline, or before the day's second hour is over.</param>
public sealed record DayCheckReport(
    SeriesKey Key, Metric Metric, DateOnly Date, string TimeZone, int Hours, IReadOnlyList<double> Usage, int HistoryDays, SeriesBaseline? Baseline, CaseFinding? Finding)
{
    /// <summary>The verdict in one word.</summary>
    public DayVerdict Verdict => Finding?.Verdict ?? (Baseline is null ? DayVerdict.NoBaseline : DayVerdict.Normal);
}
