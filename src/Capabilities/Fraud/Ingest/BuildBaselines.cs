using Breakwater.Fraud.Read;
using Breakwater.Metering.Ports;

namespace Breakwater.Fraud.Ingest;

/// <summary>Builds baselines anew on demand. A right of operators: whoever may rebuild a baseline can teach it a stolen key's pattern.</summary>
public sealed class BuildBaselines(
    ICatalogSource catalog, BaselineBuilder builder, IBaselineStore baselines, IScoreStore scores, ICaseStore cases, IAuditLog audit, TimeProvider time)
{
    /// <summary>Builds the baseline of one series.</summary>
    public Task<Outcome<BaselineBuilt>> RunAsync(Actor actor, string? customerId, string? metric, CancellationToken ct) => Guarded.RunAsync<BaselineBuilt>(async () =>
    {
        if (actor.Refuse(Permission.BuildBaselines) is { } refusal) return refusal;
        var subject = FraudRules.Subject(catalog.Current, customerId, metric);
        if (!subject.IsOk) return subject.Problem!;
        var (customer, found) = subject.Value;
        var run = await DetectionRun.BeginAsync(scores, cases, customer, time, ct).ConfigureAwait(false);
        await builder.RunAsync(run, found, customer, ct).ConfigureAwait(false);
        await audit.AppendAsync(new(actor, "fraud.baseline-built", $"customer:{customer}", null, $$"""{"metric":"{{found.Code}}"}"""), ct).ConfigureAwait(false);
        var built = (await baselines.GetAsync(found.Code, [customer], ct).ConfigureAwait(false)).GetValueOrDefault(customer);
        return new BaselineBuilt(customer, found.Code, built?.LearntDays ?? 0, Math.Min(7, built?.HistoryDays ?? 0), built);
    });

    /// <summary>Builds every series of every additive metric, and estimates the fleet's scales anew where the fleet is large enough.</summary>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="ct">Stops between metrics; what was built stays.</param>
    public Task<Outcome<BuildReport>> RunAsync(Actor actor, CancellationToken ct) => Guarded.RunAsync<BuildReport>(async () =>
    {
        if (actor.Refuse(Permission.BuildBaselines) is { } refusal) return refusal;
        await catalog.EnsureLoadedAsync(ct).ConfigureAwait(false);
        var run = await DetectionRun.BeginAsync(scores, cases, null, time, ct).ConfigureAwait(false);
        var report = default(BuildReport);
        var fleet = new Dictionary<CustomerId, List<FeatureValues>>();
        foreach (var metric in catalog.Current.All.Where(HourlyUsage.CanScore))
        {
            report += await builder.RunAsync(run, metric, null, ct).ConfigureAwait(false);
            await CollectAsync(run, metric, fleet, ct).ConfigureAwait(false);
        }

        await EstimateAsync(run, [.. fleet.Values.Where(days => days.Count >= MinCustomerDays)], ct).ConfigureAwait(false);
        return report;
    });

    // Days that teach nothing tell nothing about what is usual either.
    private async Task CollectAsync(DetectionRun run, Metric metric, Dictionary<CustomerId, List<FeatureValues>> fleet, CancellationToken ct)
    {
        var from = DateOnly.FromDateTime(run.Now.UtcDateTime).AddDays(-FeatureScales.Days);
        foreach (var (customer, days) in await scores.PastAsync(metric.Code, null, from, ct).ConfigureAwait(false))
        {
            var key = new SeriesKey(customer, metric.Code);
            if (!fleet.TryGetValue(customer, out var own)) fleet.Add(customer, own = []);
            own.AddRange(days.Where(day => !run.Withheld.Contains((key, day.Key))).Select(day => day.Value.Features));
        }
    }

    private async Task EstimateAsync(DetectionRun run, IReadOnlyList<List<FeatureValues>> fleet, CancellationToken ct)
    {
        if (fleet.Count < MinCustomers) return;
        var values = fleet.SelectMany(days => days).ToList();
        FeatureScale? Of(Feature feature) => FeatureScales.Estimate([.. values.Select(value => value[feature])]);
        if ((Of(Feature.Shape), Of(Feature.Volume), Of(Feature.Window), Of(Feature.Cosine)) is not ({ } shape, { } volume, { } window, { } cosine)) return;
        var settings = run.Settings with { Fleet = new(shape, volume, window, cosine), FleetDays = values.Count, Version = run.Settings.Version + 1 };
        await scores.SaveSettingsAsync(settings, new(Actor.System, "fraud.fleet-estimated", "fraud:settings", null, $$"""{"days":{{values.Count}}}"""), ct).ConfigureAwait(false);
    }

    /// <summary>Customers that a fleet needs before its own scales replace the published ones.</summary>
    public const int MinCustomers = 20;

    /// <summary>Scored days that each of them needs.</summary>
    public const int MinCustomerDays = 30;
}

/// <summary>A baseline that was built.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="Metric">Of which metric.</param>
/// <param name="Days">Days that it learnt from.</param>
/// <param name="Weekdays">Weekdays that it has seen, 0 to 7.</param>
/// <param name="Baseline">The baseline; null where there is no usable history.</param>
public sealed record BaselineBuilt(CustomerId Customer, MetricCode Metric, int Days, int Weekdays, SeriesBaseline? Baseline);
