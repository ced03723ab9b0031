using System.CommandLine;
using Breakwater.Cli.Output;
using Breakwater.Ingestion.Client;
using Breakwater.Ingestion.Demo;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater demo</c></summary>
internal static class DemoCommand
{
    public static Command Make()
    {
        var days = new Option<int>("--days") { Description = "Days of history that the first start fills, 1 to 365.", DefaultValueFactory = _ => 60, HelpName = "N" };
        var live = new Option<bool>("--live") { Description = "Then keep live traffic coming until Ctrl-C." };
        var rate = new Option<double>("--rate") { Description = "Live events per second in the first minutes, 0.1 to 100.", DefaultValueFactory = _ => 3, HelpName = "N" };
        days.Validators.Add(result =>
        {
            if (result.GetValue(days) is < 1 or > 365) result.AddError("--days must lie between 1 and 365.");
        });
        rate.Validators.Add(result =>
        {
            if (result.GetValue(rate) is not (>= 0.1 and <= 100)) result.AddError("--rate must lie between 0.1 and 100.");
        });
        var command = new Command("demo", "Fill a store with believable history of fifteen customers. Starting it again sends only what is missing.") { days, live, rate, DemoFraudCommand.Make() };
        command.SetAction((parsed, ct) => Session.RunAsync(parsed, (session, stop) => RunAsync(session, parsed.GetValue(days), parsed.GetValue(live) ? parsed.GetValue(rate) : null, stop), ct, mayCreate: true));
        return command;
    }

    private static async Task<int> RunAsync(Session session, int days, double? rate, CancellationToken ct)
    {
        var history = new DemoHistory(session.Api, session.Clock);
        DemoFilled? filled = null;
        await session.Terminal.MeterAsync("Filling history", Meter.Percent, 100, session.Clock, async report =>
            filled = await history.FillAsync(days, new Immediate(step => report((long)(step.Share * 100))), ct));
        var result = new
        {
            Customers = DemoCustomer.All.Count,
            from = filled!.Range.Start.UtcDateTime,
            until = filled.Range.End.UtcDateTime,
            accepted = filled.Accepted,
            duplicates = filled.Duplicates,
            elapsed_seconds = Math.Round(filled.Elapsed.TotalSeconds, 3),
        };
        if (rate is null)
        {
            session.Terminal.Result(result, console => console.WriteLine(Words(filled)));
            return ExitCodes.Done;
        }

        session.Terminal.Note(Words(filled));
        var keys = new DemoKeys(session.Api, new CustomerKeyFile(Path.Combine(Directory.CreateDirectory(session.Data).FullName, CustomerKeyFile.Name)));
        var live = new DemoLive(session.Api, await keys.EnsureAsync(ct), new DemoStory(filled.Anchor), new DemoPace(rate.Value), session.Clock);
        session.Terminal.Note("Live traffic runs; Ctrl-C ends it.");
        try
        {
            await live.RunAsync(keys.IssueAsync, (until, stop) => history.RememberAsync(filled.Anchor, until, stop), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The way it ends: Ctrl-C.
        }

        session.Terminal.Result(new { history = result, live_requests = live.Requests }, console => console.WriteLine($"{live.Requests:N0} live requests sent."));
        return ExitCodes.Done;
    }

    private static string Words(DemoFilled filled) =>
        $"{filled.Accepted:N0} events of {DemoCustomer.All.Count} customers added for {filled.Range.Start:yyyy-MM-dd} to {filled.Range.End:yyyy-MM-dd HH:mm}Z in {filled.Elapsed.TotalSeconds:N1} s"
        + (filled.Duplicates > 0 ? $"; {filled.Duplicates:N0} were stored before." : ".");

    // Progress<T> would report on another thread and out of order.
    private sealed class Immediate(Action<DemoFilled> report) : IProgress<DemoFilled>
    {
        public void Report(DemoFilled value) => report(value);
    }
}
