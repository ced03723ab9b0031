using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Breakwater.Kernel.Ports;
using Breakwater.Operations;
using Breakwater.Operations.Ingest;
using Breakwater.Operations.Model;
using Breakwater.Operations.Read;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Breakwater.Dashboard.Pages.Alerts;

/// <summary>Adds an endpoint, or changes one.</summary>
public sealed partial class EndpointDialog : ComponentBase
{
    private string _url = "", _description = "", _prefixes = "";
    private Severity _minimum = Severity.Warning;
    private AlertEndpointSecret? _made;

    /// <summary>Which dialog is open.</summary>
    [Parameter]
    public AlertAction Do { get; set; }

    /// <summary>The endpoint to change.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>Tells the owner that the dialog has closed.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Tells the owner that an endpoint has changed.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    /// <summary>Hands over the new endpoint with its secret.</summary>
    [Parameter]
    public EventCallback<AlertEndpointSecret> OnMade { get; set; }

    [Inject]
    private AlertQueries Queries { get; set; } = default!;

    [Inject]
    private NotificationQueries Notifications { get; set; } = default!;

    [Inject]
    private AddAlertEndpoint Add { get; set; } = default!;

    [Inject]
    private ChangeAlertEndpoint Change { get; set; } = default!;

    [Inject]
    private IOptions<AlertOptions> Options { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    private bool IsNew => Do != AlertAction.Edit;

    private bool Open => Do == AlertAction.Add || (Do == AlertAction.Edit && Id is not null);

    private AlertEndpointFields Fields => new(_url.Trim(), _description, _minimum, _prefixes.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries));

    private Problem? Problem => AlertRules.Check(Fields, Options.Value.Reach);

    // What has not been filled in yet is no error to shout about.
    private string? Error(string field) => field == "url" && _url.Length == 0 ? null : Problem is { } problem && problem.Field == field ? problem.Title : null;

    private string? Invalid(string field) => Error(field) is null ? null : "true";

    private string Forecast(EndpointPreview preview)
    {
        if (preview.Recent.Count == 0) return "There is no notification yet to try these filters on.";
        var endpoint = new AlertEndpoint(new(""), "", "", _minimum, Fields.KeyPrefixes!, AlertEndpointState.Enabled, default);
        return $"Of the {Format.Count(preview.Recent.Count)} notifications of the last 90 days it would have been told of {Format.Count(preview.Recent.Count(item => endpoint.Wants(null, item)))}.";
    }

    private async Task<Outcome<EndpointPreview>> PreviewAsync(CancellationToken ct)
    {
        if ((await Current.GetAsync()).Refuse(Permission.ManageAlerts) is { } refusal) return refusal;
        AlertEndpoint? endpoint = null;
        if (!IsNew)
        {
            var found = await Queries.FindAsync(new(Id!), ct);
            if (found.Problem is { } problem) return problem;
            endpoint = found.Value.Endpoint;
        }

        var recent = await Notifications.ListAsync(new(Take: PageRequest.MaxTake), ct);
        if (recent.Problem is { } unread) return unread;
        (_url, _description, _minimum, _prefixes) = endpoint is null
            ? ("", "", Severity.Warning, "")
            : (endpoint.Url, endpoint.Description, endpoint.MinimumSeverity, string.Join(' ', endpoint.KeyPrefixes));
        return new EndpointPreview(endpoint, recent.Value.Items);
    }

    private async Task<Problem?> SaveAsync(EndpointPreview preview, string reason, CancellationToken ct)
    {
        var actor = await Current.GetAsync();
        if (preview.Endpoint is { } endpoint) return (await Change.RunAsync(actor, endpoint.Id, Fields, null, endpoint.Version, reason, ct)).Problem;
        var outcome = await Add.RunAsync(actor, Fields, reason, ct);
        _made = outcome.IsOk ? outcome.Value : null;
        return outcome.Problem;
    }

    private Task SavedAsync()
    {
        if (_made is not { } made) return OnDone.InvokeAsync();
        _made = null;
        return OnMade.InvokeAsync(made);
    }

    /// <summary>What the form starts from.</summary>
    /// <param name="Endpoint">The endpoint to change; null for a new one.</param>
    /// <param name="Recent">Notifications to try the filters on.</param>
    public sealed record EndpointPreview(AlertEndpoint? Endpoint, IReadOnlyList<Notification> Recent);
}
