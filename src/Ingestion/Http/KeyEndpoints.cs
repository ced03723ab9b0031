using Breakwater.Access.Ingest;
using Breakwater.Access.Model;
using Breakwater.Access.Read;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Admin routes for keys and limits.</summary>
internal sealed class KeyEndpoints(
    Gate gate, RequestBody bodies, IssueKey issue, RotateKey rotate, RevokeKey revoke, SuspendKey suspend, SetKeyLimit setKeyLimit, SetCustomerLimit setCustomerLimit, KeyQueries queries)
{
    /// <summary><c>POST /v1/admin/keys</c></summary>
    public async Task IssueAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<NewKey>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(context, await issue.RunAsync(actor, request, context.RequestAborted), IssuedKeyAnswer.Of);
    }

    /// <summary><c>GET /v1/admin/keys</c></summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor) return;
        var query = new QueryReader(context.Request.Query);
        var customer = query.Identifier("customer_id");
        var page = query.Page("created", "customer", "name", "last_used");
        if (query.Problem is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(context, await queries.ListAsync(actor, page, new(customer is null ? null : new(customer)), context.RequestAborted), KeyPageAnswer.Of);
    }

    /// <summary><c>POST /v1/admin/keys/revoke</c></summary>
    public async Task RevokeAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<RevokeRequest>(context, bodies) is not { } request) return;
        Outcome<bool> done = (request.ApiKey, request.KeyId) switch
        {
            ({ } secret, null) => await revoke.RunAsync(actor, secret, request.Reason, context.RequestAborted),
            (null, { } id) => await revoke.RunAsync(actor, new KeyId(id), request.Reason, context.RequestAborted),
            _ => Problem.Invalid("key_id", "Name the key by either api_key or key_id."),
        };
        await ApiJson.WriteAsync(context, done, revoked => new RevokedAnswer(revoked));
    }

    /// <summary><c>POST /v1/admin/keys/suspend</c></summary>
    public async Task SuspendAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<SuspendRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(context, await suspend.RunAsync(actor, new(request.KeyId ?? ""), request.Reason, context.RequestAborted), Suspension);
    }

    /// <summary><c>POST /v1/admin/keys/resume</c></summary>
    public async Task ResumeAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<SuspendRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(context, await suspend.ResumeAsync(actor, new(request.KeyId ?? ""), request.Reason, context.RequestAborted), Suspension);
    }

    /// <summary><c>POST /v1/admin/keys/rotate</c></summary>
    public async Task RotateAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<RotateRequest>(context, bodies) is not { } request) return;
        TimeSpan? overlap = request.OverlapSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, -1, int.MaxValue)) : null;
        await ApiJson.WriteAsync(context, await rotate.RunAsync(actor, new(request.KeyId ?? ""), overlap, context.RequestAborted), IssuedKeyAnswer.Of);
    }

    /// <summary><c>POST /v1/admin/keys/limit</c></summary>
    public async Task LimitAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<KeyLimitRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(
            context, await setKeyLimit.RunAsync(actor, new(request.KeyId ?? ""), request.RateLimit, context.RequestAborted),
            key => new { key_id = key.Id.Value, rate_limit = key.RateLimit });
    }

    /// <summary><c>POST /v1/admin/customers/limit</c></summary>
    public async Task CustomerLimitAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<CustomerLimitRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(
            context, await setCustomerLimit.RunAsync(actor, request.CustomerId, request.RateLimit, context.RequestAborted),
            _ => new { customer_id = request.CustomerId, rate_limit = request.RateLimit });
    }

    private static object Suspension(ApiKey key) => new { key_id = key.Id.Value, suspended = key.SuspendedAt is not null };

    internal sealed record SuspendRequest(string? KeyId, string? Reason);

    internal sealed record RevokeRequest(string? ApiKey, string? KeyId, string? Reason);

    internal sealed record RevokedAnswer(bool Revoked);

    internal sealed record RotateRequest(string? KeyId, long? OverlapSeconds);

    internal sealed record KeyLimitRequest(string? KeyId, int RateLimit);

    internal sealed record CustomerLimitRequest(string? CustomerId, int? RateLimit);
}

/// <summary>The only answer that ever holds a secret.</summary>
internal sealed record IssuedKeyAnswer(
    string ApiKey, string KeyId, string CustomerId, string Name, int RateLimit, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public static IssuedKeyAnswer Of(IssuedKey issued) => new(
        issued.Secret, issued.Key.Id.Value, issued.Key.CustomerId.Value, issued.Key.Name, issued.Key.RateLimit, issued.Key.Scopes, issued.Key.CreatedAt, issued.Key.ExpiresAt);
}

/// <summary>A page of keys.</summary>
internal sealed record KeyPageAnswer(IReadOnlyList<KeyAnswer> Keys, long Total)
{
    public static KeyPageAnswer Of(Page<KeyRow> page) => new([.. page.Items.Select(KeyAnswer.Of)], page.Total);
}

/// <summary>A key without its secret.</summary>
internal sealed record KeyAnswer(
    string KeyId, string Hint, string CustomerId, string Name, int RateLimit, IReadOnlyList<string> Scopes, KeyState State,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? SuspendedAt, string? ReplacedBy, DateTimeOffset? LastUsedAt)
{
    public static KeyAnswer Of(KeyRow row) => new(
        row.Key.Id.Value, row.Key.Hint, row.Key.CustomerId.Value, row.Key.Name, row.Key.RateLimit, row.Key.Scopes, row.State,
        row.Key.CreatedAt, row.Key.ExpiresAt, row.Key.RevokedAt, row.Key.SuspendedAt, row.Key.ReplacedBy?.Value, row.LastUsedAt);
}
