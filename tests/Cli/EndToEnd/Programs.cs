using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Breakwater.Tests.Cli.EndToEnd;

/// <summary>What a finished command left behind.</summary>
internal sealed record Finished(int Code, string Out, string Error)
{
    /// <summary>Standard output as the one JSON document that it must be.</summary>
    public JsonElement Json => JsonElement.Parse(Out);
}

/// <summary>Runs the product's own programs as processes, as people do.</summary>
internal static class Programs
{
    /// <summary>A path that the build wrote into this assembly.</summary>
    public static string Built(string name) => typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == name).Value!;

    /// <summary>Runs the command line to its end.</summary>
    public static async Task<Finished> CliAsync(string folder, params string[] arguments)
    {
        using var process = Start("Cli", folder, arguments);
        return await EndAsync(process);
    }

    /// <summary>Starts a program without waiting for it.</summary>
    public static Process Start(string program, string folder, params string[] arguments) => Start(program, folder, null, arguments);

    /// <summary>Starts a program with one setting in its environment.</summary>
    public static Process Start(string program, string folder, (string Name, string Value)? setting, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Built(program), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("Admin__ApiKey");
        if (setting is { } one) start.Environment[one.Name] = one.Value;
        return Process.Start(start)!;
    }

    /// <summary>What Ctrl-C sends.</summary>
    public static async Task SendInterruptAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the end of a program.</summary>
    public static async Task<Finished> EndAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Did not end in time. Standard error: {await error}");
        }

        return new Finished(process.ExitCode, await output, await error);
    }
}

/// <summary>A running host with a data folder of its own.</summary>
public sealed class HostProcess : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private Process? _process;

    internal string Folder => _folder.Path;

    /// <summary>The data folder.</summary>
    public string Data => _folder.File("data");

    /// <summary>Where it answers.</summary>
    public string Url { get; private set; } = "";

    internal Task<Finished> CliAsync(params string[] arguments) => Programs.CliAsync(_folder.Path, [.. arguments, "--data", Data]);

    public async ValueTask InitializeAsync()
    {
        _process = Programs.Start("Host", _folder.Path, "--data", Data, "--urls", "http://127.0.0.1:0");
        var errors = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("ready at ", StringComparison.Ordinal)) continue;
            Url = line[(line.IndexOf("ready at ", StringComparison.Ordinal) + 9)..].Trim();
            return;
        }

        throw new InvalidOperationException($"The host did not start: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }
}
