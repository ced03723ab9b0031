using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater keys list|issue|rotate|suspend|resume|revoke|limit</c></summary>
internal static class KeysCommand
{
    public static Command Make() => new("keys", "API keys of customers.") { List(), Issue(), Rotate(), Suspend(), Resume(), Revoke(), Limit() };

    private static Command List()
    {
        var customer = new Option<string?>("--customer") { Description = "Keys of this customer only.", HelpName = "ID" };
        var search = new Option<string?>("--search") { Description = "Part of an id, hint, customer or name.", HelpName = "TEXT" };
        var take = new Option<int>("--take") { Description = "How many, 1 to 1,000.", DefaultValueFactory = _ => 50, HelpName = "N" };
        var command = new Command("list", "List keys, newest first, without their secrets.") { customer, search, take };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var path = Query.Of("v1/admin/keys", ("customer_id", parsed.GetValue(customer)), ("search", parsed.GetValue(search)), ("take", parsed.GetValue(take).ToString(CultureInfo.InvariantCulture)));
            var keys = await session.Api.GetAsync<JsonElement>(path, stop);
            session.Terminal.Result(keys, console => console.Rows(keys.Member("keys"), keys.Member("total"), "No key is issued yet: breakwater keys issue CUSTOMER --name NAME",
                ("Key", "key_id"), ("Hint", "hint"), ("Customer", "customer_id"), ("Name", "name"), ("Requests/min", "rate_limit"), ("State", "state"), ("Issued", "created_at"), ("Last used", "last_used_at")));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Issue()
    {
        var customer = new Argument<string>("CUSTOMER") { Description = "The one customer that the key speaks for." };
        var name = new Option<string>("--name") { Description = "Name for screens.", DefaultValueFactory = _ => "Issued from the command line" };
        var limit = new Option<int?>("--rate-limit") { Description = "Requests per 60 seconds, 1 to 1,000,000 [default: 100]", HelpName = "N" };
        var expires = new Option<DateTimeOffset?>("--expires") { Description = "From when on it is refused, e.g. 2027-01-01T00:00:00Z [default: never]", HelpName = "TIME" };
        var scopes = new Option<string[]>("--scope") { Description = "usage:write, usage:read [default: both]", AllowMultipleArgumentsPerToken = true };
        var command = new Command("issue", "Issue a key. Its secret is shown this once only.") { customer, name, limit, expires, scopes };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var body = new Dictionary<string, object?>
            {
                ["customer_id"] = parsed.GetValue(customer),
                ["name"] = parsed.GetValue(name),
                ["rate_limit"] = parsed.GetValue(limit),
                ["expires_at"] = parsed.GetValue(expires)?.ToUnixTimeMilliseconds(),
                ["scopes"] = parsed.GetValue(scopes) is { Length: > 0 } chosen ? chosen : null,
            };
            var key = await session.Api.PostAsync<JsonElement>("v1/admin/keys", Query.WithoutNulls(body), stop);
            ShowSecret(session.Terminal, key);
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Rotate()
    {
        var id = KeyId();
        var overlap = new Option<double?>("--overlap-hours") { Description = "How long both keys work, 0 to 720 [default: 24]", HelpName = "N" };
        var command = new Command("rotate", "Put a new key in a key's place; both work until the overlap ends.") { id, overlap };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var seconds = parsed.GetValue(overlap) is { } hours ? (long?)(hours * 3600) : null;
            var body = Query.WithoutNulls(new() { ["key_id"] = parsed.GetValue(id), ["overlap_seconds"] = seconds });
            ShowSecret(session.Terminal, await session.Api.PostAsync<JsonElement>("v1/admin/keys/rotate", body, stop));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Suspend() => Switch("suspend", "Have a key refused until it is resumed.", "is suspended: it is refused until it is resumed.");

    private static Command Resume() => Switch("resume", "Let a suspended key work again.", "works again.");

    private static Command Switch(string name, string description, string done)
    {
        var id = KeyId();
        var reason = new Option<string?>("--reason") { Description = "Why, for the audit log." };
        var command = new Command(name, description) { id, reason };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var body = Query.WithoutNulls(new() { ["key_id"] = parsed.GetValue(id), ["reason"] = parsed.GetValue(reason) });
            var answer = await session.Api.PostAsync<JsonElement>($"v1/admin/keys/{name}", body, stop);
            session.Terminal.Result(answer, console => console.WriteLine($"{parsed.GetValue(id)} {done}"));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Revoke()
    {
        var id = KeyId();
        var reason = new Option<string?>("--reason") { Description = "Why, for the audit log." };
        var command = new Command("revoke", "End a key at once.") { id, reason };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var body = Query.WithoutNulls(new() { ["key_id"] = parsed.GetValue(id), ["reason"] = parsed.GetValue(reason) });
            var answer = await session.Api.PostAsync<JsonElement>("v1/admin/keys/revoke", body, stop);
            if (answer.Member("revoked").ValueKind != JsonValueKind.True) throw new CliException(ExitCodes.Failed, $"No key has the id {parsed.GetValue(id)}.", "List keys with: breakwater keys list");
            session.Terminal.Result(answer, console => console.WriteLine($"{parsed.GetValue(id)} is revoked: it is refused from now on."));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Command Limit()
    {
        var id = KeyId();
        var limit = new Argument<int>("REQUESTS") { Description = "Requests per 60 seconds, 1 to 1,000,000." };
        var command = new Command("limit", "Change how many requests a key may make.") { id, limit };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var answer = await session.Api.PostAsync<JsonElement>("v1/admin/keys/limit", new { key_id = parsed.GetValue(id), rate_limit = parsed.GetValue(limit) }, stop);
            session.Terminal.Result(answer, console => console.WriteLine($"{parsed.GetValue(id)} may make {parsed.GetValue(limit):N0} requests in 60 seconds."));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    private static Argument<string> KeyId() => new("KEY") { Description = "The key's id, k_ and 16 characters." };

    private static void ShowSecret(Terminal terminal, JsonElement key) => terminal.Result(key, console =>
    {
        console.Fields(key, ("Key", "key_id"), ("Customer", "customer_id"), ("Name", "name"), ("Requests/min", "rate_limit"), ("Expires", "expires_at"), ("Secret", "api_key"));
        console.WriteLine("Keep the secret now: it is stored only as a hash and cannot be shown again.");
    });
}
