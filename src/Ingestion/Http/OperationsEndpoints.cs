using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using Breakwater.Operations.Read;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Admin routes of operations: state, verification, audit log; and health for everybody.</summary>
internal sealed class OperationsEndpoints(
    Gate gate, RequestBody bodies, IUsageLedger ledger, ClaimFront claims, IngestCounters counters, EngineQueries engines,
    VerifyUsage verify, AuditQueries audit, VerifyAudit verifyAudit)
{
    /// <summary><c>GET /health</c>: the process answers.</summary>
    public static Task HealthAsync(HttpContext context) => ApiJson.WriteAsync(context, new { status = "ok" });

    /// <summary><c>GET /health/ready</c>: every engine that requests need answers too.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        var all = await engines.ListAsync(context.RequestAborted);
        var ready = all.All(engine => !engine.Required || engine.State != EngineState.Down);
        if (!ready) context.Response.Headers.RetryAfter = "5";
        await ApiJson.WriteAsync(
            context, new { status = ready ? "ready" : "not_ready", engines = all.Select(engine => new { engine.Engine, engine.State, engine.Required }) },
            ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary><c>GET /v1/admin/status</c></summary>
    public async Task StatusAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is null) return;
        await ApiJson.WriteAsync(context, new
        {
            ledger = ledger.Status,
            claims = claims.Status,
            ingest = counters.Totals,
            held_body_bytes = bodies.HeldBytes,
            engines = (await engines.ListAsync(context.RequestAborted)).Select(engine => new
            {
                engine.Engine,
                engine.Technology,
                engine.State,
                engine.Detail,
                latency_ms = Math.Round(engine.Latency.TotalMilliseconds, 2),
                engine.Required,
                engine.Facts,
            }),
        });
    }

    /// <summary><c>GET /v1/admin/verify</c>: archive = ledger = rollups. Takes as long as reading everything takes.</summary>
    public async Task VerifyAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor) return;
        await ApiJson.WriteAsync(context, await verify.RunAsync(actor, null, context.RequestAborted), report => new
        {
            conserved = report.IsConserved,
            archived_events = report.ArchivedEvents,
            ledger_events = report.LedgerEvents,
            counted_events = report.CountedEvents,
            voided_events = report.VoidedEvents,
            metrics_checked = report.MetricsChecked,
            differences = report.Differences,
            elapsed_ms = (long)report.Elapsed.TotalMilliseconds,
        });
    }

    /// <summary><c>GET /v1/admin/audit</c></summary>
    public async Task AuditAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is null) return;
        var query = new QueryReader(context.Request.Query);
        var page = query.Page();
        if (query.Problem is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(context, await audit.ListAsync(page, context.RequestAborted), found => new { entries = found.Items, total = found.Total });
    }

    /// <summary><c>GET /v1/admin/audit/verify</c></summary>
    public async Task VerifyAuditAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor) return;
        await ApiJson.WriteAsync(context, await verifyAudit.RunAsync(actor, null, context.RequestAborted), verdict => new
        {
            whole = verdict.IsWhole,
            entries = verdict.Entries,
            head_hash = verdict.HeadHash,
            broken_at = verdict.BrokenAt,
            fault = verdict.Fault,
            elapsed_ms = (long)verdict.Elapsed.TotalMilliseconds,
        });
    }
}
