using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.Ingestion.Http;

/// <summary>Admin routes with which an importer remembers its shift and how far it is.</summary>
internal sealed class ImportEndpoints(Gate gate, RequestBody bodies, TrackImport track)
{
    /// <summary><c>GET /v1/admin/imports</c></summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor) return;
        await ApiJson.WriteAsync(context, await track.ListAsync(actor, context.RequestAborted), page => new { imports = page.Items.Select(ImportAnswer.Of).ToList(), total = page.Total });
    }

    /// <summary><c>GET /v1/admin/imports/{id}</c></summary>
    public async Task GetAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor) return;
        await ApiJson.WriteAsync(context, await track.FindAsync(IdOf(context), actor, context.RequestAborted), ImportAnswer.Of);
    }

    /// <summary><c>PUT /v1/admin/imports/{id}</c>: starts it, or notes progress; the shift of the first call stays.</summary>
    public async Task PutAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<ImportRequest>(context, bodies) is not { } request) return;
        if (request.State is { ValueKind: not JsonValueKind.Object })
        {
            await ApiProblem.WriteAsync(context, Problem.Invalid("state", "The state must be a JSON object."));
            return;
        }

        var progress = new ImportProgress(
            IdOf(context), request.Name ?? "", request.Kind ?? "", request.ShiftWeeks, request.Cursor, request.Completed, request.State?.GetRawText());
        await ApiJson.WriteAsync(context, await track.SaveAsync(progress, actor, context.RequestAborted), ImportAnswer.Of);
    }

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    internal sealed record ImportRequest(string? Name, string? Kind, int ShiftWeeks, long Cursor, bool Completed, JsonElement? State);
}

/// <summary>An import as the API shows it.</summary>
internal sealed record ImportAnswer(
    string Id, string Name, string Kind, int ShiftWeeks, long Cursor, bool Completed, JsonElement? State, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt)
{
    public static ImportAnswer Of(UsageImport import) => new(
        import.Id, import.Name, import.Kind, import.ShiftWeeks, import.Cursor, import.Completed,
        import.State is null ? null : JsonElement.Parse(import.State), import.StartedAt, import.UpdatedAt);
}
