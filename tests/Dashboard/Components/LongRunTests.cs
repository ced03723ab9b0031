namespace Breakwater.Tests.Dashboard.Components;

public sealed class LongRunTests : PageTests
{
    [Fact]
    public async Task It_counts_while_it_runs_and_stops_when_it_is_cancelled()
    {
        var run = Show(async (progress, ct) =>
        {
            progress.Report(1_234);
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return "never";
        });
        Assert.Equal("idle", Phase(run));
        await run.InvokeAsync(() => run.Find("button").Click());
        for (var i = 0; i < 200 && !run.Markup.Contains("1,234 of 5,000 events read", StringComparison.Ordinal); i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(10, Ct);
        }

        Assert.Contains("1,234 of 5,000 events read", run.Markup, StringComparison.Ordinal);
        await run.InvokeAsync(() => run.FindAll("button").Single(button => button.TextContent == "Cancel").Click());
        run.WaitForAssertion(() => Assert.Equal("cancelled", Phase(run)), TimeSpan.FromSeconds(5));
        Assert.Contains("Stopped after 1,234 events. Nothing was changed by it.", run.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_and_a_fault_are_shown_and_it_can_be_started_again()
    {
        var answers = new Queue<Func<Outcome<string>>>(
            [() => Problem.Forbidden("Not yours."), () => throw new EngineUnavailableException("Usage ledger", "gone"), () => "All is well"]);
        var run = Show((_, _) => Task.FromResult(answers.Dequeue()()));
        foreach (var (phase, words) in new[] { ("failed", "Not yours."), ("failed", "Usage ledger does not answer."), ("done", "All is well") })
        {
            await run.InvokeAsync(() => run.Find(".line button").Click());
            run.WaitForAssertion(() => Assert.Contains(words, run.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
            Assert.Equal(phase, Phase(run));
        }
    }

    private static string? Phase(IRenderedComponent<LongRun<string>> run) => run.Find("[data-run]").GetAttribute("data-run");

    private IRenderedComponent<LongRun<string>> Show(Func<IProgress<long>, CancellationToken, Task<Outcome<string>>> work) =>
        Render<LongRun<string>>(parameters => parameters
            .AddCascadingValue(Actor)
            .Add(run => run.Text, "Verify now").Add(run => run.Unit, "events").Add(run => run.Total, 5_000).Add(run => run.Permission, Permission.Verify)
            .Add(run => run.Run, work)
            .Add(run => run.ChildContent, result => builder => builder.AddContent(0, result)));
}
