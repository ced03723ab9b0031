using System.Collections.Concurrent;
using Breakwater.Fraud.Read;
using Breakwater.Metering.Ports;

namespace Breakwater.Fraud.Ingest;

/// <summary>What building did.</summary>
/// <param name="Series">Series looked at.</param>
/// <param name="Built">Those that have a baseline now.</param>
/// <param name="Scored">Finished days scored for the first time.</param>
/// <param name="Suspicions">Those of them that somebody should look at.</param>
public readonly record struct BuildReport(int Series, int Built, int Scored, int Suspicions)
{
    /// <summary>Adds two reports.</summary>
    public static BuildReport operator +(BuildReport a, BuildReport b) => new(a.Series + b.Series, a.Built + b.Built, a.Scored + b.Scored, a.Suspicions + b.Suspicions);
}

/// <summary>
/// Brings series up to their last finished day: scores what is missing and renews the baselines, for all customers of a metric in
/// one read. Suspicions are recorded before the scores, so that a crash in between repeats them instead of losing them.
/// </summary>
public sealed class BaselineBuilder(IUsageReader usage, IBaselineStore baselines, IScoreStore scores, RecordFindings record)
{
    private const int KnownDays = 7;
    private const int SaveAtOnce = 2_000;
    private static readonly IReadOnlyDictionary<DateOnly, PastDay> NothingKnown = new Dictionary<DateOnly, PastDay>();

    /// <summary>Builds every series of a metric, or one customer's.</summary>
    public async Task<BuildReport> RunAsync(DetectionRun run, Metric metric, CustomerId? customer, CancellationToken ct)
    {
        var end = HourlyUsage.HourOf(run.Now);
        var start = new DateTimeOffset(end.UtcDateTime.Date, TimeSpan.Zero).AddDays(-DetectionRun.HistoryDays);
        var past = await scores.PastAsync(metric.Code, customer, DateOnly.FromDateTime(start.UtcDateTime), ct).ConfigureAwait(false);
        var results = await ReplayAsync(run, metric, customer, HourlyUsage.Between(start, end), past, ct).ConfigureAwait(false);

        var findings = results.SelectMany(result => result.Findings.Select(finding => (result.Coverage.Key.Customer, finding))).ToList();
        if (findings.Count > 0 && (await record.RunAsync(findings, ct).ConfigureAwait(false)).Problem is { } problem) throw new EngineUnavailableException("The case store", problem.Title);
        foreach (var part in results.Chunk(SaveAtOnce))
        {
            await baselines.SaveAsync([.. part.Select(result => result.Baseline).OfType<SeriesBaseline>()], ct).ConfigureAwait(false);
            await scores.SaveAsync([.. part.SelectMany(result => result.Scored)], ct).ConfigureAwait(false);
            await scores.SaveCoverageAsync([.. part.Select(result => result.Coverage)], ct).ConfigureAwait(false);
        }

        return new(results.Count, results.Count(result => result.Baseline is not null), results.Sum(result => result.Scored.Count), findings.Count);
    }

    private sealed record Result(SeriesCoverage Coverage, SeriesBaseline? Baseline, IReadOnlyList<ScoredDay> Scored, IReadOnlyList<CaseFinding> Findings);

    // One customer is read while another is worked on.
    private async Task<List<Result>> ReplayAsync(
        DetectionRun run, Metric metric, CustomerId? customer, HourlyUsage window, IReadOnlyDictionary<CustomerId, IReadOnlyDictionary<DateOnly, PastDay>> past, CancellationToken ct)
    {
        var replay = new SeriesReplay(run.Settings, run.Now);
        var calendars = new ConcurrentDictionary<string, LocalDays>(StringComparer.Ordinal);
        var results = new ConcurrentBag<Result>();
        await Parallel.ForEachAsync(window.ReadAsync(usage, metric, customer, ct), ct, (series, _) =>
        {
            var zone = run.ZoneOf(series.Customer);
            var calendar = calendars.GetOrAdd(zone.Id, _ => new LocalDays(window, zone));
            var known = past.GetValueOrDefault(series.Customer) ?? NothingKnown;
            if (Replay(run, replay, new(series.Customer, metric.Code), metric.Unit, calendar, series.Quantities, known) is { } result) results.Add(result);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return [.. results.OrderBy(result => result.Coverage.Key.Customer.Value, StringComparer.Ordinal)];
    }

    private static Result? Replay(
        DetectionRun run, SeriesReplay replay, SeriesKey key, string unit, LocalDays calendar, float[] hours, IReadOnlyDictionary<DateOnly, PastDay> known)
    {
        var yesterday = run.Yesterday(calendar.Zone);
        if (SeriesHistories.Of(run, key, calendar, hours, known, yesterday.AddDays(1)) is not { } history) return null;
        // A series seen before may have been left alone for some days; of a new one only the last days are news.
        var suspectFrom = yesterday.AddDays(known.Count > 0 ? 1 - KnownDays : -1);
        var (baseline, scored) = replay.Run(history, suspectFrom);
        var findings = scored.Where(day => day.Verdict.IsSuspicion() && day.Date >= suspectFrom)
            .Select(day => Finding(replay, history, day.Date, unit, run)).OfType<CaseFinding>().ToList();
        return new(Coverage(run, history, baseline, yesterday), baseline, scored, findings);
    }

    // The baseline as it was before the day: the days after it must not have taught it anything.
    private static CaseFinding? Finding(SeriesReplay replay, SeriesHistory history, DateOnly date, string unit, DetectionRun run)
    {
        var day = date.DayNumber - history.First.DayNumber;
        var (before, _) = replay.Run(history with { Days = history.Days[..day] }, date);
        return before is null ? null : Findings.Of(before, unit, date, history.Days[day].Hours, UsageDay.HoursPerDay, run.Settings.Thresholds, run.Now);
    }

    private static SeriesCoverage Coverage(DetectionRun run, SeriesHistory history, SeriesBaseline? baseline, DateOnly yesterday)
    {
        var totals = history.Days.TakeLast(DayBaseline.Days).Select(day => day.Total).Where(total => total > 0).ToArray();
        return new(
            history.Key, history.TimeZone, Math.Min(history.Days.Length, DayBaseline.Days), baseline?.LearntDays ?? 0, yesterday,
            totals.Length == 0 ? 0 : WeightedMedian.Plain(totals), baseline?.Week.Irregularity, run.Now);
    }
}
