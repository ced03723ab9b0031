using System.Diagnostics;
using System.Text.Json;

namespace Breakwater.Tests.EndToEnd;

/// <summary>What a program left behind when it ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Ended(int Code, string Out, string Error)
{
    /// <summary>Standard output as the one document that it must be.</summary>
    public JsonElement Json => JsonElement.Parse(Out);

    /// <summary>The same, where the program has to have succeeded.</summary>
    public Ended Good()
    {
        Assert.True(Code == 0, $"Exit code {Code}.\n{Out}\n{Error}");
        return this;
    }
}

/// <summary>Runs programs to their end.</summary>
internal static class CommandLine
{
    /// <summary>Runs <c>breakwater</c>.</summary>
    public static Task<Ended> BreakwaterAsync(string folder, params string[] arguments) =>
        RunAsync("dotnet", [HostProcess.Program("Cli", "breakwater.dll"), .. arguments], folder);

    /// <summary>Runs any program.</summary>
    public static async Task<Ended> RunAsync(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment.Remove("Admin__ApiKey");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(3));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new(process.ExitCode, await output, await error);
    }
}
