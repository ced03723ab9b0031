using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Output;
using Breakwater.Fraud.Model;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater cases list|show|claim|decide</c></summary>
internal static class CasesCommand
{
    private static readonly (string Title, string Member)[] Facts =
    [
        ("Case", "case_id"), ("Customer", "customer_id"), ("State", "state"), ("Severity", "severity"), ("Score", "score"), ("Verdict", "verdict"), ("What happened", "headline"), ("Looks like", "attack"), ("Metrics", "metrics"),
        ("Incident from", "incident_started_at"), ("to", "incident_ended_at"), ("Opened", "opened_at"), ("Due", "due_at"), ("Owner", "owner"), ("Snoozed until", "snoozed_until_at"),
        ("Escalated", "escalated"), ("Usage disputed", "disputed"), ("Keys in use", "keys"), ("Ruling", "ruling"), ("Words", "words"), ("Decided", "decided_at"), ("Decided by", "decided_by"),
        ("Went on as", "merged_into"), ("Follows", "follows"), ("Version", "version"),
    ];

    public static Command Make() => new("cases", "Fraud cases: what detection found and somebody decides.") { List(), Show(), Claim(), Decide() };

    private static Command List()
    {
        var state = new Option<string>("--state") { Description = "open, confirmed, dismissed, merged or all.", DefaultValueFactory = _ => "open", HelpName = "STATE" };
        var severity = new Option<string?>("--severity") { Description = "low, medium, high or critical.", HelpName = "SEVERITY" };
        var customer = new Option<string?>("--customer") { Description = "Cases of this customer only.", HelpName = "ID" };
        var owner = new Option<string?>("--owner") { Description = "Somebody's id, nobody or somebody.", HelpName = "ID" };
        var overdue = new Option<bool>("--overdue") { Description = "Only those that should have been decided by now." };
        var search = new Option<string?>("--search") { Description = "Beginnings of words of id, customer, keys and comments.", HelpName = "TEXT" };
        var take = new Option<int>("--take") { Description = "How many, 1 to 1,000.", DefaultValueFactory = _ => 50, HelpName = "N" };
        var command = new Command("list", "List cases, most urgent first.") { state, severity, customer, owner, overdue, search, take };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var path = Query.Of(
                "v1/admin/fraud/cases", ("state", parsed.GetValue(state) is "all" ? null : parsed.GetValue(state)), ("severity", parsed.GetValue(severity)), ("customer_id", parsed.GetValue(customer)),
                ("owner", parsed.GetValue(owner)), ("overdue", parsed.GetValue(overdue) ? "true" : null), ("search", parsed.GetValue(search)), ("take", parsed.GetValue(take).ToString(CultureInfo.InvariantCulture)));
            var cases = await session.Api.GetAsync<JsonElement>(path, stop);
            session.Terminal.Result(cases, console => console.Rows(cases.Member("cases"), cases.Member("total"), "No case is like that.",
                ("Case", "case_id"), ("Customer", "customer_id"), ("State", "state"), ("Severity", "severity"), ("Score", "score"), ("What happened", "headline"), ("Due", "due_at"), ("Owner", "owner")));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Show()
    {
        var id = CaseId();
        var command = new Command("show", "Show a case with its findings, its timeline and the customer's keys.") { id };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var file = await session.Api.GetAsync<JsonElement>(PathOf(parsed.GetValue(id)!), stop);
            session.Terminal.Result(file, console =>
            {
                console.Fields(file.Member("case"), Facts);
                console.Rows(file.Member("findings"), default, "Its findings went on with another case.", ("Metric", "metric"), ("Date", "date"), ("Hours", "hours"), ("Score", "score"),
                    ("Alert from", "alert_at"), ("Observed", "observed"), ("Expected", "expected"), ("Cosine", "cosine"), ("Z", "z"));
                console.Rows(file.Member("customer_keys"), default, "The customer has no key.", ("Key", "key_id"), ("Name", "name"), ("State", "state"), ("Requests/min", "rate_limit"), ("Last used", "last_used_at"));
                console.Rows(file.Member("steps"), file.Member("steps_total"), "Nothing has happened yet.", ("At", "at"), ("By", "by"), ("Step", "kind"), ("What", "what"), ("Words", "words"));
            });
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Claim()
    {
        var id = CaseId();
        var command = new Command("claim", "Take a case that nobody has.") { id };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var taken = await session.Api.PostAsync<JsonElement>($"{PathOf(parsed.GetValue(id)!)}/claim", new { }, stop);
            session.Terminal.Result(taken, console => console.WriteLine($"{parsed.GetValue(id)} is {taken.Member("owner").GetString()}'s."));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Decide()
    {
        var id = CaseId();
        var ruling = new Argument<string>("RULING")
        {
            Description = "Fraud: stolen_key, shared_key, abuse, other_fraud. Expected: launch, migration, new_region, holiday, other_expected.",
        };
        ruling.AcceptOnlyFromAmong([.. Enum.GetNames<DecisionReason>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]);
        var words = new Option<string?>("--words") { Description = "Why, in words; needed for the two others.", HelpName = "TEXT" };
        var from = new Option<DateOnly?>("--rebaseline-from") { Description = "Expected only: learn the customer anew from this day on, e.g. 2026-03-01.", HelpName = "DAY" };
        var version = new Option<int?>("--case-version") { Description = "Decide only if the case is still that version.", HelpName = "N" };
        var command = new Command("decide", "Decide a case: fraud, or expected.") { id, ruling, words, from, version };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var body = Query.WithoutNulls(new()
            {
                ["ruling"] = parsed.GetValue(ruling),
                ["words"] = parsed.GetValue(words),
                ["rebaseline_from"] = parsed.GetValue(from)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["version"] = parsed.GetValue(version),
            });
            var decided = await session.Api.PostAsync<JsonElement>($"{PathOf(parsed.GetValue(id)!)}/decide", body, stop);
            session.Terminal.Result(decided, console => console.WriteLine($"{parsed.GetValue(id)} is {decided.Member("state").GetString()}."));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Argument<string> CaseId() => new("CASE") { Description = "The case's id, c_ and 16 characters." };

    private static string PathOf(string id) => $"v1/admin/fraud/cases/{Uri.EscapeDataString(id)}";
}
