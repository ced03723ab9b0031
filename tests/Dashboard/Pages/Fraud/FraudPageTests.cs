using Breakwater.Access.Ingest;
using Breakwater.Dashboard.Layout;
using Breakwater.Dashboard.Pages.Fraud;
using Breakwater.Dashboard.Security;
using Breakwater.Engines.Redis;
using Breakwater.Fraud;
using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;
using Breakwater.Metering.Model;
using Microsoft.Extensions.Configuration;
using CaseQueries = Breakwater.Fraud.Read.CaseQueries;

namespace Breakwater.Tests.Dashboard.Pages.Fraud;

/// <summary>Triage and case over the real control store. Baselines lie on a server that is not there: pages that need none must not notice.</summary>
public sealed class FraudPageTests : MeteredPageTests
{
    private static readonly DateOnly Day = new(2026, 3, 1);

    public FraudPageTests()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Redis:Configuration", "127.0.0.1:1")]).Build();
        Services.AddFraud(configuration);
        Services.AddRedisEngine(configuration);
        SignIn(Role.FraudAnalyst);
    }

    [Fact]
    public void Every_state_is_a_link()
    {
        UrlRoundTrip.Check(
            new QueueState(), new QueueState(CaseState.Confirmed, CaseSeverity.High, QueueOwner.Me, AttackKind.QuietHours, true, true, "100 % & =", BulkAction.Snooze), new QueueState(Owner: QueueOwner.Nobody));
        Assert.Equal(new QueueState(Overdue: true), QueueState.Read(new("/fraud?overdue=1")));
        UrlRoundTrip.Check(new CaseView(), new CaseView("api_calls/2026-03-01", "k_1", CaseAction.Rotate), new CaseView(Do: CaseAction.Dismiss));
    }

    [Fact]
    public void An_empty_queue_says_what_would_fill_it()
    {
        var page = Open<QueuePage>("/fraud");
        page.WaitForAssertion(() => Assert.Equal("empty", page.Find(".data-table").GetAttribute("data-state")));
        Assert.Contains("5 past every hour", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_store_is_named_and_retry_brings_the_queue_and_later_it_goes_stale()
    {
        await RecordAsync("acme");
        IRenderedComponent<Frame> page;
        using (Break("cases"))
        {
            page = Open<QueuePage>("/fraud");
            page.WaitForAssertion(() => Assert.Equal("failed", page.Find(".data-table").GetAttribute("data-state")));
            Assert.DoesNotContain("SQLite", page.Markup, StringComparison.OrdinalIgnoreCase);
        }

        await page.Find(".data-table .failed button.btn:not(.tiny)").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("acme", page.Find("tbody").TextContent, StringComparison.Ordinal));
        using (Break("cases"))
        {
            await page.FindAll("button.sort")[0].ClickAsync(new());
            page.WaitForAssertion(() => Assert.Equal("stale", page.Find(".data-table").GetAttribute("data-state")));
        }
    }

    [Fact]
    public async Task Filters_narrow_the_queue_and_chosen_cases_are_claimed_together()
    {
        await RecordAsync("acme", score: 40);
        await RecordAsync("beta");
        var page = Open<QueuePage>("/fraud");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tr[data-row]").Count));
        for (var i = 0; i < 2; i++) await page.InvokeAsync(() => page.FindAll("tbody input[type=checkbox]")[i].ChangeAsync(new() { Value = true }));
        page.WaitForAssertion(() => Assert.Contains("2 chosen", page.Find(".bulk").TextContent, StringComparison.Ordinal));
        await page.Find(".bulk .primary").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Claim 2 cases", page.Find(".mud-dialog .primary").TextContent));
        await page.Find(".mud-dialog .primary").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".bulk")));
        Assert.All((await ListAsync()).Items, one => Assert.Equal(Actor.Id, one.Owner!.Id));
        await page.Find("button[aria-pressed=false]:contains('Nobody')").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("empty", page.Find(".data-table").GetAttribute("data-state")));
        Assert.EndsWith("?owner=nobody", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_says_in_words_what_happened_and_is_decided_with_its_effects_told()
    {
        var id = await RecordAsync("acme");
        var page = OpenCase(id);
        page.WaitForAssertion(() => Assert.Contains("moved by 8 h", page.Find(".lead").TextContent, StringComparison.Ordinal));
        var text = page.Markup;
        foreach (var expected in (string[])["Score", "z-score", "Cosine", "Detectability", "1 stretch of", "nobody"]) Assert.Contains(expected, text, StringComparison.Ordinal);

        await page.Find("button.primary:contains('Confirm fraud')").ClickAsync(new());
        Assert.EndsWith("?do=confirm", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("never teach the baseline", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        await page.Find(".mud-dialog .btn.danger").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Confirmed fraud", page.Find(".tags").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Contains(await AuditAsync(), entry => entry.Action == "case.confirmed" && entry.ActorId == Actor.Id);
        Assert.Equal(DayStanding.Fraud, Assert.Single(await Get<ICaseStore>().DayFlagsAsync(Day.AddDays(-2), null, Ct)).Standing);
        Assert.NotEmpty(page.FindAll("button:contains('Take the decision back')"));
    }

    [Fact]
    public async Task A_comment_with_markup_is_shown_as_text()
    {
        var id = await RecordAsync("acme");
        var page = OpenCase(id);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-field=comment]")));
        await page.Find("[data-field=comment]").InputAsync(new() { Value = "<img src=x onerror=alert(1)>" });
        await page.Find("form.comment").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("<img src=x onerror=alert(1)>", page.Find(".timeline blockquote").TextContent));
        Assert.Empty(page.FindAll(".timeline img"));
    }

    [Fact]
    public async Task A_key_is_suspended_from_the_case_with_a_preview_and_a_reason()
    {
        var issued = (await Get<IssueKey>().RunAsync(As(Role.Admin), new("acme", "Gateway"), Ct)).Value;
        var id = await RecordAsync("acme");
        var page = OpenCase(id);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("button.danger:contains('Suspend key')")));
        await page.Find("button.danger:contains('Suspend key')").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("No key of acme works then", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.True(page.Find(".mud-dialog .btn.danger").HasAttribute("disabled"));
        await page.Find(".mud-dialog textarea").InputAsync(new() { Value = "Stolen" });
        await page.Find(".mud-dialog .btn.danger").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Key suspended", page.Find(".timeline").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Contains(await AuditAsync(), entry => entry.Action == "key.suspended" && entry.Subject == $"key:{issued.Key.Id}" && entry.Reason!.Contains("Stolen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_analyst_reads_and_may_not_act()
    {
        var id = await RecordAsync("acme");
        SignIn(Role.Analyst);
        var page = OpenCase(id);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("button.refused")));
        Assert.Empty(page.FindAll("form.comment"));
        var refused = await Get<DecideCase>().RunAsync(Actor, new(id), new(DecisionReason.StolenKey), Ct);
        Assert.Equal(ProblemKind.Forbidden, refused.Problem!.Kind);
    }

    [Fact]
    public async Task A_case_is_found_by_the_search_of_the_top_bar()
    {
        var id = await RecordAsync("acme");
        foreach (var text in (string[])[id.Value, id.Value[..6]])
        {
            var hit = Assert.Single(await new CaseSearch(Get<CaseQueries>(), Get<ICurrentActor>()).SearchAsync(text, 4, Ct));
            Assert.Equal((id.Value, "Fraud case of acme", $"/fraud/cases/{id}"), (hit.Title, hit.Detail, hit.Href));
        }
    }

    [Fact]
    public void A_case_that_is_not_there_is_said_to_be_unknown()
    {
        var page = OpenCase(new("c_0000000000000000"));
        page.WaitForAssertion(() => Assert.Contains("There is no case of that id", page.Markup, StringComparison.Ordinal));
    }

    private IRenderedComponent<Frame> OpenCase(CaseId id) => Open<CasePage>($"/fraud/cases/{id}", new Dictionary<string, object> { ["Id"] = id.Value });

    private async Task<Page<FraudCase>> ListAsync() => await Get<ICaseStore>().ListAsync(new(), new(), Ct);

    private async Task<CaseId> RecordAsync(string customer, double score = 17)
    {
        double[] usage = [.. Enumerable.Range(0, 24).Select(hour => hour is >= 2 and < 6 ? 90.0 : 2)];
        var start = new DateTimeOffset(Day.ToDateTime(new(2, 0)), TimeSpan.Zero);
        var finding = new CaseFinding(
            new("api_calls"), "calls", Day, "UTC", 24, new(start, start.AddHours(22)), score, 6.36, 10.58, DayVerdict.Alert, [new(Feature.Shape, 7.1, 7.1), new(Feature.Window, 5, 5)],
            new(AttackKind.Shift, 8, 1), new(2, 2, 180, 3), usage.Sum(), 380, .31, .4, 42, .2, usage, [.. Enumerable.Repeat(new HourBand(10, 4, 18), 24)],
            [.. Enumerable.Range(2, 23).Select(hours => new HourScore(hours, hours / 2d, 6.36, 10.58))], Time.GetUtcNow());
        return (await Get<RecordFindings>().RunAsync([(new(customer), finding)], Ct)).Value.Single();
    }
}
