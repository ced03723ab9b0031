using Breakwater.Metering.Ports;

namespace Breakwater.Fraud.Read;

/// <summary>What detection knows about a customer, and about the fleet.</summary>
public sealed class RiskQueries(IScoreStore scores, IBaselineStore baselines, ICatalogSource catalog, TimeProvider time)
{
    /// <summary>Longest history of scores in one answer, days.</summary>
    public const int MaxDays = 400;

    /// <summary>Scored days of a customer, coverage of each metric, and the baselines by weekday.</summary>
    /// <param name="customerId">Whose.</param>
    /// <param name="days">Days to look back, 1 to 400.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<CustomerRisk>> CustomerAsync(string? customerId, int days, CancellationToken ct) => Guarded.RunAsync<CustomerRisk>(async () =>
    {
        if (customerId is null || !Identifier.IsValid(customerId)) return Problem.Invalid("customer_id", $"customer_id {Identifier.Rule}.");
        if (days is < 1 or > MaxDays) return Problem.Invalid("days", $"days must lie between 1 and {MaxDays}.");
        var customer = new CustomerId(customerId);
        var to = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(1);
        var scored = await scores.ReadAsync(customer, null, to.AddDays(-days), to, ct).ConfigureAwait(false);
        var zones = await scores.ZonesAsync(ct).ConfigureAwait(false);
        var settings = await scores.SettingsAsync(ct).ConfigureAwait(false);
        var series = new List<SeriesRisk>();
        foreach (var metric in catalog.Current.All.Where(HourlyUsage.CanScore))
        {
            var coverage = (await scores.SeriesAsync(metric.Code, customer, DateOnly.MinValue, ct).ConfigureAwait(false)).GetValueOrDefault(customer);
            if (coverage is null) continue;
            var baseline = (await baselines.GetAsync(metric.Code, [customer], ct).ConfigureAwait(false)).GetValueOrDefault(customer);
            series.Add(new(metric, coverage, baseline, [.. scored.Where(day => day.Key.Metric == metric.Code)]));
        }

        return new CustomerRisk(customer, zones.GetValueOrDefault(customer), settings.Thresholds, series);
    });

    /// <summary>Who can be judged, worst first.</summary>
    public Task<Outcome<Page<SeriesCoverage>>> CoverageAsync(MetricCode? metric, DetectabilityGrade? grade, PageRequest page, CancellationToken ct) =>
        Guarded.RunAsync<Page<SeriesCoverage>>(async () => await scores.CoverageAsync(metric, grade, page, ct).ConfigureAwait(false));

    /// <summary>Settings, how many series have each grade, and metrics that cannot be judged at all.</summary>
    public Task<Outcome<DetectionState>> StateAsync(CancellationToken ct) => Guarded.RunAsync<DetectionState>(async () => new DetectionState(
        await scores.SettingsAsync(ct).ConfigureAwait(false), await scores.GradesAsync(ct).ConfigureAwait(false),
        [.. catalog.Current.All.Where(metric => !metric.Archived && !HourlyUsage.CanScore(metric))]));
}

/// <summary>A customer as detection sees it.</summary>
/// <param name="Customer">Who.</param>
/// <param name="TimeZone">The zone that was set for it; null where none is known and hours follow UTC.</param>
/// <param name="Thresholds">Of finished days, as they are now.</param>
/// <param name="Series">Its metrics by code.</param>
public sealed record CustomerRisk(CustomerId Customer, string? TimeZone, ScoreThresholds Thresholds, IReadOnlyList<SeriesRisk> Series);

/// <summary>One metric of a customer.</summary>
/// <param name="Metric">The metric, with its unit.</param>
/// <param name="Coverage">Whether it can be judged, and how well.</param>
/// <param name="Baseline">What its days are held against; null where there is none.</param>
/// <param name="Days">Finished days that were scored, oldest first.</param>
public sealed record SeriesRisk(Metric Metric, SeriesCoverage Coverage, SeriesBaseline? Baseline, IReadOnlyList<ScoredDay> Days);

/// <summary>Detection as a whole.</summary>
/// <param name="Settings">Thresholds and fleet scales.</param>
/// <param name="Grades">Series by grade.</param>
/// <param name="NotScored">Metrics that cannot be judged: not COUNT or SUM.</param>
public sealed record DetectionState(DetectionSettings Settings, IReadOnlyDictionary<DetectabilityGrade, long> Grades, IReadOnlyList<Metric> NotScored);
