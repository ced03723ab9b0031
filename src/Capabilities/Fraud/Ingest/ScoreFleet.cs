using System.Collections.Concurrent;
using System.Diagnostics;
using Breakwater.Fraud.Read;
using Breakwater.Metering.Ports;

namespace Breakwater.Fraud.Ingest;

/// <summary>What a scoring run did.</summary>
/// <param name="Scored">Series whose day so far was scored.</param>
/// <param name="Suspicions">Findings handed over to cases, of finished days and of the day so far.</param>
/// <param name="Built">What was built because a day had ended or a baseline was missing.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ScoringReport(int Scored, int Suspicions, BuildReport Built, TimeSpan Elapsed);

/// <summary>
/// Scores every series of every additive metric: first the days that have ended meanwhile, then the day so far. Reads the whole fleet
/// at once; a customer costs arithmetic, never a query.
/// </summary>
public sealed class ScoreFleet(
    IUsageReader usage, ICatalogSource catalog, IBaselineStore baselines, IScoreStore scores, ICaseStore cases, RecordFindings record, BaselineBuilder builder, TimeProvider time)
{
    private const int FewSeries = 20;
    private const int RecentHours = 50;

    /// <summary>Scores as of now. Running it again changes nothing.</summary>
    /// <exception cref="EngineUnavailableException">An engine does not answer; what was recorded until then stays, the next run goes on.</exception>
    public async Task<ScoringReport> RunAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await catalog.EnsureLoadedAsync(ct).ConfigureAwait(false);
        var run = await DetectionRun.BeginAsync(scores, cases, null, time, ct).ConfigureAwait(false);
        var report = new ScoringReport(0, 0, default, default);
        foreach (var metric in catalog.Current.All.Where(HourlyUsage.CanScore))
        {
            var (scored, findings, built) = await ScoreAsync(run, metric, ct).ConfigureAwait(false);
            if (findings.Count > 0 && (await record.RunAsync(findings, ct).ConfigureAwait(false)).Problem is { } problem) throw new EngineUnavailableException("The case store", problem.Title);
            report = new(report.Scored + scored, report.Suspicions + findings.Count + built.Suspicions, report.Built + built, default);
        }

        return report with { Elapsed = watch.Elapsed };
    }

    private async Task<(int Scored, List<(CustomerId, CaseFinding)> Findings, BuildReport Built)> ScoreAsync(DetectionRun run, Metric metric, CancellationToken ct)
    {
        var end = HourlyUsage.HourOf(run.Now);
        var window = HourlyUsage.Between(end.AddHours(-RecentHours), end);
        var recent = new Dictionary<CustomerId, float[]>();
        await foreach (var (customer, quantities) in window.ReadAsync(usage, metric, null, ct).ConfigureAwait(false)) recent.Add(customer, quantities);
        var known = await scores.SeriesAsync(metric.Code, null, DateOnly.FromDateTime(run.Now.UtcDateTime).AddDays(-3), ct).ConfigureAwait(false);
        CustomerId[] customers = [.. known.Keys.Union(recent.Keys)];
        var held = await baselines.GetAsync(metric.Code, customers, ct).ConfigureAwait(false);
        var stale = customers.Where(customer => IsStale(run, known.GetValueOrDefault(customer), held.GetValueOrDefault(customer), customer)).ToList();
        var built = default(BuildReport);
        if (stale.Count > 0)
        {
            if (stale.Count > FewSeries) built = await builder.RunAsync(run, metric, null, ct).ConfigureAwait(false);
            else foreach (var customer in stale) built += await builder.RunAsync(run, metric, customer, ct).ConfigureAwait(false);
            held = await baselines.GetAsync(metric.Code, customers, ct).ConfigureAwait(false);
        }

        var findings = new ConcurrentBag<(CustomerId, CaseFinding)>();
        var scored = await Task.Run(() => ScoreToday(run, metric, window, recent, held, findings, ct), ct).ConfigureAwait(false);
        return (scored, [.. findings.OrderBy(finding => finding.Item1.Value, StringComparer.Ordinal)], built);
    }

    private static bool IsStale(DetectionRun run, SeriesCoverage? known, SeriesBaseline? baseline, CustomerId customer)
    {
        var zone = run.ZoneOf(customer);
        return known is null || known.Through < run.Yesterday(zone) || known.TimeZone != zone.Id || (known.LearntDays > 0 && baseline is null);
    }

    private static int ScoreToday(
        DetectionRun run, Metric metric, HourlyUsage window, Dictionary<CustomerId, float[]> recent, IReadOnlyDictionary<CustomerId, SeriesBaseline> held, ConcurrentBag<(CustomerId, CaseFinding)> findings, CancellationToken ct)
    {
        var calendars = new ConcurrentDictionary<string, LocalDays>(StringComparer.Ordinal);
        var quiet = new float[window.Hours];
        var scored = 0;
        Parallel.ForEach(held.Values, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount }, baseline =>
        {
            var customer = baseline.Key.Customer;
            var zone = run.ZoneOf(customer);
            var today = LocalTime.DateAt(run.Now, zone);
            var hours = LocalTime.At(run.Now, zone).Hour;
            // A baseline that knows today already was built under another zone: tomorrow's fits again.
            if (hours < HourScales.MinHours || baseline.Through >= today) return;
            var calendar = calendars.GetOrAdd(zone.Id, _ => new LocalDays(window, zone));
            var day = calendar.Sort(recent.GetValueOrDefault(customer) ?? quiet)[today.DayNumber - calendar.First.DayNumber];
            day.AsSpan(hours).Clear();
            Interlocked.Increment(ref scored);
            var score = Findings.Score(baseline, today, day, hours);
            if (!Verdicts.Of(score, baseline, HourScales.At(run.Settings.Thresholds, hours)).IsSuspicion()) return;
            findings.Add((customer, Findings.Of(baseline, metric.Unit, today, day, hours, run.Settings.Thresholds, run.Now)));
        });
        return scored;
    }
}
