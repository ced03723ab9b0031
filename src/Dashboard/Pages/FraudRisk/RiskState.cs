using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>A dialog of the customer risk page.</summary>
public enum RiskAction
{
    /// <summary>No dialog.</summary>
    None,

    /// <summary>Build the baseline anew.</summary>
    Build,

    /// <summary>Set the time zone.</summary>
    Zone,
}

/// <summary>What the address of a customer's risk page holds.</summary>
/// <param name="Metric">The metric that is shown; the first one where it is missing.</param>
/// <param name="Do">The dialog that is open.</param>
public sealed record RiskState(string? Metric = null, RiskAction Do = RiskAction.None) : IUrlState<RiskState>
{
    /// <inheritdoc/>
    public static RiskState Read(QueryReader query) => new(query.Text("metric"), query.Choice("do", RiskAction.None));

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query.Text("metric", Metric).Choice("do", Do, RiskAction.None);
}
