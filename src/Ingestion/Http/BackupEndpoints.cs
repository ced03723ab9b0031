using Breakwater.Operations.Ingest;
using Breakwater.Operations.Read;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Admin routes for copies of the store.</summary>
internal sealed class BackupEndpoints(Gate gate, RequestBody bodies, BackupQueries backups, CreateBackup createBackup)
{
    /// <summary><c>GET /v1/admin/backups</c></summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is null) return;
        await ApiJson.WriteAsync(context, await backups.ListAsync(context.RequestAborted), found => new { backups = found.Items, total = found.Total });
    }

    /// <summary><c>POST /v1/admin/backups</c></summary>
    public async Task CreateAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<BackupRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(context, await createBackup.RunAsync(actor, request.Name, context.RequestAborted), made => made);
    }

    internal sealed record BackupRequest(string? Name);
}
