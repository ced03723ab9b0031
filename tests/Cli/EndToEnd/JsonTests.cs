using System.Text.Json;
using System.Text.RegularExpressions;
using Breakwater.Cli;
using Breakwater.Tests.Alerts;

namespace Breakwater.Tests.Cli.EndToEnd;

/// <summary><c>--json</c> on every command, where it works and where it does not: exactly one document on standard output.</summary>
public sealed partial class JsonTests(HostProcess host) : IClassFixture<HostProcess>, IDisposable
{
    // Every command in a line that works, in this order, on a store that the first one makes. {key} is a key's id, {endpoint} an endpoint's.
    private static readonly (string Command, string Arguments)[] Working =
    [
        ("import usage", "{trace}"), ("demo", "--days 1"), ("demo fraud", "--family shift --days 14"), ("keys issue", "acme"), ("keys list", ""), ("keys limit", "{key} 700"), ("keys suspend", "{key} --reason odd"), ("keys resume", "{key}"), ("keys rotate", "{key}"),
        ("keys revoke", "{key}"), ("metrics define", "sized --event-type t --aggregation sum --property p --unit u"), ("metrics list", ""),
        ("usage", "first requests"), ("events find", "{event} --customer first"), ("verify", ""), ("backup", "--name one"), ("restore", "{data}/backups/one --check"), ("status", ""), ("fraud score", "--customer lantern-books"), ("fraud evaluate", "{set}"),
        ("alerts add", "{receiver} --prefix none:"), ("alerts list", ""), ("alerts test", "{endpoint} --reason try"), ("alerts deliveries", "--state delivered"),
        ("cases list", ""), ("cases show", "{case}"), ("cases claim", "{case}"), ("cases decide", "{case} launch --words planned"),
        ("webhooks vectors", "{vectors}"),
    ];

    // Every command in a line that is well formed and cannot do what it is asked.
    private static readonly (string Command, string Arguments)[] Failing =
    [
        ("import usage", "nothing.csv"), ("demo", "--days 1 --url http://127.0.0.1:9"), ("demo fraud", "--url http://127.0.0.1:9"), ("keys issue", "not/an/id"), ("keys list", "--take 0"), ("keys limit", "k_0000000000000000 5"), ("keys rotate", "k_0000000000000000"),
        ("keys revoke", "k_0000000000000000"), ("metrics define", "UPPER --event-type t --aggregation count --unit u"), ("metrics list", "--url http://127.0.0.1:9"),
        ("usage", "first nothing"), ("events find", "nothing --customer first"), ("verify", "--url {url} --admin-key wrong-wrong-wrong-wrong"), ("backup", "--name ../x"), ("restore", "nowhere"), ("status", "--url http://127.0.0.1:9"), ("fraud score", "--customer lantern-books --metric nothing"), ("fraud evaluate", "nowhere"),
        ("alerts add", "https://169.254.169.254/"), ("alerts list", "--url http://127.0.0.1:9"), ("alerts test", "ep_0000000000000000"), ("alerts deliveries", "--state lost"),
        ("keys suspend", "k_0000000000000000"), ("keys resume", "k_0000000000000000"), ("cases list", "--severity huge"),
        ("cases show", "c_0000000000000000"), ("cases claim", "c_0000000000000000"), ("cases decide", "c_0000000000000000 launch"),
        ("webhooks vectors", "nowhere.ndjson"),
    ];

