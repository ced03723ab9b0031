using Breakwater.Dashboard.State;
using Breakwater.Operations.Model;

namespace Breakwater.Dashboard.Pages.Alerts;

/// <summary>A dialog of the page; part of the address, so that a colleague can be sent to it.</summary>
public enum AlertAction
{
    /// <summary>No dialog.</summary>
    None,

    /// <summary>Add an endpoint.</summary>
    Add,

    /// <summary>Change the chosen endpoint's address and filters.</summary>
    Edit,

    /// <summary>Stop sending to the chosen endpoint.</summary>
    Pause,

    /// <summary>Send to the chosen endpoint again.</summary>
    Resume,

    /// <summary>Put a new secret in the place of the chosen endpoint's.</summary>
    Rotate,

    /// <summary>Try the chosen endpoint.</summary>
    Test,

    /// <summary>Remove the chosen endpoint.</summary>
    Remove,

    /// <summary>Send the chosen delivery again.</summary>
    Redeliver,
}

/// <summary>Which deliveries the log shows.</summary>
public enum AlertOutcome
{
    /// <summary>All.</summary>
    All,

    /// <summary>Those that are tried again.</summary>
    Waiting,

    /// <summary>Those that arrived.</summary>
    Delivered,

    /// <summary>Those that were given up.</summary>
    Failed,
}

/// <summary>What the address of the alerts page holds. Secrets never get here.</summary>
/// <param name="To">Only deliveries to this endpoint.</param>
/// <param name="Outcome">Only deliveries in this state.</param>
/// <param name="Search">Text in key, title or message id.</param>
/// <param name="Endpoint">Id of the endpoint that is open beside the page.</param>
/// <param name="Delivery">Number of the delivery that is open beside the page; 0 for none.</param>
/// <param name="Do">The dialog that is open.</param>
public sealed record AlertsState(
    string? To = null, AlertOutcome Outcome = AlertOutcome.All, string? Search = null, string? Endpoint = null, int Delivery = 0, AlertAction Do = AlertAction.None) : IUrlState<AlertsState>
{
    /// <summary>The filters as the log takes them.</summary>
    public AlertDeliveryState? Wanted => Outcome switch
    {
        AlertOutcome.Waiting => AlertDeliveryState.Waiting,
        AlertOutcome.Delivered => AlertDeliveryState.Delivered,
        AlertOutcome.Failed => AlertDeliveryState.Failed,
        _ => null,
    };

    /// <inheritdoc/>
    public static AlertsState Read(QueryReader query) => new(
        query.Text("to"), query.Choice("outcome", AlertOutcome.All), query.Text("q"), query.Text("endpoint"), query.Number("delivery", 0, 1), query.Choice("do", AlertAction.None));

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query
        .Text("to", To).Choice("outcome", Outcome, AlertOutcome.All).Text("q", Search).Text("endpoint", Endpoint).Number("delivery", Delivery, 0).Choice("do", Do, AlertAction.None);
}
