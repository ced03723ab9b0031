using Breakwater.Dashboard.Components;
using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.FraudRisk;

/// <summary>A customer as detection sees it.</summary>
public sealed partial class RiskPage : UrlPage<RiskState>
{
    private Panel<CustomerRisk>? _panel;
    private CustomerRisk? _risk;
    private string _zone = "";

    /// <summary>The customer's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private RiskQueries Queries { get; set; } = default!;

    [Inject]
    private CaseQueries Cases { get; set; } = default!;

    [Inject]
    private BuildBaselines Build { get; set; } = default!;

    [Inject]
    private SetTimeZone Zone { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    private string Metric => (_risk is null ? null : Shown(_risk)?.Metric.Code.Value) ?? State.Metric ?? "api_calls";

    private SeriesRisk? Shown(CustomerRisk risk) => risk.Series.FirstOrDefault(series => series.Metric.Code.Value == State.Metric) ?? (risk.Series.Count > 0 ? risk.Series[0] : null);

    private async Task<Page<FraudCase>> CasesAsync(PageRequest page, CancellationToken ct) =>
        (await Cases.ListAsync(await Current.GetAsync(), new(Customer: new CustomerId(Id)), page, ct)).OrThrow();

    private async Task<Problem?> BuildAsync(string metric, string reason, CancellationToken ct) => (await Build.RunAsync(await Current.GetAsync(), Id, metric, ct)).Problem;

    private async Task<Problem?> ZoneAsync(string customer, string reason, CancellationToken ct) =>
        (await Zone.RunAsync(await Current.GetAsync(), customer, _zone.Trim() is { Length: > 0 } zone ? zone : null, reason, ct)).Problem;

    private void Open(FraudCase one) => Navigation.NavigateTo(View.Href($"/fraud/cases/{one.Id}"));

    private void Close()
    {
        if (State.Do != RiskAction.None) Go(State with { Do = RiskAction.None });
    }

    private Task DoneAsync() => _panel?.ReloadAsync() ?? Task.CompletedTask;
}
