using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Breakwater.Operations.Ingest;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Breakwater.Operations.Read;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.Alerts;

/// <summary>Tries, pauses, resumes and removes an endpoint, rotates its secret, sends a message again.</summary>
public sealed partial class AlertActions : ComponentBase
{
    private AlertEndpointSecret? _rotated;

    /// <summary>Which dialog is open.</summary>
    [Parameter]
    public AlertAction Do { get; set; }

    /// <summary>The endpoint.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>The delivery; 0 for none.</summary>
    [Parameter]
    public int Delivery { get; set; }

    /// <summary>Tells the owner that the dialog has closed.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Tells the owner that something has changed.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    /// <summary>Tells the owner that the endpoint is gone.</summary>
    [Parameter]
    public EventCallback OnRemoved { get; set; }

    /// <summary>Hands over the endpoint with its new secret.</summary>
    [Parameter]
    public EventCallback<AlertEndpointSecret> OnMade { get; set; }

    [Inject]
    private AlertQueries Queries { get; set; } = default!;

    [Inject]
    private ChangeAlertEndpoint Change { get; set; } = default!;

    [Inject]
    private RotateAlertSecret Rotate { get; set; } = default!;

    [Inject]
    private RemoveAlertEndpoint Remove { get; set; } = default!;

    [Inject]
    private SendTestAlert Test { get; set; } = default!;

    [Inject]
    private RedeliverAlert Redeliver { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ViewSettings View { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private async Task<Outcome<AlertEndpointRow>> EndpointAsync(CancellationToken ct) =>
        (await Current.GetAsync()).Refuse(Permission.ManageAlerts) is { } refusal ? refusal : await Queries.FindAsync(new(Id!), ct);

    private async Task<Outcome<AlertDelivery>> DeliveryAsync(CancellationToken ct) =>
        (await Current.GetAsync()).Refuse(Permission.ManageAlerts) is { } refusal ? refusal : await Queries.DeliveryAsync(Delivery, ct);

    private async Task<Problem?> ActAsync<T>(Func<Actor, Task<Outcome<T>>> command) => (await command(await Current.GetAsync())).Problem;

    private async Task<Problem?> RotateAsync(AlertEndpointRow row, string reason, CancellationToken ct)
    {
        var outcome = await Rotate.RunAsync(await Current.GetAsync(), row.Endpoint.Id, reason, ct);
        _rotated = outcome.IsOk ? outcome.Value : null;
        return outcome.Problem;
    }

    private Task RotatedAsync()
    {
        if (_rotated is not { } made) return Task.CompletedTask;
        _rotated = null;
        return OnMade.InvokeAsync(made);
    }
}
