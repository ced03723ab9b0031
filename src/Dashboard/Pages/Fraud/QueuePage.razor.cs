using System.Globalization;
using Breakwater.Dashboard.Components;
using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.Fraud;

/// <summary>The triage queue: cases in the order in which somebody should look at them.</summary>
public sealed partial class QueuePage : UrlPage<QueueState>
{
    private static readonly (QueueOwner, string)[] Owners = [(QueueOwner.Any, "Anybody's"), (QueueOwner.Me, "Mine"), (QueueOwner.Nobody, "Nobody's")];
    private readonly Dictionary<CaseId, FraudCase> _chosen = [];
    private DataTable<FraudCase>? _table;
    private SavedViews? _views;

    [Inject]
    private CaseQueries Queries { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    // What a saved view keeps: the filters, without dialogs.
    private string Query => UrlState.Href("", State with { Do = BulkAction.None }).TrimStart('?');

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static T? Choice<T>(ChangeEventArgs change)
        where T : struct, Enum => Enum.TryParse<T>(change.Value as string, out var value) ? value : null;

    private async Task<Page<FraudCase>> LoadAsync(PageRequest page, CancellationToken ct)
    {
        var actor = await Current.GetAsync();
        return (await Queries.ListAsync(actor, State.Filter(actor), page, ct)).OrThrow();
    }

    private void Open(FraudCase one) => Navigation.NavigateTo(View.Href($"/fraud/cases/{one.Id}"));

    private void Choose(FraudCase one, bool chosen)
    {
        if (chosen && _chosen.Count < CaseRules.MaxBulk) _chosen[one.Id] = one;
        else _chosen.Remove(one.Id);
    }

    private void CloseDialog()
    {
        if (State.Do != BulkAction.None) Go(State with { Do = BulkAction.None });
    }

    private async Task DoneAsync()
    {
        if (State.Do != BulkAction.Save) _chosen.Clear();
        if (_table is not null) await _table.ReloadAsync();
        if (_views is not null) await _views.ReloadAsync();
    }
}
