using System.Net;
using Breakwater.Cli.Output;
using Breakwater.Ingestion.Client;

namespace Breakwater.Cli.Import;

/// <summary>The catalog entry that sums what traces bring: <c>requests</c> over events of type <c>api_usage</c>, by model.</summary>
internal static class RequestsMetric
{
    /// <summary>Adds it where it is missing.</summary>
    /// <exception cref="CliException">A metric of that name measures something else.</exception>
    public static async Task EnsureAsync(ApiClient api, CancellationToken ct)
    {
        if (await FindAsync(api, ct) is null)
        {
            try
            {
                await api.PostAsync<MetricLine>("v1/admin/metrics", Definition, ct);
            }
            catch (ApiException refusal) when (refusal.Status == HttpStatusCode.Conflict)
            {
                // Another import added it at the same moment.
            }
        }

        var metric = await FindAsync(api, ct) ?? throw new CliException(ExitCodes.Failed, "The catalog does not show the metric that was just added.", "Run the same command again.");
        if (metric.Archived) throw new CliException(ExitCodes.Failed, $"The catalog's metric {PeriodTrace.Quantity} is archived, so it would not count what is imported.", "Nothing was imported. Restore it on the Catalog page first.");
        if (metric.EventType != PeriodTrace.EventType || !metric.Aggregation.Equals("sum", StringComparison.OrdinalIgnoreCase) || metric.Property != PeriodTrace.Quantity)
        {
            throw new CliException(
                ExitCodes.Failed, $"The catalog's metric {PeriodTrace.Quantity} measures something else ({metric.Aggregation} of {metric.Property ?? "events"} on {metric.EventType}).",
                $"Nothing was imported. Change it to the sum of {PeriodTrace.Quantity} on {PeriodTrace.EventType}, or archive it under another name.");
        }
    }

    private static object Definition => new
    {
        code = PeriodTrace.Quantity,
        name = "Requests",
        event_type = PeriodTrace.EventType,
        aggregation = "SUM",
        property = PeriodTrace.Quantity,
        unit = "requests",
        dimensions = new[] { "model" },
        description = "Requests of imported traces, one event per client and hour",
    };

    private static async Task<MetricLine?> FindAsync(ApiClient api, CancellationToken ct) =>
        (await api.GetAsync<MetricList>("v1/admin/metrics", ct)).Metrics.FirstOrDefault(metric => metric.Code == PeriodTrace.Quantity);

    internal sealed record MetricList(IReadOnlyList<MetricLine> Metrics);

    internal sealed record MetricLine(string Code, string EventType, string Aggregation, string? Property, bool Archived);
}
