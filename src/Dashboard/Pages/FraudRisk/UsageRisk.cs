using Breakwater.Dashboard.Components.Usage;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>What detection says beside figures of usage: named days, and hours of the last week above their band.</summary>
public sealed class UsageRisk(RiskQueries risk, CaseQueries cases, UsageQueries usage, TimeProvider time)
{
    private const int Week = 7, MaxCases = 100;

    /// <summary>Named days of the range, newest first; empty without a customer, and where the metric is not judged.</summary>
    public async Task<Outcome<IReadOnlyList<NamedDay>>> NamedAsync(UsageView view, CancellationToken ct)
    {
        var days = Math.Clamp((int)Math.Ceiling((time.GetUtcNow() - view.Range.Start).TotalDays) + 1, 1, RiskQueries.MaxDays);
        var found = await SeriesAsync(view, days, ct);
        if (found.Problem is { } problem) return problem;
        if (found.Value is not { } series) return Array.Empty<NamedDay>();
        var zone = LocalTime.Zone(series.Coverage.TimeZone) ?? TimeZoneInfo.Utc;
        return NamedDay.Of(RiskCharts.Within(series, view.Range, zone), zone).ToArray();
    }

    /// <summary>The named days of the range with the cases that speak of them.</summary>
    public async Task<Outcome<FlaggedDays>> FlaggedAsync(Actor actor, UsageView view, CancellationToken ct)
    {
        var named = await NamedAsync(view, ct);
        if (named.Problem is { } problem) return problem;
        var found = named.Value.Any(day => day.IsSuspicious) ? await CasesAsync(actor, view.Customer!, ct) : Array.Empty<FraudCase>();
        return found.Problem is { } refusal ? refusal : new FlaggedDays(named.Value, found.Value);
    }

    /// <summary>The newest cases of a customer.</summary>
    public async Task<Outcome<IReadOnlyList<FraudCase>>> CasesAsync(Actor actor, string customer, CancellationToken ct)
    {
        var page = await cases.ListAsync(actor, new(Customer: new(customer)), new(Take: MaxCases, Sort: "age"), ct);
        return page.Problem is { } problem ? problem : page.Value.Items.ToArray();
    }

    /// <summary>The regions of hours of the last 7 finished days that lie above what the baseline lets expect, on the customer's clock; null without a baseline.</summary>
    public async Task<Outcome<UnusualHours>> RegionsAsync(UsageView view, CancellationToken ct)
    {
        var found = await SeriesAsync(view, 1, ct);
        if (found.Problem is { } problem) return problem;
        if (found.Value?.Baseline is not { } baseline) return UnusualHours.Unknown;
        var zone = LocalTime.Zone(baseline.TimeZone) ?? TimeZoneInfo.Utc;
        var today = LocalTime.DateAt(time.GetUtcNow(), zone);
        var answer = await usage.GetAsync(
            new(view.Customer, view.Metric.Code.Value, LocalTime.StartOf(today.AddDays(-Week), zone), LocalTime.StartOf(today, zone), null, "hour", zone.Id), ct);
        if (answer.Problem is { } refused) return refused;
        var seen = new double[Week][];
        for (var row = 0; row < Week; row++) seen[row] = new double[UsageDay.HoursPerDay];
        foreach (var point in answer.Value.Series!)
        {
            // Where the clock goes back, two hours fall into one, as in the baseline.
            var local = LocalTime.At(point.Period.Start, zone);
            seen[Row(local.DayOfWeek)][local.Hour] += (double)(point.Value ?? 0);
        }

        return new UnusualHours(zone.Id, AnomalyRegions.Of(Unusual(seen, baseline.Week)));
    }

    /// <summary>Cells above the upper bound of what is usual, Monday first.</summary>
    internal static bool[][] Unusual(double[][] seen, WeekBaseline week) =>
        [.. seen.Select((row, i) => row.Select((value, hour) => value > week.Band((DayOfWeek)((i + 1) % Week), hour).High).ToArray())];

    private static int Row(DayOfWeek day) => ((int)day + 6) % Week;

    private async Task<Outcome<SeriesRisk?>> SeriesAsync(UsageView view, int days, CancellationToken ct)
    {
        if (view.Customer is null || !view.Metric.IsAdditive) return (SeriesRisk?)null;
        var found = await risk.CustomerAsync(view.Customer, days, ct);
        return found.Problem is { } problem ? problem : found.Value.Series.FirstOrDefault(series => series.Metric.Code == view.Metric.Code);
    }
}

/// <summary>Days that stand out, and the customer's cases.</summary>
/// <param name="Days">Newest first.</param>
/// <param name="Cases">The newest of them; empty where no day is suspicious.</param>
public sealed record FlaggedDays(IReadOnlyList<NamedDay> Days, IReadOnlyList<FraudCase> Cases);

/// <summary>Hours that stand out.</summary>
/// <param name="TimeZone">The clock they are on; null where nothing is known.</param>
/// <param name="Regions">Adjoining cells together.</param>
public sealed record UnusualHours(string? TimeZone, IReadOnlyList<IReadOnlyList<GridCell>> Regions)
{
    /// <summary>No customer, or no baseline.</summary>
    public static UnusualHours Unknown { get; } = new(null, []);
}
