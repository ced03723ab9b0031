using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;
using Breakwater.Kernel;

namespace Breakwater.Dashboard.Pages.Fraud;

/// <summary>Whose cases the queue shows.</summary>
public enum QueueOwner
{
    /// <summary>Everybody's.</summary>
    Any,

    /// <summary>The reader's own.</summary>
    Me,

    /// <summary>Those that nobody works.</summary>
    Nobody,
}

/// <summary>What is done to the chosen cases at once.</summary>
public enum BulkAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Take them.</summary>
    Claim,

    /// <summary>Put them out of the way.</summary>
    Snooze,

    /// <summary>Dismiss them as expected.</summary>
    Dismiss,

    /// <summary>Keep the filters under a name.</summary>
    Save,
}

/// <summary>What the address of the queue holds.</summary>
/// <param name="State">Where cases stand; open ones unless told.</param>
/// <param name="Severity">Only this severity.</param>
/// <param name="Owner">Whose.</param>
/// <param name="Attack">Only those best explained by this kind of attack.</param>
/// <param name="Overdue">Only overdue ones.</param>
/// <param name="Snoozed">Snoozed ones instead of the others.</param>
/// <param name="Search">Id, customer, key or words of a comment.</param>
/// <param name="Do">The dialog that is open.</param>
public sealed record QueueState(
    CaseState State = CaseState.Open, CaseSeverity? Severity = null, QueueOwner Owner = QueueOwner.Any, AttackKind? Attack = null, bool Overdue = false, bool Snoozed = false,
    string? Search = null, BulkAction Do = BulkAction.None) : IUrlState<QueueState>
{
    /// <inheritdoc/>
    public static QueueState Read(QueryReader query) => new(
        query.Choice("state", CaseState.Open), query.Choice<CaseSeverity>("severity"), query.Choice("owner", QueueOwner.Any), query.Choice<AttackKind>("attack"),
        query.Flag("overdue"), query.Flag("snoozed"), query.Text("q"), query.Choice("do", BulkAction.None));

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query.Choice("state", State, CaseState.Open).Choice("severity", Severity).Choice("owner", Owner, QueueOwner.Any).Choice("attack", Attack)
        .Flag("overdue", Overdue).Flag("snoozed", Snoozed).Text("q", Search).Choice("do", Do, BulkAction.None);

    /// <summary>The filter that the store is asked with.</summary>
    public CaseFilter Filter(Actor actor) => new(
        State, Severity, Owner == QueueOwner.Me ? actor.Id : null, Owner == QueueOwner.Nobody ? false : null, Attack: Attack, Overdue: Overdue ? true : null,
        Snoozed: State == CaseState.Open ? Snoozed : null);
}
