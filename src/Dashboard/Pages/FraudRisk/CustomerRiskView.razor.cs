using Breakwater.Dashboard.Components;
using Breakwater.Dashboard.Components.Charts;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>A customer as detection sees it.</summary>
public sealed partial class CustomerRiskView : UrlPage<RiskState>
{
    private Panel<CustomerRisk>? _panel;
    private CustomerRisk? _risk;
    private ChartModel? _scores;
    private IReadOnlyList<ScoredDay> _named = [];
    private (string?, TimeRange) _drawn;

    /// <summary>The customer's id.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Inject]
    private RiskQueries Queries { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private SeriesRisk? Chosen => _risk?.Series.FirstOrDefault(series => series.Metric.Code.Value == State.Metric) ?? (_risk is { Series: [var first, ..] } ? first : null);

    private string? Metric => Chosen?.Metric.Code.Value ?? State.Metric;

    private string? Unknown => State.Metric is { } code && Chosen is { } chosen && chosen.Metric.Code.Value != code ? code : null;

    private string UsageHref => UrlState.Href("/usage", new Usage.UsageState { Customer = Identifier.IsValid(Id) ? Id : null, Metric = Metric });

    // Back to the first day of the range; one more, because the customer's clock may be a day ahead of the screen's.
    private int Days => Math.Clamp((int)Math.Ceiling((Time.GetUtcNow() - View.Range.Start).TotalDays) + 1, 1, RiskQueries.MaxDays);

    /// <inheritdoc/>
    protected override void OnParametersSet() => Draw();

    /// <inheritdoc/>
    protected override bool ShouldRender()
    {
        if (_drawn != (Metric, View.Range)) Draw();
        return true;
    }

    private static string ZoneOf(SeriesRisk series) => series.Coverage.TimeZone;

    private Task<Outcome<CustomerRisk>> LoadAsync(CancellationToken ct) => Queries.CustomerAsync(Id, Days, ct);

    private void OnLoaded(CustomerRisk risk)
    {
        _risk = risk;
        Draw();
        // The head of the page names the metrics that were found.
        StateHasChanged();
    }

    // Once per answer and choice: a chart is drawn again for every new model.
    private void Draw()
    {
        _drawn = (Metric, View.Range);
        if (_risk is not { } risk || Chosen is not { } series)
        {
            (_scores, _named) = (null, []);
            return;
        }

        var days = RiskCharts.Within(series, View.Range, LocalTime.Zone(series.Coverage.TimeZone) ?? TimeZoneInfo.Utc);
        _scores = RiskCharts.Scores(days, risk.Thresholds, series.Coverage.TimeZone);
        _named = [.. days.Where(day => RiskWords.IsNamed(day.Verdict)).Reverse()];
    }

    private void CloseDialog()
    {
        if (State.Do != RiskAction.None) Go(State with { Do = RiskAction.None });
    }

    private Task ReloadAsync() => _panel?.ReloadAsync() ?? Task.CompletedTask;
}
