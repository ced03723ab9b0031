using Breakwater.Dashboard.Components;
using Breakwater.Dashboard.Components.Charts;
using Breakwater.Dashboard.Components.Usage;
using Breakwater.Dashboard.Security;
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
    private Panel<Known>? _panel;
    private CustomerRisk? _risk;
    private ChartModel? _scores;
    private IReadOnlyList<NamedDay> _named = [];
    private IReadOnlyList<ScoredDay> _days = [];
    private (string?, TimeRange) _drawn;

    /// <summary>The customer's id.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Inject]
    private RiskQueries Queries { get; set; } = default!;

    [Inject]
    private UsageRisk Cases { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private SeriesRisk? Chosen => _risk?.Series.FirstOrDefault(series => series.Metric.Code.Value == State.Metric) ?? (_risk is { Series: [var first, ..] } ? first : null);

    private string? Metric => Chosen?.Metric.Code.Value ?? State.Metric;

    private string? Unknown => State.Metric is { } code && Chosen is { } chosen && chosen.Metric.Code.Value != code ? code : null;

    // What the customer's keys were used for. A key is not kept with the figures, so all of them are told together.
    private UsageView? Calls => Chosen is { } series && Identifier.IsValid(Id) ? new(Id, series.Metric, View.Choice, View.Range, View.Zone) : null;

    private static string CalledBy(UsageView calls) => calls.Metric.Dimensions is [var first, ..] ? first : "event_type";

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

    private string HoursOf(DateOnly day) => View.Href(UrlState.Href("/usage", new Usage.UsageState { Customer = Id, Metric = Metric, Day = day }));

    private async Task<Outcome<Known>> LoadAsync(CancellationToken ct)
    {
        var risk = await Queries.CustomerAsync(Id, Days, ct);
        if (risk.Problem is { } problem) return problem;
        var cases = await Cases.CasesAsync(await Current.GetAsync(), Id, ct);
        return cases.Problem is { } refusal ? refusal : new Known(risk.Value, cases.Value);
    }

    // A click on a day leads to its hours.
    private void PickAsync(int index)
    {
        if (_days.Count > 0) Navigation.NavigateTo(HoursOf(_days[0].Date.AddDays(index)));
    }

    private void OnLoaded(Known known)
    {
        _risk = known.Risk;
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
            (_scores, _named, _days) = (null, [], []);
            return;
        }

        var zone = LocalTime.Zone(series.Coverage.TimeZone) ?? TimeZoneInfo.Utc;
        _days = RiskCharts.Within(series, View.Range, zone);
        _named = NamedDay.Of(_days, zone);
        _scores = RiskCharts.Scores(_days, _named, risk.Thresholds, series.Coverage.TimeZone);
    }

    private void CloseDialog()
    {
        if (State.Do != RiskAction.None) Go(State with { Do = RiskAction.None });
    }

    private Task ReloadAsync() => _panel?.ReloadAsync() ?? Task.CompletedTask;

    private sealed record Known(CustomerRisk Risk, IReadOnlyList<FraudCase> Cases);
}
