using System.CommandLine;
using Breakwater.Cli.Output;
using Breakwater.Cli.Webhooks;
using Breakwater.Webhooks.Model;
using Breakwater.Webhooks.Read;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater webhooks</c></summary>
internal static class WebhooksCommand
{
    public static Command Make() => new("webhooks", "Payment webhooks of Stripe, Apple, Google and Standard Webhooks.") { Vectors() };

    private static Command Vectors()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Files of signature vectors, one JSON object a line.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("vectors", "Run signature vectors through the verifiers. Needs no store and no host; exit code 1 where one is not as expected.") { files };
        command.SetAction((parsed, ct) => Session.GuardAsync(parsed, async (terminal, stop) =>
        {
            var results = await VectorFiles.RunAsync(parsed.GetValue(files)!, TimeProvider.System, stop).ToListAsync(stop);
            var different = results.Where(result => !result.AsExpected).ToList();
            terminal.Result(
                new
                {
                    Total = results.Count,
                    AsExpected = results.Count - different.Count,
                    Differences = different.Select(result => new { result.Name, Expected = Word(result.Expected), Actual = Word(result.Check.IsValid), Reason = Reason(result) }),
                },
                console => Show(console, results));
            return different.Count == 0 ? ExitCodes.Done : ExitCodes.Difference;
        }, ct));
        return command;
    }

    private static void Show(IAnsiConsole console, List<VectorResult> results)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Vector", "Expected", "Actual", "Reason");
        foreach (var result in results) table.AddRow(new Text(result.Name), new Text(Word(result.Expected)), new Text(Word(result.Check.IsValid) + (result.AsExpected ? "" : " (!)")), new Text(Reason(result)));
        console.Write(table);
        console.WriteLine($"{results.Count(result => result.AsExpected):N0} of {results.Count:N0} as expected");
    }

    private static string Word(bool valid) => valid ? "valid" : "invalid";

    private static string Reason(VectorResult result) => result.Check.Fault?.InWords() ?? $"Signed by {result.Check.Key}.";
}
