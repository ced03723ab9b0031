using Breakwater.Access.Model;
using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Routes of detection: is this volume usual, is this day this customer's; and what an operator does about baselines and thresholds.</summary>
internal sealed class FraudEndpoints(
    Gate gate, RequestBody bodies, AnomalyCheck anomalies, DayCheck days, DayHistory history, BuildBaselines build, ScoreFleet score, SetThresholds thresholds, SetTimeZone zones,
    ThresholdBacktest backtest)
{
    /// <summary><c>GET /v1/anomalies/check</c></summary>
    public async Task AnomalyAsync(HttpContext context)
    {
        if (await SubjectAsync(context) is not { } subject) return;
        var query = new QueryReader(context.Request.Query);
        var (start, end) = (query.Instant("current_start", required: true), query.Instant("current_end", required: true));
        var baseline = query.Number("baseline_days", 30, PlainVolume.MinDays, AnomalyCheck.MaxBaselineDays);
        var threshold = query.Real("threshold", 3, 0, 100);
        if (query.Problem is null && end <= start) query.Fault("current_end", "must lie after current_start: periods hold start and leave end out");
        if (query.Problem is { } problem)
        {
            await ApiProblem.WriteAsync(context, problem);
            return;
        }

        await ApiJson.WriteAsync(context, await anomalies.GetAsync(subject.Customer, subject.Metric, new(start!.Value, end!.Value), baseline, threshold, context.RequestAborted), AnomalyAnswer.Of);
    }

    /// <summary><c>GET /v1/fraud/check</c></summary>
    public async Task CheckAsync(HttpContext context)
    {
        if (await SubjectAsync(context) is not { } subject) return;
        var query = new QueryReader(context.Request.Query);
        var date = query.Day("date");
        if (query.Problem is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(context, await days.GetAsync(subject.Customer, subject.Metric, date, context.RequestAborted), FraudAnswer.Of);
    }

    /// <summary><c>GET /v1/dashboard/data</c></summary>
    public async Task DashboardAsync(HttpContext context)
    {
        if (await SubjectAsync(context) is not { } subject) return;
        var query = new QueryReader(context.Request.Query);
        var count = query.Number("days", 30, 1, DayHistory.MaxDays);
        if (query.Problem is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(context, await history.GetAsync(subject.Customer, subject.Metric, count, context.RequestAborted), DashboardAnswer.Of);
    }

    /// <summary><c>POST /v1/fraud/baselines/build</c>, admin: a customer's own key may not.</summary>
    public async Task BuildAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<BuildRequest>(context, bodies) is not { } request) return;
        await ApiJson.WriteAsync(context, await build.RunAsync(actor, request.CustomerId, request.Metric, context.RequestAborted), built => new
        {
            customer_id = built.Customer.Value,
            metric = built.Metric.Value,
            days_processed = built.Days,
            weekdays_built = built.Weekdays,
            built_at = built.Baseline?.BuiltAt,
        });
    }

    /// <summary><c>POST /v1/admin/fraud/score</c>: what the hourly job does, now.</summary>
    public async Task ScoreAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is null) return;
        var report = await score.RunAsync(context.RequestAborted);
        await ApiJson.WriteAsync(context, new
        {
            scored = report.Scored,
            suspicions = report.Suspicions,
            baselines_built = report.Built.Built,
            finished_days_scored = report.Built.Scored,
            elapsed_ms = (long)report.Elapsed.TotalMilliseconds,
        });
    }

    /// <summary><c>GET /v1/admin/fraud/thresholds</c>: with <c>review</c> and <c>alert</c>, what they would have done in the last <c>days</c>.</summary>
    public async Task BacktestAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is null) return;
        var query = new QueryReader(context.Request.Query);
        var (review, alert) = (query.Real("review", ScoreThresholds.Published.Review, 0, SetThresholds.Max), query.Real("alert", ScoreThresholds.Published.Alert, 0, SetThresholds.Max));
        var count = query.Number("days", 90, 1, ThresholdBacktest.MaxDays);
        if (query.Problem is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(context, await backtest.GetAsync(new(review, alert), count, context.RequestAborted), BacktestAnswer.Of);
    }

    /// <summary><c>PUT /v1/admin/fraud/thresholds</c></summary>
    public async Task SetThresholdsAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<ThresholdsRequest>(context, bodies) is not { } request) return;
        var saved = await thresholds.RunAsync(actor, request.Review ?? 0, request.Alert ?? 0, request.Version ?? -1, request.Reason, context.RequestAborted);
        await ApiJson.WriteAsync(context, saved, settings => new { settings.Thresholds.Review, settings.Thresholds.Alert, settings.Version });
    }

    /// <summary><c>PUT /v1/admin/customers/{customer_id}/timezone</c></summary>
    public async Task SetZoneAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<ZoneRequest>(context, bodies) is not { } request) return;
        var customer = context.Request.RouteValues["customer_id"] as string;
        await ApiJson.WriteAsync(context, await zones.RunAsync(actor, customer, request.Timezone, request.Reason, context.RequestAborted), _ => new { customer_id = customer, timezone = request.Timezone ?? "UTC" });
    }

    // A customer's key reads its own customer; the admin key names one.
    private async ValueTask<(string? Customer, string? Metric)?> SubjectAsync(HttpContext context)
    {
        var (allowed, only) = await gate.EitherAsync(context, KeyScopes.Read);
        if (!allowed) return null;
        var query = new QueryReader(context.Request.Query);
        var (customer, metric) = (query.Identifier("customer_id"), query.Text("metric"));
        if ((query.Problem ?? UsageEndpoints.Foreign(only, customer)) is not { } problem) return (customer ?? only?.Value, metric);
        await ApiProblem.WriteAsync(context, problem);
        return null;
    }

    internal sealed record BuildRequest(string? CustomerId, string? Metric);

    internal sealed record ThresholdsRequest(double? Review, double? Alert, int? Version, string? Reason);

    internal sealed record ZoneRequest(string? Timezone, string? Reason);
}
