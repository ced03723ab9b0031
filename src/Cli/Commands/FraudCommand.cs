using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Fraud;
using Breakwater.Cli.Output;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater fraud</c></summary>
internal static class FraudCommand
{
    public static Command Make() => new("fraud", "Detection of stolen keys.") { Score(), Evaluate() };

    private static Command Score()
    {
        var customer = new Option<string>("--customer") { Description = "Whose usage.", Required = true, HelpName = "ID" };
        var metric = new Option<string>("--metric") { Description = "Code of a metric that counts or sums.", DefaultValueFactory = _ => "api_calls", HelpName = "CODE" };
        var date = new Option<DateOnly?>("--date") { Description = "Day in the customer's zone, e.g. 2026-03-01 [default: today so far]", HelpName = "DATE" };
        var command = new Command("score", "Hold one day of a customer against the days before it.") { customer, metric, date };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, async (session, stop) =>
        {
            var check = await session.Api.GetAsync<JsonElement>(
                Query.Of("v1/fraud/check", ("customer_id", parsed.GetValue(customer)), ("metric", parsed.GetValue(metric)),
                    ("date", parsed.GetValue(date)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))), stop);
            session.Terminal.Result(check, console => FraudWords.Show(console, check));
            return ExitCodes.Done;
        }, ct));
        return command;
    }

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
