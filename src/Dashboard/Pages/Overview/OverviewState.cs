using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.Overview;

/// <summary>What Overview's address holds: the metric of its chart and of its movers.</summary>
/// <param name="Metric">Code of the metric; null for the first one of the catalog.</param>
public sealed record OverviewState(string? Metric = null) : IUrlState<OverviewState>
{
    /// <inheritdoc/>
    public static OverviewState Read(QueryReader query) => new(Usage.UsageState.Read(query).Metric);

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query.Text("metric", Metric);
}
