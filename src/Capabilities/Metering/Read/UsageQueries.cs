using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>Answers how much was used, for the API and for pages alike.</summary>
public sealed class UsageQueries(IUsageReader reader, ICatalogSource catalog, TimeProvider time)
{
    // Ten panels that show the same figure cost one execution; a second is too short to be seen as stale.
    private readonly SharedWork<(UsageRequest, int), UsageReport> _shared = new(TimeSpan.FromSeconds(1), time);

    /// <summary>Figure, breakdown and series of a period.</summary>
    /// <returns>The report, or the problem: 400 with the field at fault, 404 for an unknown metric, 503 where the store does not answer.</returns>
    public Task<Outcome<UsageReport>> GetAsync(UsageRequest request, CancellationToken ct) => Guarded.RunAsync<UsageReport>(async () =>
    {
        if (Check(request, out var read, out var zone) is { } problem) return problem;
        return await _shared.GetAsync((request, read.Metric.Version), token => ReportAsync(request, read, zone, token), ct).ConfigureAwait(false);
    });

    private Problem? Check(UsageRequest request, out UsageRead read, out TimeZoneInfo zone)
    {
        (read, zone) = (null!, TimeZoneInfo.Utc);
        var customer = UsageRules.Customer(request.CustomerId);
        if (!customer.IsOk) return customer.Problem;
        var metric = UsageRules.Metric(catalog.Current, request.Metric);
        if (!metric.IsOk) return metric.Problem;
        if (UsageRules.GroupBy(request.GroupBy) is { } groupBy) return groupBy;
        var found = UsageRules.Zone(request.TimeZone);
        if (!found.IsOk) return found.Problem;
        var period = UsageRules.Period(request.Start, request.End);
        if (!period.IsOk) return period.Problem;
        var windows = UsageRules.Windows(period.Value, request.Window, zone = found.Value);
        if (!windows.IsOk) return windows.Problem;
        read = new(metric.Value, customer.Value, windows.Value, request.GroupBy);
        return null;
    }

    private async Task<UsageReport> ReportAsync(UsageRequest request, UsageRead read, TimeZoneInfo zone, CancellationToken ct)
    {
        var slices = await reader.ReadAsync(read, ct).ConfigureAwait(false);
        var total = UsageFolds.Merged(slices);
        var value = total.Figure(read.Metric);
        return new(
            read.Metric, read.Customer, new(request.Start, request.End), zone.Id, value, total.Count, total.Skipped,
            request.GroupBy is null ? null : UsageFolds.Breakdown(read.Metric, slices, value),
            request.Window is null ? null : UsageFolds.Series(read.Metric, slices, read.Slices, zone));
    }
}
