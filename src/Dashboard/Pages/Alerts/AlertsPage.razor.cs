using System.Globalization;
using Breakwater.Dashboard.Components;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Breakwater.Operations.Ingest;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Breakwater.Operations.Read;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.Alerts;

/// <summary>Lists endpoints and deliveries of alerts; adds, changes and tries endpoints, sends messages again.</summary>
public sealed partial class AlertsPage : UrlPage<AlertsState>
{
    private IReadOnlyList<AlertEndpointRow> _endpoints = [];
    private DataTable<AlertEndpointRow>? _endpointTable;
    private DataTable<AlertDelivery>? _deliveryTable;
    private EndpointDrawer? _endpoint;
    private DeliveryDrawer? _delivery;
    private AlertEndpointSecret? _made;

    [Inject]
    private AlertQueries Queries { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnStateChanged()
    {
        // Back out of the page's dialogs must not leave a secret on the screen.
        if (State.Do != AlertAction.None) _made = null;
    }

    private static string? Iso(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task<Page<AlertEndpointRow>> EndpointsAsync(PageRequest page, CancellationToken ct)
    {
        var found = (await Queries.EndpointsAsync(ct)).OrThrow();
        var names = found.Items.Select(row => AlertWords.Name(row.Endpoint));
        var known = _endpoints.Select(row => AlertWords.Name(row.Endpoint));
        // The filter and the log name endpoints too.
        if (!names.SequenceEqual(known)) _ = InvokeAsync(StateHasChanged);
        _endpoints = found.Items;
        return found;
    }

    private async Task<Page<AlertDelivery>> DeliveriesAsync(PageRequest page, CancellationToken ct) =>
        (await Queries.DeliveriesAsync(new(State.To is { } to ? new(to) : null, State.Wanted), page, ct)).OrThrow();

    private string NameOf(AlertEndpointId id) => _endpoints.FirstOrDefault(row => row.Endpoint.Id == id) is { } row ? AlertWords.Name(row.Endpoint) : id.Value;

    private void ChooseEndpoint(ChangeEventArgs args) => Go(State with { To = args.Value as string is { Length: > 0 } id ? id : null });

    private void ChooseOutcome(ChangeEventArgs args) => Go(State with { Outcome = Enum.TryParse<AlertOutcome>(args.Value as string, out var outcome) ? outcome : AlertOutcome.All });

    private void CloseDialog()
    {
        if (State.Do != AlertAction.None) Go(State with { Do = AlertAction.None });
    }

    private void ForgetSecret() => _made = null;

    private async Task MadeAsync(AlertEndpointSecret made)
    {
        _made = made;
        await ReloadAsync();
    }

    private Task RemovedAsync()
    {
        Go(State with { Endpoint = null, To = null, Do = AlertAction.None });
        return ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        if (_endpointTable is not null) await _endpointTable.ReloadAsync();
        if (_deliveryTable is not null) await _deliveryTable.ReloadAsync();
        if (_endpoint is not null) await _endpoint.ReloadAsync();
        if (_delivery is not null) await _delivery.ReloadAsync();
    }
}
