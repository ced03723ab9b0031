using AngleSharp.Dom;
using Breakwater.Dashboard.Pages.Operations;
using Breakwater.Kernel.Ports;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;

namespace Breakwater.Tests.Dashboard.Pages.Operations;

/// <summary>Lists that are longer than a page, while the page refreshes itself.</summary>
public sealed class OperationsListTests : MeteredPageTests
{
    private readonly ManyJobs _jobs = new();
    private string _says = "first answer";

    public OperationsListTests()
    {
        Services.AddSingleton<CircuitCount>();
        Services.AddSingleton<IJobScheduler>(_jobs);
        for (var i = 1; i <= 30; i++) Services.AddSingleton<IEngineProbe>(new NumberedProbe(i, () => _says));
    }

    [Fact]
    public async Task What_needs_a_person_comes_first()
    {
        await Get<INotifications>().RaiseAsync(new("gap:acme", Severity.Warning, "acme has fallen silent", "No event for 6 h.", "/usage?customer=acme", Time.GetUtcNow()), Ct);
        var page = Open<OperationsPage>("/operations");
        Assert.Equal("Notifications", page.Find(".panels h2").TextContent);
    }

    [Fact]
    public void A_live_refresh_keeps_the_reader_on_the_page_and_in_the_order_of_engines()
    {
        var page = Open<OperationsPage>("/operations");
        Sort(page, "Engines", "Engine");
        Sort(page, "Engines", "Engine");
        Next(page, "Engines");
        page.WaitForAssertion(() => Assert.Contains("26–32 of 32", Table(page, "Engines").TextContent, StringComparison.Ordinal));
        Assert.Equal("Engine 06", FirstRow(page, "Engines"));

        _says = "second answer";
        Tick();
        page.WaitForAssertion(() => Assert.Contains("second answer", Table(page, "Engines").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Contains("26–32 of 32", Table(page, "Engines").TextContent, StringComparison.Ordinal);
        Assert.Equal("Engine 06", FirstRow(page, "Engines"));
    }

    [Fact]
    public void A_live_refresh_keeps_the_reader_on_the_page_and_in_the_order_of_jobs()
    {
        var page = Open<OperationsPage>("/operations");
        Sort(page, "Scheduled jobs", "Job");
        Sort(page, "Scheduled jobs", "Job");
        Next(page, "Scheduled jobs");
        page.WaitForAssertion(() => Assert.Contains("26–30 of 30", Table(page, "Scheduled jobs").TextContent, StringComparison.Ordinal));
        Assert.Equal("job-05", FirstRow(page, "Scheduled jobs"));

        _jobs.Message = "Dropped 3 files.";
        Tick();
        page.WaitForAssertion(() => Assert.Contains("Dropped 3 files.", Table(page, "Scheduled jobs").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Contains("26–30 of 30", Table(page, "Scheduled jobs").TextContent, StringComparison.Ordinal);
        Assert.Equal("job-05", FirstRow(page, "Scheduled jobs"));
    }

    [Fact]
    public async Task A_ledger_that_goes_away_leaves_the_last_answer_as_stale_with_the_reason()
    {
        await SendAsync("api_request", 12);
        var page = Open<OperationsPage>("/operations");
        page.WaitForAssertion(() => Assert.Equal("full", Panel(page, "Queue and writers").GetAttribute("data-state")), TimeSpan.FromSeconds(10));
        await StopLedgerAsync();
        Tick();
        page.WaitForAssertion(() => Assert.Equal("stale", Panel(page, "Queue and writers").GetAttribute("data-state")), TimeSpan.FromSeconds(10));
        var panel = Panel(page, "Queue and writers");
        Assert.Contains("12 events", panel.TextContent, StringComparison.Ordinal);
        Assert.Contains("Stale", panel.QuerySelector("header")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Usage ledger", panel.QuerySelector(".failed")!.TextContent, StringComparison.Ordinal);
    }

    private static IElement Panel(IRenderedComponent<Frame> page, string title) => page.FindAll(".panel").Single(panel => panel.QuerySelector("h2")?.TextContent == title);

    private static IElement Table(IRenderedComponent<Frame> page, string label) =>
        page.FindAll(".data-table").Single(table => table.QuerySelector("caption")?.TextContent == label);

    private static string FirstRow(IRenderedComponent<Frame> page, string label) => Table(page, label).QuerySelector("tbody tr td")!.TextContent;

    private static void Sort(IRenderedComponent<Frame> page, string label, string column) => Click(page, label, $"button[title='Sort by {column.ToLowerInvariant()}']");

    private static void Next(IRenderedComponent<Frame> page, string label) => Click(page, label, "button[aria-label='Next page']");

    private static void Click(IRenderedComponent<Frame> page, string label, string selector)
    {
        page.WaitForAssertion(() => Assert.NotNull(Table(page, label).QuerySelector("tr[data-row]")), TimeSpan.FromSeconds(10));
        page.InvokeAsync(() => Table(page, label).QuerySelector(selector)!.Click());
    }

    private sealed class NumberedProbe(int number, Func<string> says) : IEngineProbe
    {
        public Task<EngineHealth> ProbeAsync(CancellationToken ct) => Task.FromResult(
            new EngineHealth($"Engine {number:00}", "Memory", EngineState.Healthy, says(), TimeSpan.FromMilliseconds(number), Required: false, new Dictionary<string, string>()));
    }

    private sealed class ManyJobs : IJobScheduler
    {
        public string Message { get; set; } = "Nothing to drop.";

        public Task<IReadOnlyList<Job>> ListAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<Job>>(
            [.. Enumerable.Range(1, 30).Select(i => new Job($"job-{i:00}", "Drops what is past its time.", "every hour", DateTimeOffset.UnixEpoch.AddHours(i), false,
                new JobRun($"job-{i:00}", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(i), true, Message, "schedule")))]);

        public Task<bool> RunNowAsync(string name, Actor startedBy, CancellationToken ct) => Task.FromResult(false);

        public Task<bool> SetPausedAsync(string name, bool paused, CancellationToken ct) => Task.FromResult(false);
    }
}
