using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Breakwater.Tests.EndToEnd;

/// <summary>
/// Every command of README.md, run word for word. Two stand-ins come first on the path: <c>dotnet</c> starts the programs that are
/// built already and <c>curl</c> reaches this test's port; a command that this test does not know fails it.
/// </summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-readme-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // What a reader should see; in the order in which a reader meets the commands.
    private static readonly (string Command, string Expected)[] Known =
    [
        ("dotnet run --project src/Host -- --demo", @"Breakwater is ready at http://"),
        ("dotnet run --project src/Host -- --help", @"--role all\|dashboard\|ingestion"),
        ("tests/run.sh", @"\n\d+ passed, 0 failed\n$"),
        ("dotnet run --project src/Cli -- keys issue acme --name Gateway --rate-limit 1000", @"(?s)acme.*Gateway.*1,000.*bw_"),
        ("dotnet run --project src/Cli -- import usage FILE.csv.gz", @"Totals of all 2 customers equal the file's: 43\."),
        ("dotnet run --project src/Cli -- usage acme api_calls --window day --timezone America/Los_Angeles", @"acme api_calls: 1 calls"),
        ("dotnet run --project src/Cli -- events find ID --customer acme", @"(?s)ID.*api_calls"),
        ("dotnet run --project src/Cli -- verify", @"Archive, ledger and rollups agree; the audit chain is intact\."),
        ("dotnet run --project src/Cli -- demo fraud", @"(?s)lantern-books.*alert.*moved by 12 h.*quarry-supply.*outage"),
        ("dotnet run --project src/Cli -- fraud score --customer acme", @"(?s)\(UTC\).*: .*score .*cosine"),
        ("dotnet run --project src/Cli -- webhooks vectors VECTORS", @"1 of 1 as expected"),
        ("dotnet run --project src/Cli -- cases list", @"(?s)Case.*Customer.*Severity|No case is like that\."),
        ("dotnet run --project src/Cli -- fraud evaluate SET", @"(?s)False alarms.*plain pair"),
        ("dotnet run --project src/Cli -- alerts add https://HOST/PATH --prefix fraud-case:", @"(?s)ep_.*whsec_"),
        ("dotnet run --project src/Cli -- backup", @"Copy"),
        ("dotnet run --project src/Cli -- restore COPY --data DIR", @"files, .* bytes restored to"),
        ("tests/crash.sh 200", @"succeeded: 1"),
        ("curl http://127.0.0.1:5080/v1/events", @"""accepted"":1,"),
    ];

    [Fact]
    public async Task Every_command_of_the_readme_does_what_it_says()
    {
        var commands = Commands(await File.ReadAllTextAsync(Path.Combine(HostProcess.Root, "README.md"), Ct));
        Assert.Equal(Known.Select(known => known.Command).Order(StringComparer.Ordinal), commands.Select(command => Entry(command).Command).Order(StringComparer.Ordinal));
        Prepare();

        // The first command is the host that all others speak with.
        await using var host = await HostProcess.StartAsync(Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName, ["--demo"], ct: Ct);
        using (var api = new Api(host.Address, host.AdminKey))
        {
            var key = await api.IssueKeyAsync("acme", 1_000, Ct);
            await api.SendSurelyAsync(key, "acme", [("ID", 512)], Ct);
            (_environment["KEY"], _environment["ADDRESS"]) = (key, host.Address.ToString().TrimEnd('/'));
        }

        foreach (var command in commands.Where(command => !command.EndsWith("--demo", StringComparison.Ordinal)))
        {
            var ended = await RunAsync(command);
            Assert.True(ended.Code == 0, $"{command}: exit code {ended.Code}\n{ended.Out}\n{ended.Error}");
            Assert.Matches(Entry(command).Expected, ended.Out);
        }

        Assert.True(File.Exists(Path.Combine(_folder, "DIR", "control.db")));
        Assert.Matches(Known[0].Expected, host.Output);
        Assert.Equal(0, await host.InterruptAsync(Ct));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The lines of every shell block, and what the text quotes as a command.</summary>
    private static List<string> Commands(string readme)
    {
        var commands = new List<string>();
        foreach (Match block in Block().Matches(readme))
        {
            var lines = block.Groups[1].Value.Replace("\\\n", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (var line in lines)
            {
                var parts = Comment().Split(line, 2);
                commands.Add(parts[0].TrimEnd());
                if (parts.Length > 1 && parts[1].StartsWith("and: ", StringComparison.Ordinal)) commands.Add("dotnet run --project src/Cli -- " + parts[1][5..]);
            }
        }

        commands.AddRange(Quoted().Matches(readme).Select(match => match.Groups[1].Value));
        return commands;
    }

    private static (string Command, string Expected) Entry(string command)
    {
        var known = Known.Where(known => command == known.Command || (known.Command.StartsWith("curl", StringComparison.Ordinal) && command.StartsWith(known.Command, StringComparison.Ordinal))).ToList();
        Assert.True(known.Count == 1, $"README.md has a command that this test does not know; give it an entry, with what a reader should see: {command}");
        return known[0];
    }

    private async Task<Ended> RunAsync(string command)
    {
        // The two scripts belong to the repository and run there, in a short form: the whole of run.sh would run this test again.
        if (command.StartsWith("tests/", StringComparison.Ordinal))
        {
            var arguments = command == "tests/run.sh" ? "tests/run.sh tests/Architecture" : "tests/crash.sh 2";
            return await CommandLine.RunAsync("bash", ["-c", arguments], HostProcess.Root, _environment);
        }

        if (command.Contains("restore COPY", StringComparison.Ordinal)) Directory.Move(Directory.EnumerateDirectories(Path.Combine(_folder, "data", "backups")).Single(), Path.Combine(_folder, "COPY"));
        return await CommandLine.RunAsync("bash", ["-c", command], _folder, _environment);
    }

    private void Prepare()
    {
        var programs = Directory.CreateDirectory(Path.Combine(_folder, "programs")).FullName;
        // What the build made is what runs; tests of a project go through the real command.
        Script("dotnet", $"""
            case "$1 $2 $3 $4" in
              "run --project src/Host --") shift 4; exec "$DOTNET" "{HostProcess.Program("Host", "Breakwater.Host.dll")}" "$@" ;;
              "run --project src/Cli --") shift 4; exec "$DOTNET" "{HostProcess.Program("Cli", "breakwater.dll")}" "$@" ;;
              build\ *|build-server\ *) exit 0 ;;
              *) exec "$DOTNET" "$@" ;;
            esac
            """);
        Script("curl", """exec "$CURL" -sS "${1/http:\/\/127.0.0.1:5080/$ADDRESS}" "${@:2}" """);
        (_environment["DOTNET"], _environment["CURL"], _environment["CONFIGURATION"]) = (Which("dotnet"), Which("curl"), HostProcess.Configuration);
        _environment["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";

        using var file = File.Create(Path.Combine(_folder, "FILE.csv.gz"));
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes("client_id,model,period_start_utc,requests\nfirst,m,2025-03-02T16:00:00Z,40\nsecond,m,2025-03-02T17:00:00Z,3\nsecond,m,2025-03-02T18:00:00Z,0\n"));

        File.WriteAllText(Path.Combine(_folder, "VECTORS"), """{"name": "unsigned", "provider": "stripe", "now": 1700000000, "config": {"secrets": ["s"]}, "headers": {}, "body": "{}", "expect": "invalid"}""");
        var set = Directory.CreateDirectory(Path.Combine(_folder, "SET")).FullName;
        var hours = string.Join(',', Enumerable.Range(0, 24).Select(hour => $"h{hour:00}"));
        File.WriteAllLines(Path.Combine(set, "customers.csv"), ["customer,level,start,history_days,set", "first,100,2026-03-02,7,main"]);
        File.WriteAllLines(Path.Combine(set, "usage.csv"), [$"customer,day,{hours}", .. Enumerable.Range(0, 8).Select(day => $"first,{day},{string.Join(',', Enumerable.Repeat(4, 24))}")]);
        File.WriteAllLines(Path.Combine(set, "cases.csv"), [$"customer,day,label,type,{hours}"]);

        void Script(string name, string text)
        {
            var path = Path.Combine(programs, name);
            File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"#!/usr/bin/env bash\n{text}\n"));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Which(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).First(File.Exists);

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s{2,}# |\s+# ")]
    private static partial Regex Comment();

    [GeneratedRegex(@"`(dotnet run --project \S+ -- [^`]+)`")]
    private static partial Regex Quoted();
}
