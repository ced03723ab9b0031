using System.CommandLine;
using Breakwater.Cli.Commands;
using Breakwater.Cli.Output;

namespace Breakwater.Cli;

/// <summary>The program without its process: what it is told, where it speaks and how it ends.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command to its end.</summary>
    /// <param name="args">What stands behind the program's name.</param>
    /// <param name="output">Takes the result: words, or exactly one JSON document.</param>
    /// <param name="error">Takes progress and errors.</param>
    /// <param name="ct">Ends the command as Ctrl-C does.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken ct = default)
    {
        var root = new RootCommand($"Breakwater from the command line. {ExitCodes.InWords}")
        {
            DemoCommand.Make(), ImportCommand.Make(), UsageCommand.Make(), EventsCommand.Make(), MetricsCommand.Make(), KeysCommand.Make(),
            VerifyCommand.Make(), BackupCommand.Make(), RestoreCommand.Make(), StatusCommand.Make(), FraudCommand.Make(), CasesCommand.Make(), AlertsCommand.Make(), WebhooksCommand.Make(),
        };
        Settings.AddTo(root);
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            // The library would print its help on standard output, where a script expects one JSON document.
            new Terminal(args.Contains("--json"), output, error).Error(
                "usage", string.Join(' ', parsed.Errors.Select(problem => problem.Message)), $"See: {string.Join(' ', parsed.CommandResult.Path())} --help");
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10), Output = output, Error = error }, ct);
    }
}
