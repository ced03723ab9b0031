using Breakwater.Dashboard.State;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using MudBlazor;
using Severity = Breakwater.Kernel.Ports.Severity;

namespace Breakwater.Dashboard.Pages.Alerts;

/// <summary>Endpoints and deliveries in words.</summary>
internal static class AlertWords
{
    public static (string Word, string Tone, string? Picture) Of(AlertEndpoint endpoint) => endpoint switch
    {
        { State: AlertEndpointState.Disabled } => ("Disabled", "critical", Icons.Material.Filled.Block),
        { State: AlertEndpointState.Paused } => ("Paused", "", Icons.Material.Filled.Pause),
        { FailingSince: not null } => ("Failing", "warning", null),
        _ => ("Enabled", "ok", null),
    };

    public static (string Word, string Tone, string? Picture) Of(AlertDelivery delivery) => delivery switch
    {
        { State: AlertDeliveryState.Delivered } => ("Delivered", "ok", null),
        { State: AlertDeliveryState.Failed } => ("Given up", "critical", null),
        { Attempts: 0 } => ("Waiting", "", Icons.Material.Filled.HourglassBottom),
        _ => ("Trying again", "warning", Icons.Material.Filled.HourglassBottom),
    };

    public static string Type(string type) => type switch
    {
        AlertMessage.Raised => "Raised",
        AlertMessage.Resolved => "Resolved",
        AlertMessage.Test => "Test",
        _ => type,
    };

    /// <summary>Which notifications an endpoint is told of.</summary>
    public static string Filters(AlertEndpoint endpoint) =>
        $"{endpoint.MinimumSeverity switch { Severity.Info => "Every severity", Severity.Warning => "Warning and critical", _ => "Critical only" }}, "
        + (endpoint.KeyPrefixes.Count == 0 ? "every key" : $"keys that begin with {string.Join(" or ", endpoint.KeyPrefixes)}");

    /// <summary>What came of the last attempt; empty before the first.</summary>
    public static string Last(AlertDelivery? delivery) => delivery switch
    {
        null => "",
        { LastStatus: { } status } => $"answered {status}",
        { LastError: { } error } => error,
        _ => "not tried yet",
    };

    public static string Name(AlertEndpoint endpoint) => endpoint.Description.Length > 0 ? endpoint.Description : endpoint.ShownUrl;

    public static string Messages(int count) => count == 1 ? "1 message" : $"{Format.Count(count)} messages";

    /// <summary>The headers of an attempt, without what could be replayed.</summary>
    public static string Headers(AlertDelivery delivery, AlertAttempt? attempt) =>
        $"content-type: application/json\nuser-agent: Breakwater-Alerts/1\nwebhook-id: {delivery.Message.Id}\n"
        + $"webhook-timestamp: {(attempt is null ? "the second of the attempt" : attempt.At.ToUnixTimeSeconds())}\n"
        + $"webhook-signature: {string.Join(' ', Enumerable.Repeat("v1,…", attempt?.Signatures ?? 1))}";
}
