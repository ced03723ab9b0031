using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater alerts list|add|test|deliveries</c></summary>
internal static class AlertsCommand
{
    // The request may take 15 s, and the outbox is looked at every second.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    public static Command Make() => new("alerts", "Endpoints that are told when a notification begins or ends, and what was sent to them.") { List(), Add(), Test(), Deliveries() };

    private static Command List()
    {
        var command = new Command("list", "List endpoints with their state, without secrets.");
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var found = await session.Api.GetAsync<JsonElement>("v1/admin/alerts/endpoints", stop);
            session.Terminal.Result(found, console => console.Rows(found.Member("endpoints"), found.Member("total"), "Nobody is told yet: breakwater alerts add URL",
                ("Endpoint", "id"), ("Behind it", "description"), ("Address", "url"), ("From", "minimum_severity"), ("Keys", "key_prefixes"), ("State", "state"), ("Waiting", "waiting"), ("Last sent", "last_sent_at"), ("Status", "last_status")));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Add()
    {
        var url = new Argument<string>("URL") { Description = "Where to send: https, or http on this machine." };
        var description = new Option<string?>("--description") { Description = "What is behind it, for people.", HelpName = "TEXT" };
        var severity = new Option<string>("--min-severity") { Description = "The least urgent notification that is sent.", DefaultValueFactory = _ => "warning" };
        severity.AcceptOnlyFromAmong("info", "warning", "critical");
        var prefixes = new Option<string[]>("--prefix") { Description = "What a key has to begin with, e.g. fraud-case: [default: every key]", AllowMultipleArgumentsPerToken = true, HelpName = "TEXT" };
        var reason = Reason();
        var command = new Command("add", "Add an endpoint. Its signing secret is shown this once only.") { url, description, severity, prefixes, reason };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var body = new Dictionary<string, object?>
            {
                ["url"] = parsed.GetValue(url),
                ["description"] = parsed.GetValue(description),
                ["minimum_severity"] = parsed.GetValue(severity),
                ["key_prefixes"] = parsed.GetValue(prefixes) is { Length: > 0 } chosen ? chosen : null,
                ["reason"] = parsed.GetValue(reason),
            };
            var made = await session.Api.PostAsync<JsonElement>("v1/admin/alerts/endpoints", Query.WithoutNulls(body), stop);
            session.Terminal.Result(made, console =>
            {
                console.Fields(made, ("Endpoint", "id"), ("Address", "url"), ("Secret", "secret"));
                console.WriteLine("Keep the secret now: it cannot be shown again. Try it: breakwater alerts test " + made.Member("id").GetString());
            });
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Test()
    {
        var id = new Argument<string>("ENDPOINT") { Description = "The endpoint's id, ep_ and 16 characters." };
        var reason = Reason();
        var command = new Command("test", "Send a test message and say what came of it.") { id, reason };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var body = Query.WithoutNulls(new() { ["reason"] = parsed.GetValue(reason) });
            var queued = await session.Api.PostAsync<JsonElement>($"v1/admin/alerts/endpoints/{Uri.EscapeDataString(parsed.GetValue(id)!)}/test", body, stop);
            var delivery = await EndAsync(session, queued.Member("delivery").GetInt64(), stop);
            if (delivery.Member("state").GetString() != "delivered")
            {
                throw new CliException(ExitCodes.Failed, delivery.Member("last_error").GetString() ?? "It was not sent yet.", $"See: breakwater alerts deliveries --endpoint {parsed.GetValue(id)}");
            }

            session.Terminal.Result(delivery, console => console.WriteLine($"Delivered: it answered {delivery.Member("last_status").GetInt32()} to {delivery.Member("message_id").GetString()}."));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Deliveries()
    {
        var endpoint = new Option<string?>("--endpoint") { Description = "To this endpoint only.", HelpName = "ID" };
        var state = new Option<string?>("--state") { Description = "Only waiting, delivered or failed ones.", HelpName = "STATE" };
        var search = new Option<string?>("--search") { Description = "Part of a key, title or message id.", HelpName = "TEXT" };
        var take = new Option<int>("--take") { Description = "How many, 1 to 1,000.", DefaultValueFactory = _ => 50, HelpName = "N" };
        var command = new Command("deliveries", "List what was sent, newest first.") { endpoint, state, search, take };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var path = Query.Of(
                "v1/admin/alerts/deliveries", ("endpoint", parsed.GetValue(endpoint)), ("state", parsed.GetValue(state)), ("search", parsed.GetValue(search)),
                ("take", parsed.GetValue(take).ToString(CultureInfo.InvariantCulture)));
            var found = await session.Api.GetAsync<JsonElement>(path, stop);
            session.Terminal.Result(found, console => console.Rows(found.Member("deliveries"), found.Member("total"), "Nothing matches.",
                ("Delivery", "id"), ("Endpoint", "endpoint"), ("Change", "type"), ("Key", "key"), ("Severity", "severity"), ("State", "state"), ("Attempts", "attempts"), ("Status", "last_status"), ("Next try", "next_at"), ("Queued", "created_at")));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static async Task<JsonElement> EndAsync(Session session, long delivery, CancellationToken ct)
    {
        for (var started = session.Clock.GetTimestamp(); ; await Task.Delay(Look, session.Clock, ct))
        {
            var now = await session.Api.GetAsync<JsonElement>($"v1/admin/alerts/deliveries/{delivery}", ct);
            if (now.Member("state").GetString() != "waiting" || session.Clock.GetElapsedTime(started) > Patience) return now;
        }
    }

    private static Option<string?> Reason() => new("--reason") { Description = "Why, for the audit log.", HelpName = "TEXT" };
}
