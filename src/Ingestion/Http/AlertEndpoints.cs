using Breakwater.Operations.Ingest;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Breakwater.Operations.Read;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Admin routes for endpoints of alerts and their deliveries.</summary>
internal sealed class AlertEndpoints(
    Gate gate, RequestBody bodies, AlertQueries queries, AddAlertEndpoint add, ChangeAlertEndpoint change, RotateAlertSecret rotate, RemoveAlertEndpoint remove,
    SendTestAlert test, RedeliverAlert redeliver)
{
    /// <summary><c>GET /v1/admin/alerts/endpoints</c></summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is null) return;
        await ApiJson.WriteAsync(context, await queries.EndpointsAsync(context.RequestAborted), page => new { endpoints = page.Items.Select(EndpointAnswer.Of), total = page.Total });
    }

    /// <summary><c>POST /v1/admin/alerts/endpoints</c></summary>
    public async Task AddAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<EndpointRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(context, await add.RunAsync(actor, request.Fields, request.Reason, context.RequestAborted), SecretAnswer.Of);
    }

    /// <summary><c>PUT /v1/admin/alerts/endpoints/{id}</c></summary>
    public async Task ChangeAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<EndpointRequest>(context, bodies) is not { } request) return;
        var fields = request is { Url: null, Description: null, MinimumSeverity: null, KeyPrefixes: null } ? null : request.Fields;
        var changed = await change.RunAsync(actor, Id(context), fields, request.Enabled, request.Version, request.Reason, context.RequestAborted);
        if (changed.Problem is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(context, await queries.FindAsync(changed.Value.Id, context.RequestAborted), EndpointAnswer.Of);
    }

    /// <summary><c>DELETE /v1/admin/alerts/endpoints/{id}</c></summary>
    public async Task RemoveAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor) return;
        var query = new QueryReader(context.Request.Query);
        var reason = query.Text("reason");
        if (query.Problem is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(context, await remove.RunAsync(actor, Id(context), reason, context.RequestAborted), _ => new { removed = true });
    }

    /// <summary><c>POST /v1/admin/alerts/endpoints/{id}/rotate</c></summary>
    public async Task RotateAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<ReasonRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(context, await rotate.RunAsync(actor, Id(context), request.Reason, context.RequestAborted), SecretAnswer.Of);
    }

    /// <summary><c>POST /v1/admin/alerts/endpoints/{id}/test</c></summary>
    public async Task TestAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<ReasonRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(context, await test.RunAsync(actor, Id(context), request.Reason, context.RequestAborted), delivery => new { delivery });
    }

    /// <summary><c>GET /v1/admin/alerts/deliveries</c></summary>
    public async Task DeliveriesAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is null) return;
        var query = new QueryReader(context.Request.Query);
        var endpoint = query.Identifier("endpoint");
        var state = query.Text("state");
        var page = query.Page();
        var wanted = Enum.GetValues<AlertDeliveryState>().Where(value => value.ToString().Equals(state, StringComparison.OrdinalIgnoreCase)).Cast<AlertDeliveryState?>().FirstOrDefault();
        var problem = query.Problem ?? (state is not null && wanted is null ? Problem.Invalid("state", "The parameter state must be one of waiting, delivered, failed.") : null);
        if (problem is not null) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(
            context, await queries.DeliveriesAsync(new(endpoint is null ? null : new(endpoint), wanted), page, context.RequestAborted),
            found => new { deliveries = found.Items.Select(item => DeliveryAnswer.Of(item)), total = found.Total });
    }

    /// <summary><c>GET /v1/admin/alerts/deliveries/{id}</c></summary>
    public async Task DeliveryAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is null) return;
        var number = Number(context);
        var found = await queries.DeliveryAsync(number, context.RequestAborted);
        if (found.Problem is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(
            context, await queries.AttemptsAsync(number, new(Take: 100), context.RequestAborted),
            attempts => DeliveryAnswer.Of(found.Value, found.Value.Message.Body, attempts.Items));
    }

    /// <summary><c>POST /v1/admin/alerts/deliveries/{id}/redeliver</c></summary>
    public async Task RedeliverAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<ReasonRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(context, await redeliver.RunAsync(actor, Number(context), request.Reason, context.RequestAborted), _ => new { delivery = Number(context) });
    }

    private static AlertEndpointId Id(HttpContext context) => new((string)context.Request.RouteValues["id"]!);

    // No delivery has the number 0: what is no number names none.
    private static long Number(HttpContext context) =>
        long.TryParse((string)context.Request.RouteValues["id"]!, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    internal sealed record EndpointRequest(
        string? Url, string? Description, Severity? MinimumSeverity, IReadOnlyList<string>? KeyPrefixes, bool? Enabled, int? Version, string? Reason)
    {
        public AlertEndpointFields Fields => new(Url, Description, MinimumSeverity ?? Severity.Warning, KeyPrefixes);
    }

    internal sealed record ReasonRequest(string? Reason);
}

/// <summary>An endpoint with its secret, which is shown this once.</summary>
internal sealed record SecretAnswer(string Id, string Secret, string Url, DateTimeOffset? PreviousSignsUntil)
{
    public static SecretAnswer Of(AlertEndpointSecret made) => new(made.Endpoint.Id.Value, made.Secret.Value, made.Endpoint.ShownUrl, made.PreviousUntil);
}

/// <summary>An endpoint without its secret.</summary>
internal sealed record EndpointAnswer(
    string Id, string Url, string Description, Severity MinimumSeverity, IReadOnlyList<string> KeyPrefixes, AlertEndpointState State, int Version, DateTimeOffset CreatedAt, int Waiting,
    DateTimeOffset? FailingSince, string? DisabledBecause, DateTimeOffset? LastSentAt, int? LastStatus, string? LastError)
{
    public static EndpointAnswer Of(AlertEndpointRow row) => new(
        row.Endpoint.Id.Value, row.Endpoint.ShownUrl, row.Endpoint.Description, row.Endpoint.MinimumSeverity, row.Endpoint.KeyPrefixes, row.Endpoint.State, row.Endpoint.Version,
        row.Endpoint.CreatedAt, row.Waiting, row.Endpoint.FailingSince, row.Endpoint.DisabledBecause, row.Last?.LastAt, row.Last?.LastStatus, row.Last?.LastError);
}

/// <summary>A delivery; body and attempts only where one is asked for.</summary>
internal sealed record DeliveryAnswer(
    long Id, string Endpoint, string MessageId, string Type, string Key, Severity Severity, string Title, AlertDeliveryState State, bool Test, int Attempts, DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt, DateTimeOffset? EndedAt, int? LastStatus, string? LastError, string? Body, IEnumerable<object>? Log)
{
    public static DeliveryAnswer Of(AlertDelivery item, string? body = null, IReadOnlyList<AlertAttempt>? attempts = null) => new(
        item.Id, item.Endpoint.Value, item.Message.Id, item.Message.Type, item.Message.Key, item.Message.Severity, item.Message.Title, item.State, item.IsTest, item.Attempts, item.CreatedAt,
        item.NextAt, item.EndedAt, item.LastStatus, item.LastError, body,
        attempts?.Select(attempt => new { attempt.Number, attempt.At, latency_ms = Math.Round(attempt.Latency.TotalMilliseconds, 1), attempt.Status, attempt.Error, attempt.Response, attempt.Signatures }));
}
