using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.Fraud;

/// <summary>A dialog of the case page; part of the address.</summary>
public enum CaseAction
{
    /// <summary>No dialog.</summary>
    None,

    /// <summary>Decide: it was fraud.</summary>
    Confirm,

    /// <summary>Decide: it was expected.</summary>
    Dismiss,

    /// <summary>Take a decision back.</summary>
    Reopen,

    /// <summary>Put it out of the way.</summary>
    Snooze,

    /// <summary>Ask for a second pair of eyes.</summary>
    Escalate,

    /// <summary>Hold its usage back from billing.</summary>
    Dispute,

    /// <summary>Tell whoever looks after the customer.</summary>
    Notify,

    /// <summary>Suspend the chosen key.</summary>
    Suspend,

    /// <summary>Let the chosen key work again.</summary>
    Resume,

    /// <summary>Put a new key in the chosen one's place.</summary>
    Rotate,

    /// <summary>Lower the chosen key's limit.</summary>
    Tighten,
}

/// <summary>What the address of a case holds.</summary>
/// <param name="Finding">Metric and date of the finding that is shown, e.g. <c>api_calls/2026-11-27</c>; the highest score where it is missing.</param>
/// <param name="Key">The key that a dialog is about.</param>
/// <param name="Do">The dialog that is open.</param>
public sealed record CaseView(string? Finding = null, string? Key = null, CaseAction Do = CaseAction.None) : IUrlState<CaseView>
{
    /// <inheritdoc/>
    public static CaseView Read(QueryReader query) => new(query.Text("finding"), query.Text("key"), query.Choice("do", CaseAction.None));

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query.Text("finding", Finding).Text("key", Key).Choice("do", Do, CaseAction.None);
}
