using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.Operations;

/// <summary>A dialog of the page.</summary>
public enum OperationsAction
{
    /// <summary>No dialog.</summary>
    None,

    /// <summary>Start the chosen job now.</summary>
    Run,

    /// <summary>Stop the chosen job's schedule.</summary>
    Pause,

    /// <summary>Let the chosen job's schedule go on.</summary>
    Resume,

    /// <summary>Make a backup.</summary>
    Backup,
}

/// <summary>What the address of the operations page holds.</summary>
/// <param name="Job">Name of the job that is open beside the page.</param>
/// <param name="Engine">Name of the engine that is open beside the page.</param>
/// <param name="Do">The dialog that is open.</param>
public sealed record OperationsState(string? Job = null, string? Engine = null, OperationsAction Do = OperationsAction.None) : IUrlState<OperationsState>
{
    /// <inheritdoc/>
    public static OperationsState Read(QueryReader query) =>
        new(query.Text("job"), query.Text("engine"), query.Choice("do", OperationsAction.None));

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query.Text("job", Job).Text("engine", Engine).Choice("do", Do, OperationsAction.None);
}