    // Commands that do something themselves although they have commands under them.
    private static readonly string[] AlsoThemselves = ["demo"];

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_lists_name_every_command()
    {
        var all = await CommandsAsync("");
        Assert.True(all.Count >= 15);
        Assert.Equal(all, Working.Select(item => item.Command).Order(StringComparer.Ordinal));
        Assert.Equal(all, Failing.Select(item => item.Command).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_command_gives_one_document_with_a_host_and_without(bool running)
    {
        var data = running ? host.Data : _folder.File("data");
        // Beside a host every command is a process. Without one each would open the whole store in a new process, which is nearly all that it would do.
        Func<string, string, Task<Finished>> run = running ? (line, data) => RunAsync(line, data) : RunHereAsync;
        await File.WriteAllTextAsync(_folder.File("trace.csv"), "client_id,model,period_start_utc,requests\nfirst,m,2025-03-02T16:00:00Z,40\n", TestContext.Current.CancellationToken);
        var (set, vectors) = (LabelledSet(), Vectors());
        await using var receiver = await Receiver.StartAsync();
        var (key, found, endpoint, opened) = ("", "", "", "");
        foreach (var (command, arguments) in Working)
        {
            var line = arguments.Replace("{key}", key, StringComparison.Ordinal).Replace("{data}", data, StringComparison.Ordinal).Replace("{event}", found, StringComparison.Ordinal).Replace("{set}", set, StringComparison.Ordinal).Replace("{trace}", _folder.File("trace.csv"), StringComparison.Ordinal).Replace("{vectors}", vectors, StringComparison.Ordinal)
                .Replace("{receiver}", receiver.Url.ToString(), StringComparison.Ordinal).Replace("{endpoint}", endpoint, StringComparison.Ordinal).Replace("{case}", opened, StringComparison.Ordinal);
            var ended = await run($"{command} {line}", data);
            Assert.True(ended.Code == 0, $"{command} {line}: {ended.Code}\n{ended.Out}\n{ended.Error}");
            var result = Document(command, ended);
            Assert.False(result.TryGetProperty("error", out _), ended.Out);
            if (command == "keys issue") key = result.GetProperty("key_id").GetString()!;
            if (command == "alerts add") endpoint = result.GetProperty("id").GetString()!;
            if (command == "import usage") found = EventId(data);
            if (command == "cases list") opened = await StoredCase.OpenAsync(data);
        }

        foreach (var (command, arguments) in Failing)
        {
            var ended = await run($"{command} {arguments.Replace("{url}", host.Url, StringComparison.Ordinal)}", data);
            Assert.InRange(ended.Code, 1, 5);
            AssertRefused(command, ended);
        }

        Assert.Equal(running, File.Exists(Path.Combine(data, "breakwater.owner.json")));
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_told_in_one_document()
    {
        var data = Directory.CreateDirectory(_folder.File("data")).FullName;
        Assert.Equal(0, (await RunAsync("keys issue acme", data)).Code);
        foreach (var (name, value, said) in (IEnumerable<(string, string, string)>)[("Admin__ApiKey", "short", "Admin:ApiKey"), ("Metering__Durability", "maybe", "Metering:Durability")])
        {
            var wrong = await RunAsync("status", data, (name, value));
            Assert.Equal(3, wrong.Code);
            Assert.Contains(said, AssertRefused("status", wrong).GetProperty("title").GetString(), StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Path.Combine(data, "ledger", "store.json"), "{ not json", TestContext.Current.CancellationToken);
        Assert.Contains("store.json", AssertRefused("status", await RunAsync("status", data)).GetProperty("title").GetString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(data, "control.db"), new string('x', 8_192), TestContext.Current.CancellationToken);
        AssertRefused("keys list", await RunAsync("keys list", data));
    }

    public void Dispose() => _folder.Dispose();

    private static JsonElement AssertRefused(string command, Finished ended)
    {
        var error = Document(command, ended).GetProperty("error");
        Assert.Equal((JsonValueKind.String, JsonValueKind.String), (error.GetProperty("type").ValueKind, error.GetProperty("title").ValueKind));
        Assert.StartsWith("error: ", ended.Error.TrimStart(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Out + ended.Error, StringComparison.Ordinal);
        return error;
    }

    // JsonElement.Parse refuses a second document and anything else beside the first.
    private static JsonElement Document(string command, Finished ended)
    {
        try
        {
            return ended.Json is { ValueKind: JsonValueKind.Object } document ? document : throw new JsonException("not an object");
        }
        catch (JsonException problem)
        {
            throw new InvalidOperationException($"{command}: {problem.Message}\n{ended.Out}\n{ended.Error}", problem);
        }
    }

    private static string EventId(string data) => Id().Match(string.Concat(Directory.EnumerateFiles(Path.Combine(data, "events"), "*.ndjson", SearchOption.AllDirectories).Select(ReadShared))).Groups[1].Value;

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private Task<Finished> RunAsync(string line, string data, (string Name, string Value)? setting = null)
    {
        var process = Programs.Start("Cli", _folder.Path, setting, [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--data", data, "--json"]);
        return Programs.EndAsync(process);
    }

    /// <summary>The program in this process.</summary>
    private static async Task<Finished> RunHereAsync(string line, string data)
    {
        using StringWriter output = new(), error = new();
        var code = await CommandLine.RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--data", data, "--json"], output, error, TestContext.Current.CancellationToken);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Names of all commands that do something, from the program's own help.</summary>
    private async Task<List<string>> CommandsAsync(string parent)
    {
        var help = (await Programs.CliAsync(_folder.Path, [.. parent.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Out;
        var section = help.Split("Commands:\n", 2);
        if (section.Length < 2) return [parent];
        var all = AlsoThemselves.Where(name => name == parent).ToList();
        foreach (var name in section[1].Split('\n').TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Where(line => line[2] != ' ').Select(line => line.Trim().Split(' ')[0]))
        {
            all.AddRange(await CommandsAsync($"{parent} {name}".Trim()));
        }

        return [.. all.Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("\"transaction_id\":\"([^\"]+)\",\"customer_id\":\"first\"")]
    private static partial Regex Id();

    // Eight days of one customer: the smallest set that gives a figure.
    private string Vectors()
    {
        var file = _folder.File("vectors.ndjson");
        File.WriteAllText(file, """{"name": "unsigned", "provider": "stripe", "now": 1700000000, "config": {"secrets": ["s"], "toleranceSeconds": 300}, "headers": {}, "body": "{}", "expect": "invalid", "why": ""}""");
        return file;
    }

    private string LabelledSet()
    {
        var set = Directory.CreateDirectory(_folder.File("set")).FullName;
        var hours = string.Join(',', Enumerable.Range(0, 24).Select(hour => $"h{hour:00}"));
        string Day(int day) => $"first,{day},{string.Join(',', Enumerable.Range(0, 24).Select(hour => hour is >= 8 and < 18 ? 10 : 0))}";
        File.WriteAllLines(Path.Combine(set, "customers.csv"), ["customer,level,start,history_days,set", "first,100,2026-03-02,7,main"]);
        File.WriteAllLines(Path.Combine(set, "usage.csv"), [$"customer,day,{hours}", .. Enumerable.Range(0, 8).Select(Day)]);
        File.WriteAllLines(Path.Combine(set, "cases.csv"), [$"customer,day,label,type,{hours}"]);
        return set;
    }
}
