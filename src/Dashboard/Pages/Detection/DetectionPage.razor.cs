using Breakwater.Dashboard.Pages.Operations;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;

namespace Breakwater.Dashboard.Pages.Detection;

/// <summary>Detection as a whole: how right it is, where it begins, what it runs on and whom it covers.</summary>
public sealed partial class DetectionPage : UrlPage<DetectionUrl>
{
    private static readonly string[] Jobs = ["fraud-score", "fraud-baselines"];
    private ThresholdPanel? _thresholds;
    private CoveragePanel? _coverage;
    private JobsPanel? _jobs;

    private void Try((ScoreThresholds Thresholds, int Days) tried) =>
        Go(State with { Review = tried.Thresholds.Review, Alert = tried.Thresholds.Alert, Days = tried.Days, Save = false });

    private void CloseSave()
    {
        if (State.Save) Go(State with { Save = false });
    }

    private void CloseJob()
    {
        if (State.Do != OperationsAction.None) Go(State with { Do = OperationsAction.None, Job = null });
    }

    private Task SavedAsync() => _thresholds?.ReloadAsync() ?? Task.CompletedTask;

    private async Task ReloadAsync()
    {
        if (_jobs is not null) await _jobs.ReloadAsync();
        if (_coverage is not null) await _coverage.ReloadAsync();
    }
}
