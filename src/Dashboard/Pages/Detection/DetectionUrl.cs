using System.Globalization;
using Breakwater.Dashboard.Pages.Operations;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;

namespace Breakwater.Dashboard.Pages.Detection;

/// <summary>What the address of the detection page holds.</summary>
/// <param name="Grade">Only series of this grade; null for all.</param>
/// <param name="Find">Text that narrows coverage by customer.</param>
/// <param name="Review">Review threshold to try; null while none is.</param>
/// <param name="Alert">Alert threshold to try.</param>
/// <param name="Days">Days that the backtest looks back.</param>
/// <param name="Save">True while the dialog that saves the tried thresholds is open.</param>
/// <param name="Job">The job that a dialog is about.</param>
/// <param name="Do">The dialog about the job.</param>
public sealed record DetectionUrl(
    DetectabilityGrade? Grade = null, string? Find = null, double? Review = null, double? Alert = null, int Days = DetectionUrl.UsualDays, bool Save = false, string? Job = null,
    OperationsAction Do = OperationsAction.None) : IUrlState<DetectionUrl>
{
    /// <summary>Days that a backtest looks back unless told.</summary>
    public const int UsualDays = 90;

    /// <summary>What can be tried: both thresholds; null while one is missing.</summary>
    public ScoreThresholds? Tried => Review is { } review && Alert is { } alert ? new(review, alert) : null;

    /// <inheritdoc/>
    public static DetectionUrl Read(QueryReader query) => new(
        query.Choice<DetectabilityGrade>("grade"), query.Text("find"), Score(query.Text("review")), Score(query.Text("alert")),
        query.Number("days", UsualDays, 1, Breakwater.Fraud.Read.ThresholdBacktest.MaxDays), query.Flag("save"), query.Text("job"), query.Choice("do", OperationsAction.None));

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query
        .Choice("grade", Grade)
        .Text("find", Find)
        .Text("review", Text(Review))
        .Text("alert", Text(Alert))
        .Number("days", Days, UsualDays)
        .Flag("save", Save)
        .Text("job", Job)
        .Choice("do", Do, OperationsAction.None);

    /// <summary>A threshold as a person types it; null for what is no number.</summary>
    public static double? Score(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>A threshold as <see cref="Score"/> reads it, exact.</summary>
    public static string? Text(double? score) => score?.ToString("R", CultureInfo.InvariantCulture);
}
