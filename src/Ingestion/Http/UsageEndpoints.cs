using System.Text.Json;
using Breakwater.Access.Model;
using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Questions about usage: figures, single events, the public catalog; and voiding an event.</summary>
internal sealed class UsageEndpoints(Gate gate, RequestBody bodies, UsageQueries usage, EventQueries events, VoidUsage voidUsage, ICatalogSource catalog)
{
    /// <summary><c>GET /v1/usage</c></summary>
    public async Task UsageAsync(HttpContext context)
    {
        var (allowed, only) = await gate.EitherAsync(context, KeyScopes.Read);
        if (!allowed) return;
        var query = new QueryReader(context.Request.Query);
        var customer = query.Identifier("customer_id");
        var metric = query.Text("metric");
        var start = query.Instant("start", required: true);
        var end = query.Instant("end", required: true);
        var (groupBy, window, zone) = (query.Text("group_by"), query.Text("window"), query.Text("timezone"));
        var problem = query.Problem ?? Foreign(only, customer);
        if (problem is not null)
        {
            await ApiProblem.WriteAsync(context, problem);
            return;
        }

        var request = new UsageRequest(customer ?? only?.Value, metric ?? "", start!.Value, end!.Value, groupBy, window, zone);
        var report = await usage.GetAsync(request, context.RequestAborted);
        await report.Match(found => WriteAsync(context, found), unknown => ApiProblem.WriteAsync(context, unknown));
    }

    /// <summary><c>GET /v1/events/{transaction_id}</c></summary>
    public async Task FindAsync(HttpContext context)
    {
        var (allowed, only) = await gate.EitherAsync(context, KeyScopes.Read);
        if (!allowed) return;
        var query = new QueryReader(context.Request.Query);
        var customer = query.Identifier("customer_id", required: only is null);
        if ((query.Problem ?? Foreign(only, customer)) is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(context, await events.FindAsync(customer ?? only?.Value, Id(context), context.RequestAborted), EventAnswer.Of);
    }

    /// <summary><c>POST /v1/events/{transaction_id}/void</c></summary>
    public async Task VoidAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<VoidRequest>(context, bodies) is not { } request) return;
        var done = await voidUsage.RunAsync(actor, request.CustomerId, Id(context), request.Reason, context.RequestAborted);
        await ApiJson.WriteAsync(context, done, stored => new
        {
            transaction_id = stored.TransactionId.Value,
            customer_id = stored.CustomerId.Value,
            voided = VoidAnswer.Of(stored.Voided),
        });
    }

    /// <summary><c>GET /v1/metrics</c>, public: what can be measured is no secret.</summary>
    public Task MetricsAsync(HttpContext context) => ApiJson.WriteAsync(
        context, new { metrics = catalog.Current.All.Where(metric => !metric.Archived).Select(MetricAnswer.Of) });

    private static string? Id(HttpContext context) => context.Request.RouteValues["transaction_id"] as string;

    /// <summary>The refusal where a key asks for another customer than its own.</summary>
    internal static Problem? Foreign(CustomerId? only, string? asked) => only is { } own && asked is not null && asked != own.Value
        ? new(ProblemKind.Forbidden, "foreign-customer", $"This key may not speak for the customer {asked}.", "A key reads its own customer only.", "customer_id")
        : null;

    private static async Task WriteAsync(HttpContext context, UsageReport report)
    {
        using var buffer = new PooledBuffer(1_024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("customer_id", report.Customer?.Value);
            json.WriteString("metric", report.Metric.Code.Value);
            json.WriteStartObject("period");
            json.WriteNumber("start", report.Period.StartMs);
            json.WriteNumber("end", report.Period.EndMs);
            json.WriteEndObject();
            WriteFigure(json, "value", report.Value);
            json.WriteString("unit", report.Metric.Unit);
            json.WriteNumber("events", report.Events);
            json.WriteNumber("skipped", report.Skipped);
            if (report.Breakdown is { } groups)
            {
                json.WriteStartObject("breakdown");
                foreach (var group in groups) WriteFigure(json, group.Group, group.Value);
                json.WriteEndObject();
            }

            if (report.Series is { } points)
            {
                json.WriteString("timezone", report.TimeZone);
                json.WriteStartArray("series");
                foreach (var point in points)
                {
                    json.WriteStartObject();
                    json.WriteNumber("start", point.Period.StartMs);
                    json.WriteNumber("end", point.Period.EndMs);
                    json.WriteString("local", point.Local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture));
                    WriteFigure(json, "value", point.Value);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = buffer.Written.Length;
        await context.Response.Body.WriteAsync(buffer.Written, context.RequestAborted);
    }

    private static void WriteFigure(Utf8JsonWriter json, string name, decimal? figure)
    {
        if (figure is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    internal sealed record VoidRequest(string? CustomerId, string? Reason);
}

/// <summary>An event and its place.</summary>
internal sealed record EventAnswer(
    string TransactionId, string CustomerId, string EventType, DateTimeOffset Timestamp, DateTimeOffset AcceptedAt, string Source,
    DateTimeOffset Hour, IEnumerable<string> Metrics, IEnumerable<string> SkippedBy, string ArchivedAt, VoidAnswer? Voided, JsonElement Event)
{
    public static EventAnswer Of(EventTrace trace) => new(
        trace.Event.TransactionId.Value, trace.Event.CustomerId.Value, trace.Event.EventType, trace.Event.Timestamp, trace.Event.ReceivedAt, trace.Event.Source,
        trace.Hour.Start, trace.Metrics.Where(use => use.Counted).Select(use => use.Metric.Code.Value),
        trace.Metrics.Where(use => !use.Counted && use.Metric.Property is not null && use.Value is null).Select(use => use.Metric.Code.Value),
        trace.Event.ArchivedAt, VoidAnswer.Of(trace.Event.Voided), JsonElement.Parse(trace.Event.Json));
}

/// <summary>When, by whom and why an event stopped counting.</summary>
internal sealed record VoidAnswer(DateTimeOffset At, string By, string Reason)
{
    public static VoidAnswer? Of(VoidRecord? record) => record is null ? null : new(record.At, record.ActorId, record.Reason);
}

/// <summary>A metric of the catalog.</summary>
internal sealed record MetricAnswer(
    string Code, string Name, string EventType, string Aggregation, string? Property, string Unit, IReadOnlyList<string> Dimensions,
    decimal? Percentile, string? Description, int Version, bool Archived)
{
    public static MetricAnswer Of(Metric metric) => new(
        metric.Code.Value, metric.Name, metric.EventType, metric.Aggregation.ToString().ToUpperInvariant(), metric.Property, metric.Unit, metric.Dimensions,
        metric.Percentile, metric.Description, metric.Version, metric.Archived);
}
