using System.Globalization;
using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;
using Microsoft.AspNetCore.Http;

namespace Breakwater.Ingestion.Http;

/// <summary>Admin routes of fraud cases.</summary>
internal sealed class CaseEndpoints(Gate gate, CaseQueries queries, CaseActions actions, RequestBody bodies)
{
    /// <summary><c>GET /v1/admin/fraud/cases</c>: the queue.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor) return;
        var query = new QueryReader(context.Request.Query);
        var owner = query.Text("owner");
        var filter = new CaseFilter(
            query.OneOf<CaseState>("state"), query.OneOf<CaseSeverity>("severity"), owner is null or "nobody" or "somebody" ? null : owner,
            owner switch { "nobody" => false, "somebody" => true, _ => null }, query.Identifier("customer_id") is { } customer ? new CustomerId(customer) : null,
            query.Identifier("metric") is { } metric ? new MetricCode(metric) : null, query.OneOf<DayVerdict>("verdict"), query.OneOf<AttackKind>("attack"),
            query.Flag("snoozed"), query.Flag("overdue"), query.Flag("escalated"), query.Flag("disputed"), query.Day("from"), query.Day("to"));
        var page = query.Page([.. CaseFilter.Sorts]);
        if (query.Problem is { } problem) await ApiProblem.WriteAsync(context, problem);
        else await ApiJson.WriteAsync(context, await queries.ListAsync(actor, filter, page, context.RequestAborted), found => new { cases = found.Items.Select(CaseAnswer.Of), total = found.Total });
    }

    /// <summary><c>GET /v1/admin/fraud/cases/{id}</c>: with findings, the newest steps and the customer's keys.</summary>
    public async Task GetAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor) return;
        await ApiJson.WriteAsync(context, await queries.FindAsync(actor, IdOf(context), context.RequestAborted), CaseFileAnswer.Of);
    }

    /// <summary><c>POST /v1/admin/fraud/cases/{id}/{action}</c></summary>
    public async Task ActAsync(HttpContext context)
    {
        if (await gate.AdminAsync(context) is not { } actor || await ApiJson.ReadAsync<CaseActionRequest>(context, bodies) is not { } request) return;
        var done = await actions.RunAsync(actor, context.Request.RouteValues["action"] as string ?? "", IdOf(context), request, context.RequestAborted);
        await ApiJson.WriteAsync(context, done, answer => answer.Body);
    }

    private static CaseId IdOf(HttpContext context) => new(context.Request.RouteValues["id"] as string ?? "");
}

/// <summary>A case without its findings.</summary>
internal sealed record CaseAnswer(
    string CaseId, string CustomerId, CaseState State, CaseSeverity Severity, double Score, DayVerdict Verdict, AttackKind Attack, string Headline, IEnumerable<string> Metrics,
    IEnumerable<CaseAnswer.Stake> Stakes, decimal? Money, string? Currency, DateTimeOffset IncidentStartedAt, DateTimeOffset IncidentEndedAt, DateTimeOffset OpenedAt, DateTimeOffset DueAt,
    DateTimeOffset UpdatedAt, string? OwnerId, string? Owner, DateTimeOffset? SnoozedUntilAt, bool Escalated, bool Disputed, int HeldDays, IEnumerable<string> Keys,
    DecisionReason? Ruling, string? Words, string? RebaselineFrom, DateTimeOffset? DecidedAt, string? DecidedBy, string? MergedInto, string? Follows, int Version)
{
    public static CaseAnswer Of(FraudCase c) => new(
        c.Id.Value, c.Customer.Value, c.State, c.Severity, Math.Round(c.Score, 4), c.Verdict, c.Attack.Kind, FindingWords.Of(c), c.Metrics.Select(metric => metric.Value),
        c.Stakes.Select(stake => new Stake(stake.Metric.Value, stake.Amount, stake.Unit, stake.Share)), c.Money?.Amount, c.Money?.Currency, c.Incident.Start, c.Incident.End, c.OpenedAt, c.DueAt,
        c.UpdatedAt, c.Owner?.Id, c.Owner?.Name, c.SnoozedUntil, c.Escalated, c.Disputed, c.HeldDays, c.Keys.Select(key => key.Value), c.Decision?.Ruling.Reason, c.Decision?.Ruling.Words,
        c.Decision?.Ruling.RebaselineFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), c.Decision?.At, c.Decision?.By.Name, c.MergedInto?.Value, c.Follows?.Value, c.Version);

    internal sealed record Stake(string Metric, double Amount, string Unit, double Share);
}

/// <summary>A case with all that is known of it.</summary>
internal sealed record CaseFileAnswer(
    CaseAnswer Case, IEnumerable<CaseFileAnswer.Finding> Findings, IEnumerable<CaseFileAnswer.Step> Steps, long StepsTotal, IEnumerable<CaseFileAnswer.Key> CustomerKeys, IEnumerable<CaseAnswer> Others)
{
    public static CaseFileAnswer Of(CasePage page) => new(
        CaseAnswer.Of(page.File.Case), page.File.Findings.Select(Finding.Of), page.Steps.Items.Select(step => new Step(step.At, step.By.Name, step.Kind, step.What, step.Words, step.Version)),
        page.Steps.Total, page.Keys.Select(key => new Key(key.Id.Value, key.Name, key.Hint, key.State, key.RateLimit, key.LastUsedAt)), page.Others.Select(CaseAnswer.Of));

    internal sealed record Finding(
        string Metric, string Date, string TimeZone, int Hours, double Score, double ReviewAt, double AlertAt, DayVerdict Verdict, AttackKind Attack, int AttackHours, double AttackShare,
        double Observed, double Expected, double? Cosine, double? Z, int HistoryDays, double Irregularity, DateTimeOffset ScoredAt)
    {
        public static Finding Of(CaseFinding f) => new(
            f.Metric.Value, f.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), f.TimeZone, f.Hours, f.Score, f.ReviewAt, f.AlertAt, f.Verdict, f.Attack.Kind, f.Attack.Hours, f.Attack.Share,
            f.Observed, f.Expected, f.Cosine, f.Z, f.HistoryDays, f.Irregularity, f.ScoredAt);
    }

    internal sealed record Step(DateTimeOffset At, string By, CaseStepKind Kind, string? What, string? Words, int? Version);

    internal sealed record Key(string KeyId, string Name, string Hint, KeyState State, int RateLimit, DateTimeOffset? LastUsedAt);
}
