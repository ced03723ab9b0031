using System.CommandLine;
using Breakwater.Cli.Commands;
using Breakwater.Cli.Output;

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
    new Terminal(args.Contains("--json"), Console.Out, Console.Error).Error(
        "usage", string.Join(' ', parsed.Errors.Select(error => error.Message)), $"See: {string.Join(' ', parsed.CommandResult.Path())} --help");
    return ExitCodes.Usage;
}

return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
