using Breakwater.Access.Model;
using Breakwater.Ingestion.Parsing;
using Breakwater.Metering.Read;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary><c>POST /v1/events</c> and <c>POST /v1/events/backfill</c>.</summary>
internal sealed class EventEndpoints(Gate gate, RequestBody bodies, AcceptUsage accept, IAuditLog audit, IngestCounters counters)
{
    /// <summary>Takes a customer's events.</summary>
    public async Task PostAsync(HttpContext context)
    {
        if (await gate.KeyAsync(context, KeyScopes.Ingest) is not { } key) return;
        await TakeAsync(context, key.CustomerId, key.Id.Value, backfill: false);
    }

    /// <summary>Takes history of any customer; one audit entry per call tells who, why and how many.</summary>
    public async Task BackfillAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor) return;
        if (actor.Refuse(Permission.CorrectUsage) is { } refusal) await gate.RefuseAsync<Actor>(context, refusal);
        else await TakeAsync(context, customer: null, actor.Id, backfill: true);
    }

    private async Task TakeAsync(HttpContext context, CustomerId? customer, string source, bool backfill)
    {
        if (FormatOf(context.Request) is not { } format)
        {
            await RefuseAsync(context, new(
                ProblemKind.Invalid, "unsupported-media-type", "The Content-Type is not one that events come in.",
                "Nothing was stored. Send application/json, application/cloudevents+json or application/cloudevents-batch+json in UTF-8.", "Content-Type"));
            return;
        }

        var read = await bodies.ReadAsync(context);
        if (read.Problem is { } unread)
        {
            await RefuseAsync(context, unread);
            return;
        }

        using var body = read.Value;
        var parsed = EventBodyParser.Parse(body.Memory, format, customer);
        var reason = backfill ? ReasonOf(context.Request, parsed) : null;
        var problem = parsed.Problem
            ?? (parsed.Value.Foreign is { } foreign ? ForeignCustomer(foreign) : null)
            ?? (backfill ? VoidUsage.CheckReason(reason) : null);
        if (problem is not null)
        {
            await RefuseAsync(context, problem);
            return;
        }

        UsageReceipt receipt;
        try
        {
            receipt = await accept.RunAsync(parsed.Value.Events, source, backfill, context.RequestAborted);
        }
        catch (Exception failure)
        {
            // The ledger's writers may still read the events of a call that was given up.
            body.Abandon();
            counters.AddRefused(failure is EngineUnavailableException ? ProblemKind.Unavailable : null);
            throw;
        }

        if (backfill) await AuditAsync(parsed.Value.Events, receipt, reason!);
        using var answer = new PooledBuffer(64 + (receipt.Length * 72));
        ResultsWriter.Write(answer, receipt);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = answer.Written.Length;
        await context.Response.BodyWriter.WriteAsync(answer.Written, context.RequestAborted);
    }

    // The events are stored already, so the trace is written even where the caller has left.
    private async Task AuditAsync(UsageCandidate[] events, UsageReceipt receipt, string reason)
    {
        var good = events.Where(candidate => candidate.Event is not null).Select(candidate => candidate.Event!).ToArray();
        var details = System.Text.Json.JsonSerializer.Serialize(new
        {
            events = receipt.Length,
            accepted = receipt.Counts.Accepted,
            duplicates = receipt.Counts.Duplicates,
            conflicts = receipt.Counts.Conflicts,
            rejected = receipt.Counts.Rejected,
            customers = good.Select(usage => usage.CustomerId).Distinct().Count(),
            first = good.Length == 0 ? (long?)null : good.Min(usage => usage.Timestamp),
            last = good.Length == 0 ? (long?)null : good.Max(usage => usage.Timestamp),
        });
        await audit.AppendAsync(new(Actor.AdminKey, "usage.backfilled", "usage", reason.Trim(), details), CancellationToken.None);
    }

    private async Task RefuseAsync(HttpContext context, Problem problem)
    {
        counters.AddRefused(problem.Kind);
        await ApiProblem.WriteAsync(context, problem);
    }

    private static Problem ForeignCustomer(string customer) => new(
        ProblemKind.Forbidden, "foreign-customer", $"This key may not speak for the customer {customer}.",
        "Nothing of the request was stored. A key sends events of its own customer only.", "customer_id");

    // In the body for plain JSON; as query or header where the body is CloudEvents and has no room for it.
    private static string? ReasonOf(HttpRequest request, Outcome<ParsedEvents> parsed) =>
        (parsed.IsOk ? parsed.Value.Reason : null) ?? (string?)request.Query["reason"] ?? request.Headers["X-Reason"];

    private static EventFormat? FormatOf(HttpRequest request)
    {
        var type = request.ContentType;
        if (type is null or "application/json") return type is null ? null : EventFormat.Plain;
        var media = type.AsSpan();
        var parameters = media.IndexOf(';');
        if (parameters >= 0)
        {
            var rest = media[(parameters + 1)..].Trim();
            if (rest.StartsWith("charset", StringComparison.OrdinalIgnoreCase) && !rest.Contains("utf-8", StringComparison.OrdinalIgnoreCase)) return null;
            media = media[..parameters].TrimEnd();
        }

        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? EventFormat.Plain
            : media.Equals("application/cloudevents+json", StringComparison.OrdinalIgnoreCase) ? EventFormat.CloudEvent
            : media.Equals("application/cloudevents-batch+json", StringComparison.OrdinalIgnoreCase) ? EventFormat.CloudEventBatch
            : null;
    }
}
