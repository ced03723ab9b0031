using Breakwater.Dashboard.Components;
using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.Fraud;

/// <summary>One case, drawn anew for each: everything that an analyst needs to decide it.</summary>
public sealed partial class CaseScreen : UrlPage<CaseView>
{
    private const CaseState CaseStateOpen = CaseState.Open;
    private Panel<Breakwater.Fraud.Read.CasePage>? _panel;
    private Breakwater.Fraud.Read.CasePage? _page;
    private FraudCase? _next;
    private string? _secret;

    /// <summary>The case's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private CaseQueries Queries { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    private async Task<Outcome<Breakwater.Fraud.Read.CasePage>> LoadAsync(CancellationToken ct) => await Queries.FindAsync(await Current.GetAsync(), new(Id), ct);

    // The next case is the one that the queue shows first and that nobody else works.
    private async Task LoadedAsync(Breakwater.Fraud.Read.CasePage page)
    {
        _page = page;
        var actor = await Current.GetAsync();
        var queue = await Queries.ListAsync(actor, new(CaseState.Open, Snoozed: false), new(Take: 20), CancellationToken.None);
        _next = queue.IsOk ? queue.Value.Items.FirstOrDefault(one => one.Id != page.File.Case.Id && (one.Owner is null || one.Owner.Id == actor.Id)) : null;
        StateHasChanged();
    }

    private CaseFinding? Shown(Breakwater.Fraud.Read.CasePage page) =>
        page.File.Findings.FirstOrDefault(finding => Name(finding) == State.Finding) ?? page.File.Findings.MaxBy(finding => finding.Score);

    private static IReadOnlyList<CaseFinding> Days(Breakwater.Fraud.Read.CasePage page, CaseFinding finding) =>
        [.. page.File.Findings.Where(other => other.Metric == finding.Metric).OrderBy(other => other.Date).TakeLast(14)];

    private static string Name(CaseFinding finding) => $"{finding.Metric}/{finding.Date:yyyy-MM-dd}";

    private void CloseDialog()
    {
        if (State.Do != CaseAction.None) Go(State with { Do = CaseAction.None, Key = null });
    }

    private Task ReloadAsync() => _panel?.ReloadAsync() ?? Task.CompletedTask;
}
