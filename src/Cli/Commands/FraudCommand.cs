using System.CommandLine;
using Breakwater.Cli.Fraud;
using Breakwater.Cli.Output;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater fraud evaluate</c></summary>
internal static class FraudCommand
{
    public static Command Make() => new("fraud", "Detection of stolen keys.") { Evaluate() };

    private static Command Evaluate()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Folder of a labelled set: customers.csv.gz, usage.csv.gz, cases.csv.gz." };
        var command = new Command("evaluate", "Run the detector over a labelled set, day by day, beside the plain pair of z-score and cosine. Needs no store and no host.") { folder };
        command.SetAction((parsed, ct) => Session.GuardAsync(parsed, async (terminal, stop) =>
        {
            var customers = await LabelledSet.ReadAsync(parsed.GetValue(folder)!.FullName, stop);
            EvaluationReport? report = null;
            await terminal.MeterAsync("Scoring", "customers", customers.Count, TimeProvider.System, done => Task.Run(
                () => report = new DetectorEvaluation(FeatureScales.Published, ScoreThresholds.Published).Run(customers, new Counter(done), stop), stop));
            terminal.Result(EvaluationWords.Document(report!), console => EvaluationWords.Show(console, report!));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

    // Progress<T> would post to a context that a console program does not have.
    private sealed class Counter(Action<long> done) : IProgress<int>
    {
        public void Report(int value) => done(value);
    }
}
