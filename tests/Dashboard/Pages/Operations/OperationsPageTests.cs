using Breakwater.Dashboard.Pages.Operations;
using Breakwater.Kernel.Ports;
using Breakwater.Metering.Ports;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;

namespace Breakwater.Tests.Dashboard.Pages.Operations;

public sealed class OperationsPageTests : MeteredPageTests
{
    private readonly StillScheduler _scheduler = new();

    public OperationsPageTests()
    {
        Services.AddSingleton<CircuitCount>();
        Services.AddSingleton<IJobScheduler>(_scheduler);
    }

    [Fact]
    public void Every_state_is_a_link() => UrlRoundTrip.Check(
        new OperationsState(),
        new OperationsState("retention"), new OperationsState(Engine: "Usage ledger"), new OperationsState("retention", Do: OperationsAction.Pause), new OperationsState(Do: OperationsAction.Backup));

    [Fact]
    public async Task Queue_writers_and_durability_are_said_in_words()
    {
        await SendAsync("api_request", 12);
        var page = Open<OperationsPage>("/operations");
        var panel = Panel(page, "Queue and writers");
        page.WaitForAssertion(() => Assert.Contains("12 events", panel().TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Contains("Keeping up", panel().TextContent, StringComparison.Ordinal);
        Assert.Contains("survives a power cut", panel().TextContent, StringComparison.Ordinal);

        await SendAsync("api_request", 3);
        Tick();
        page.WaitForAssertion(() => Assert.Contains("15 events", panel().TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Get<LiveUpdates>().Pause(true);
        await SendAsync("api_request", 4);
        Tick();
        Assert.Contains("15 events", panel().TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_is_gone_is_named_in_the_title_and_opens_with_its_facts()
    {
        var page = Open<OperationsPage>("/operations");
        page.WaitForAssertion(() => Assert.Contains("All 2 engines are healthy", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        await StopLedgerAsync();
        Tick();
        page.WaitForAssertion(() => Assert.Contains("1 of 2 engines need a look", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Contains("Down", page.FindAll("tr[data-row]").Single(row => row.TextContent.Contains("Usage ledger", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal);
        Get<NavigationManager>().NavigateTo("/operations?engine=Control%20store");
        page.WaitForAssertion(() => Assert.Contains("Audit entries", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_job_is_run_now_with_a_reason_and_its_history_is_shown()
    {
        await Get<IJobHistory>().AddAsync(new JobRun("retention", Time.GetUtcNow().AddHours(-2), TimeSpan.FromSeconds(3), false, "The disk was full.", "schedule"), Ct);
        SignIn(Role.Operator);
        var page = Open<OperationsPage>("/operations?job=retention");
        page.WaitForAssertion(() => Assert.Contains("The disk was full.", page.Find("[data-drawer] tbody").TextContent, StringComparison.Ordinal));
        Assert.Contains("its schedule", page.Find("[data-drawer] tbody").TextContent, StringComparison.Ordinal);
        page.FindAll("[data-drawer] button").Single(button => button.TextContent == "Run now").Click();
        Assert.EndsWith("/operations?job=retention&do=run", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => page.Find(".mud-dialog textarea"));
        page.Find(".mud-dialog textarea").Input("Disk was cleared");
        await page.FindAll(".mud-dialog button").Single(button => button.TextContent.Trim() == "Run retention").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(["retention"], _scheduler.Started));
        var entry = (await AuditAsync())[0];
        Assert.Equal(("job.run", "job:retention", "Disk was cleared", "local:operator"), (entry.Action, entry.Subject, entry.Reason, entry.ActorId));
    }

    [Fact]
    public async Task A_job_is_paused_and_resumed()
    {
        var page = Open<OperationsPage>("/operations?job=retention&do=pause");
        page.WaitForAssertion(() => Assert.Contains("Its schedule stops until someone resumes it", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        page.Find(".mud-dialog textarea").Input("Migration");
        await page.FindAll(".mud-dialog button").Single(button => button.TextContent.Trim() == "Pause retention").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Paused", Panel(page, "Scheduled jobs")().TextContent, StringComparison.Ordinal));
        Assert.Equal("job.paused", (await AuditAsync())[0].Action);
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("[data-drawer] button"), button => button.TextContent == "Resume"));
    }

    [Fact]
    public async Task Who_may_not_run_jobs_is_told_which_role_it_needs()
    {
        SignIn(Role.Support);
        var page = Open<OperationsPage>("/operations?job=retention&do=run");
        page.WaitForAssertion(() => Assert.Contains("it needs the role Operator or Admin", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.Empty(_scheduler.Started);
        Assert.DoesNotContain(await AuditAsync(), entry => entry.Action == "job.run");
    }

    [Fact]
    public async Task Notifications_show_what_lasts_first_and_only_lead_inside()
    {
        var notifications = Get<INotifications>();
        await notifications.RaiseAsync(new("gap:acme", Severity.Warning, "acme has fallen silent", "No event for 6 h.", "/usage?customer=acme", Time.GetUtcNow()), Ct);
        await notifications.RaiseAsync(new("evil", Severity.Info, "Look elsewhere", "Body", "//example.org", Time.GetUtcNow()), Ct);
        await notifications.ResolveAsync("evil", Ct);
        var page = Open<OperationsPage>("/operations");
        page.WaitForAssertion(() => Assert.Contains("acme has fallen silent", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Resolved", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/usage?customer=acme", Assert.Single(page.FindAll("a[data-open]")).GetAttribute("href"));
    }

    [Fact]
    public async Task Verifying_reads_everything_and_says_what_agrees()
    {
        await SendAsync("api_request", 5, ("bytes", 100));
        SignIn(Role.Operator);
        var page = Open<OperationsPage>("/operations");
        await page.InvokeAsync(() => page.Find(".check button").Click());
        page.WaitForAssertion(() => Assert.Contains("Archive, ledger and rollups agree on 5 events", page.Find(".check").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Contains("No difference", page.Find(".check").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_not_verify_is_told_which_role_it_needs()
    {
        SignIn(Role.Analyst);
        var page = Open<OperationsPage>("/operations");
        Assert.Contains("needs the role Operator or Admin", page.Find(".check button").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_are_split_by_reason_today_and_lately()
    {
        await Get<IIngestStats>().AddAsync(
            [new(Time.GetUtcNow().AddHours(-2), new(0, 0, 0, 0, 9, 9, new(0, 4, 0, 3))), new(Time.GetUtcNow().AddMinutes(-3), new(0, 5, 2, 1, 7, 8, new(6, 0, 1, 0)))], Ct);
        var page = Open<OperationsPage>("/operations");
        var panel = Panel(page, "In front of the ledger");
        page.WaitForAssertion(() => Assert.Contains("1 passed, 16 refused (94.1 %)", panel().TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Equal("6 rate limit · 4 key · 3 not storing · 2 other · 1 unreadable or too large", panel().QuerySelector(".reasons")!.FirstChild!.TextContent);
        Assert.Contains("last 15 min: 6 rate limit · 1 unreadable or too large", panel().TextContent, StringComparison.Ordinal);
        Assert.Contains("5 sent before, 2 in conflict with a stored one, 1 not valid", panel().TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_claims_the_page_says_that_the_ledger_decides_alone()
    {
        var page = Open<OperationsPage>("/operations");
        page.WaitForAssertion(() => Assert.Contains("The ledger decides alone.", Panel(page, "In front of the ledger")().TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Contains("nothing today", Panel(page, "In front of the ledger")().TextContent, StringComparison.Ordinal);
        Assert.Contains("0 passed, 0 refused", Panel(page, "In front of the ledger")().TextContent, StringComparison.Ordinal);
    }

    private static Func<AngleSharp.Dom.IElement> Panel(IRenderedComponent<Frame> page, string title) =>
        () => page.FindAll(".panel").Single(panel => panel.QuerySelector("h2")!.TextContent == title);

    /// <summary>One job that runs when it is told to, and never by itself.</summary>
    private sealed class StillScheduler : IJobScheduler
    {
        private bool _paused;

        public List<string> Started { get; } = [];

        public Task<IReadOnlyList<Job>> ListAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<Job>>(
            [new Job("retention", "Drops what is past its time.", "every day at 03:00", _paused ? null : new DateTimeOffset(2026, 3, 3, 3, 0, 0, TimeSpan.Zero), false, null)]);

        public Task<bool> RunNowAsync(string name, Actor startedBy, CancellationToken ct)
        {
            Started.Add(name);
            return Task.FromResult(name == "retention");
        }

        public Task<bool> SetPausedAsync(string name, bool paused, CancellationToken ct)
        {
            _paused = paused;
            return Task.FromResult(name == "retention");
        }
    }
}
