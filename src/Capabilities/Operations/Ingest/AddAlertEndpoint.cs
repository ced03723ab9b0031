using Breakwater.Operations.Read;
using Microsoft.Extensions.Options;

namespace Breakwater.Operations.Ingest;

/// <summary>Adds an endpoint that changes of notifications are sent to.</summary>
public sealed class AddAlertEndpoint(IAlertStore store, IOptions<AlertOptions> options, TimeProvider time)
{
    /// <summary>Adds the endpoint; its secret is in the answer and nowhere else.</summary>
    public Task<Outcome<AlertEndpointSecret>> RunAsync(Actor actor, AlertEndpointFields fields, string? reason, CancellationToken ct) => Guarded.RunAsync<AlertEndpointSecret>(async () =>
    {
        var problem = actor.Refuse(Permission.ManageAlerts) ?? AlertRules.CheckReason(reason) ?? AlertRules.Check(fields, options.Value.Reach);
        if (problem is not null) return problem;
        var endpoint = new AlertEndpoint(
            AlertEndpointId.New(), fields.Url!, fields.Description?.Trim() ?? "", fields.MinimumSeverity, [.. (fields.KeyPrefixes ?? []).Distinct()], AlertEndpointState.Enabled, time.GetUtcNow());
        var secret = WebhookSecret.New();
        return await store.AddAsync(endpoint, secret, new(actor, "alert-endpoint.added", $"alert-endpoint:{endpoint.Id}", reason, AlertRules.Describe(endpoint)), ct).ConfigureAwait(false)
            ? new AlertEndpointSecret(endpoint, secret, null)
            : new Problem(ProblemKind.Conflict, "too-many-endpoints", $"There are {AlertRules.MaxEndpoints} endpoints already.", "Nothing was added. Remove one that is not needed.");
    });
}

/// <summary>An endpoint with its secret: the only answers that hold one.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Secret">The new secret.</param>
/// <param name="PreviousUntil">How long the one before signs too; null where there was none.</param>
public sealed record AlertEndpointSecret(AlertEndpoint Endpoint, WebhookSecret Secret, DateTimeOffset? PreviousUntil);

/// <summary>Refusals that several commands share.</summary>
internal static class AlertProblems
{
    public static Problem Unknown(AlertEndpointId id) =>
        Problem.NotFound("alert-endpoint", $"No alert endpoint has the id {(id.Value.Length <= 64 ? id.Value : id.Value[..64] + "…")}.");

    public static Problem UnknownDelivery(long id) => Problem.NotFound("alert-delivery", $"No delivery has the number {id}.");

    public static Problem Stale(AlertEndpointId id) =>
        new(ProblemKind.Conflict, "changed-meanwhile", $"The endpoint {id} was changed meanwhile.", "Nothing was changed. Look at it again, then decide.");
}
