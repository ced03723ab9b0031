using System.Diagnostics;
using System.Text.Json;

namespace Breakwater.Tests.EndToEnd;

/// <summary>Wrong settings stop the start: all of them at once, each by its key, in words.</summary>
public sealed class WrongSettingsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_wrong_setting_is_named_at_once_and_nothing_starts()
    {
        var file = Path.GetTempFileName();
        try
        {
            // One of each sort: out of bounds, of the wrong kind, unknown, an address that is none and one that others reach, a file for a folder.
            var (code, output) = await RunAsync(
                ["--Metering:Durability=maybe", "--Access:KeyCacheSeconds=0", "--Redis:TimeoutMs=1", "--Admin:ApiKey=short", "--Metering:Writers=abc", "--Ingestion:MaxBodyBytes=lots",
                    "--Demo:Enabled=perhaps", "--SignIn:Lifetime=forever", "--Logging:LogLevel:Default=Loud", "--Metering:Writer=2", "--urls", "nowhere;http://0.0.0.0:0", "--data", file],
                environment: new() { ["Role"] = "everything" });
            AssertRefusedInWords(
                code, output, "Metering:Durability ", "Access:KeyCacheSeconds ", "Redis:TimeoutMs ", "Admin:ApiKey ", "Metering:Writers ", "Ingestion:MaxBodyBytes ", "Demo:Enabled ",
                "SignIn:Lifetime ", "Logging:LogLevel:Default ", "Metering:Writer ", "urls: 'nowhere'", "http://0.0.0.0:0", "Data:Path: ", file, "Role ");
            Assert.DoesNotContain("short", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Every_setting_is_checked_for_its_kind()
    {
        // The sample knows every setting; what is no text there cannot be this one.
        using var sample = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(HostProcess.Root, "appsettings.sample.json"), Ct));
        var keys = Flatten("", sample.RootElement)
            .Where(setting => setting.Value is "true" or "false" || double.TryParse(setting.Value, out _) || TimeSpan.TryParse(setting.Value, out _)).Select(setting => setting.Key).ToList();
        Assert.True(keys.Count > 15);
        var (code, output) = await RunAsync([.. keys.Select(key => $"--{key}=not-this")]);
        AssertRefusedInWords(code, output, [.. keys.Select(key => $"{key} ")]);
        Assert.Equal(keys.Count, output.Split('\n').Count(line => line.Contains("not-this", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_broken_settings_file_is_told_with_its_line_beside_the_other_errors()
    {
        var (code, output) = await RunAsync(["--Metering:Writers=0"], settings: "{\n  \"Access\": {\n    \"KeyCacheSeconds\": 5,,\n  }\n}\n");
        AssertRefusedInWords(code, output, "appsettings.json', line 3, position", "','", "Metering:Writers ");
    }

    [Theory]
    [InlineData("--urls=ftp://127.0.0.1:0", "urls")]
    [InlineData("--urls=http://", "urls")]
    [InlineData("--urls=http://127.0.0.1:99999", "urls")]
    [InlineData("--Metering:Writers=", "Metering:Writers")]
    [InlineData("--Ingestion:MaxBodyBytes=99999999999", "Ingestion:MaxBodyBytes")]
    [InlineData("--data=/proc/none", "Data:Path")]
    [InlineData("--Data:Path=", "Data:Path")]
    public async Task A_value_that_cannot_be_one_is_said_in_words(string option, string named)
    {
        var (code, output) = await RunAsync([option]);
        AssertRefusedInWords(code, output, named);
    }

    [Fact]
    public async Task A_key_file_that_holds_no_key_is_told_beside_the_other_errors()
    {
        var data = Directory.CreateTempSubdirectory("breakwater-start-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data, "admin.key"), "tiny\n", Ct);
            var (code, output) = await RunAsync(["--data", data, "--Access:KeyCacheSeconds=0"]);
            AssertRefusedInWords(code, output, Path.Combine(data, "admin.key"), "Access:KeyCacheSeconds ");
            Assert.DoesNotContain("tiny", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>Holds where a start was refused with these words and without a stack trace.</summary>
    internal static void AssertRefusedInWords(int code, string output, params string[] named)
    {
        Assert.NotEqual(0, code);
        Assert.All(named, word => Assert.Contains(word, output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
        Assert.DoesNotContain("is ready", output, StringComparison.Ordinal);
    }

    /// <summary>Every leaf of a settings file by its key.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Flatten(string prefix, JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().SelectMany(item => Flatten(prefix.Length == 0 ? item.Name : $"{prefix}:{item.Name}", item.Value))
            : [new(prefix, element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText())];

    /// <summary>Starts a host that is expected to end by itself.</summary>
    internal static async Task<(int Code, string Output)> RunAsync(string[] options, string? settings = null, Dictionary<string, string>? environment = null)
    {
        var folder = Directory.CreateTempSubdirectory("breakwater-start-").FullName;
        try
        {
            if (settings is not null) await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), settings, Ct);
            bool Says(string option) => options.Any(one => one == option || one.StartsWith(option + "=", StringComparison.Ordinal));
            string[] defaults =
            [
                .. Says("--urls") ? [] : (string[])["--urls", "http://127.0.0.1:0"],
                .. Says("--data") || Says("--Data:Path") ? [] : (string[])["--data", Path.Combine(folder, "data")],
            ];
            var start = new ProcessStartInfo("dotnet", [HostProcess.Program("Host", "Breakwater.Host.dll"), .. defaults, .. options])
            {
                RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
            };
            foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
            using var process = Process.Start(start)!;
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(Ct);
                var errors = process.StandardError.ReadToEndAsync(Ct);
                await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(40), Ct);
                return (process.ExitCode, await output + await errors);
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
