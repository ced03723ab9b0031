using Breakwater.Metering.Ports;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Admin routes of the catalog.</summary>
internal sealed class MetricEndpoints(Gate gate, RequestBody bodies, ICatalogSource catalog, DefineMetric define, ArchiveMetric archive)
{
    /// <summary><c>GET /v1/admin/metrics</c>: archived ones included.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is null) return;
        await ApiJson.WriteAsync(context, new { metrics = catalog.Current.All.Select(MetricAnswer.Of) });
    }

    /// <summary><c>POST /v1/admin/metrics</c></summary>
    public async Task AddAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<MetricRequest>(context, bodies) is not { } request) return;
        await SaveAsync(context, actor, request, request.Code ?? "", expectedVersion: 0);
    }

    /// <summary><c>PUT /v1/admin/metrics/{code}</c>: changes its definition, and archives or restores it.</summary>
    public async Task ChangeAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<MetricRequest>(context, bodies) is not { } request) return;
        var code = context.Request.RouteValues["code"] as string ?? "";
        if (catalog.Current.Find(new(code)) is not { } known || BuiltInMetrics.IsReserved(known.Code))
        {
            await ApiProblem.WriteAsync(context, Problem.NotFound("metric", "There is no metric of that code in the catalog."));
        }
        else if (request.Archived is { } archived && archived != known.Archived)
        {
            await ApiJson.WriteAsync(context, await archive.RunAsync(actor, code, archived, request.Version ?? known.Version, request.Reason, context.RequestAborted), MetricAnswer.Of);
        }
        else
        {
            await SaveAsync(context, actor, request, code, request.Version ?? 0);
        }
    }

    private async Task SaveAsync(HttpContext context, Actor actor, MetricRequest request, string code, int expectedVersion)
    {
        if (!Enum.TryParse<Aggregation>(request.Aggregation, ignoreCase: true, out var aggregation) || !Enum.IsDefined(aggregation) || char.IsAsciiDigit(request.Aggregation![0]))
        {
            await ApiProblem.WriteAsync(context, Problem.Invalid("aggregation", "The aggregation must be COUNT, SUM, MAX, MIN, AVG, UNIQUE, LATEST or PERCENTILE."));
            return;
        }

        var draft = new MetricDraft(
            code, request.Name ?? "", request.EventType ?? "", aggregation, request.Property, request.Unit ?? "", request.Dimensions ?? [],
            request.Percentile, request.Description, expectedVersion);
        await ApiJson.WriteAsync(context, await define.RunAsync(actor, draft, request.Reason, context.RequestAborted), MetricAnswer.Of);
    }

    internal sealed record MetricRequest(
        string? Code, string? Name, string? EventType, string? Aggregation, string? Property, string? Unit, IReadOnlyList<string>? Dimensions,
        decimal? Percentile, string? Description, string? Reason, int? Version, bool? Archived);
}
