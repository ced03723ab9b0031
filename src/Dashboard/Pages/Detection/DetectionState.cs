using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;

namespace Breakwater.Dashboard.Pages.Detection;

/// <summary>What the address of the detection page holds.</summary>
/// <param name="Grade">Only series of this grade.</param>
/// <param name="Search">Part of a customer's id.</param>
/// <param name="Days">Days that the backtest looks back, 7 to 365.</param>
/// <param name="Save">True while the dialog that saves the thresholds is open.</param>
public sealed record DetectionState(DetectabilityGrade? Grade = null, string? Search = null, int Days = 90, bool Save = false) : IUrlState<DetectionState>
{
    /// <inheritdoc/>
    public static DetectionState Read(QueryReader query) => new(query.Choice<DetectabilityGrade>("grade"), query.Text("q"), query.Number("days", 90, 7, 365), query.Flag("save"));

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query.Choice("grade", Grade).Text("q", Search).Number("days", Days, 90).Flag("save", Save);
}
