using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>A dialog of the customer's risk page.</summary>
public enum RiskAction
{
    /// <summary>No dialog.</summary>
    None,

    /// <summary>Say on whose clock the customer works.</summary>
    Zone,

    /// <summary>Build the baseline of the chosen metric anew.</summary>
    Rebuild,
}

/// <summary>What the address of a customer's risk page holds; the range belongs to the whole screen.</summary>
/// <param name="Metric">Code of the metric; null for the first one that is judged.</param>
/// <param name="Do">The dialog that is open.</param>
public sealed record RiskState(string? Metric = null, RiskAction Do = RiskAction.None) : IUrlState<RiskState>
{
    /// <inheritdoc/>
    public static RiskState Read(QueryReader query) => new(Usage.UsageState.Read(query).Metric, query.Choice("do", RiskAction.None));

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query.Text("metric", Metric).Choice("do", Do, RiskAction.None);
}
