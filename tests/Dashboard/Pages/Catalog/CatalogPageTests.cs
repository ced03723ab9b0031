using Breakwater.Dashboard.Pages.Catalog;
using Breakwater.Metering.Ingest;
using Breakwater.Metering.Model;

namespace Breakwater.Tests.Dashboard.Pages.Catalog;

public sealed class CatalogPageTests : MeteredPageTests
{
    [Fact]
    public void Every_state_is_a_link() => UrlRoundTrip.Check(
        new CatalogState(),
        new CatalogState("bytes & more"), new CatalogState(Archived: true), new CatalogState(Metric: "api_calls", Do: CatalogAction.Edit),
        new CatalogState(Type: "user.login", Do: CatalogAction.New), new CatalogState("a", true, "b", null, CatalogAction.Restore));

    [Fact]
    public async Task Metrics_say_what_they_counted_and_what_they_skipped()
    {
        await SendAsync("api_request", 2, ("bytes", 500));
        await SendAsync("api_request", 1);
        var page = Open<CatalogPage>("/catalog");
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("tr[data-row]").Count));
        Assert.Equal("3", Cell(page, "api_calls", 6));
        Assert.Equal(("2", "1"), (Cell(page, "bandwidth", 6), Cell(page, "bandwidth", 7)));
        Assert.Equal("SUM of bytes", Cell(page, "bandwidth", 2));
        Assert.Contains("events of the last 30 days", page.Markup, StringComparison.Ordinal);

        Get<NavigationManager>().NavigateTo("/catalog?q=gb_stored");
        page.WaitForAssertion(() => Assert.Equal("storage_peak", Assert.Single(page.FindAll("tr[data-row]")).Children[0].TextContent));
        Get<NavigationManager>().NavigateTo("/catalog?q=nothing");
        page.WaitForAssertion(() => Assert.Contains("No metric matches", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ledger_that_is_gone_leaves_the_last_answer_as_stale()
    {
        var page = Open<CatalogPage>("/catalog");
        page.WaitForAssertion(() => Assert.Equal("full", page.Find(".panel").GetAttribute("data-state")));
        await StopLedgerAsync();
        Tick();
        page.WaitForAssertion(() => Assert.Equal("stale", page.Find(".panel").GetAttribute("data-state")), TimeSpan.FromSeconds(5));
        Assert.Equal(4, page.FindAll("tr[data-row]").Count);
        Assert.Contains("Usage ledger", page.Find(".failed").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_ledger_the_page_says_which_engine_fails()
    {
        await StopLedgerAsync();
        var page = Open<CatalogPage>("/catalog");
        page.WaitForAssertion(() => Assert.Equal("failed", page.Find(".panel").GetAttribute("data-state")), TimeSpan.FromSeconds(5));
        Assert.Contains("Usage ledger", page.Find(".failed").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_type_that_nothing_counts_becomes_a_metric_that_counts_the_stored_events_too()
    {
        await SendAsync("login", 5);
        var page = Open<CatalogPage>("/catalog");
        page.WaitForAssertion(() => Assert.Contains("1 event type is stored and counted by no metric", page.Markup, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".unmatched button").ClickAsync(new()));
        page.WaitForAssertion(() => Assert.EndsWith("/catalog?type=login&do=new", Address, StringComparison.Ordinal));
        page.WaitForAssertion(() => page.Find("[data-field=code]"));
        Assert.Equal(("login", "login"), (page.Find("[data-field=code]").GetAttribute("value"), page.Find("[data-field=event_type]").GetAttribute("value")));

        await PressAsync(page, "Show what changes");
        page.WaitForAssertion(() => Assert.Contains("the 5 stored events of that type and every one that arrives", page.Find(".preview").TextContent, StringComparison.Ordinal));
        await PressAsync(page, "Add 1 metric");
        page.WaitForAssertion(() => Assert.EndsWith("/catalog?metric=login", Address, StringComparison.Ordinal));
        var entry = (await AuditAsync())[0];
        Assert.Equal(("metric.defined", "metric:login", "local:admin"), (entry.Action, entry.Subject, entry.ActorId));
        Tick();
        page.WaitForAssertion(() => Assert.Equal("5", Cell(page, "login", 6)), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Archiving_says_what_stays_and_what_is_unmatched_afterwards()
    {
        var page = Open<CatalogPage>("/catalog?metric=storage_peak&do=archive");
        page.WaitForAssertion(() => Assert.Contains("No other metric counts this type", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        page.Find(".mud-dialog textarea").Input("Replaced");
        await page.InvokeAsync(() => page.FindAll(".mud-dialog button").Single(button => button.TextContent.Trim() == "Archive storage_peak").ClickAsync(new()));
        page.WaitForAssertion(() => Assert.DoesNotContain("do=archive", Address, StringComparison.Ordinal));
        Assert.Equal(("metric.archived", "Replaced"), ((await AuditAsync())[0].Action, (await AuditAsync())[0].Reason));
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tr[data-row]").Count));
        Get<NavigationManager>().NavigateTo("/catalog?archived=1");
        page.WaitForAssertion(() => Assert.Equal("Archived", Cell(page, "storage_peak", 9)));
    }

    [Fact]
    public async Task Who_may_not_change_the_catalog_is_told_why()
    {
        SignIn(Role.Operator);
        var page = Open<CatalogPage>("/catalog?metric=bandwidth&do=edit");
        page.WaitForAssertion(() => Assert.Contains("it needs the role Admin", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => page.Find("[data-field=code]"));
        Assert.True(page.FindAll("[data-drawer] button").Single(button => button.TextContent == "Show what changes").HasAttribute("disabled"));
        Assert.True((await Get<DefineMetric>().PreviewAsync(Actor, new MetricDraft("x", "X", "x", Aggregation.Count, null, "x", []), Ct)).Problem is { Kind: ProblemKind.Forbidden });
        Get<NavigationManager>().NavigateTo("/catalog?metric=bandwidth&do=archive");
        page.WaitForAssertion(() => Assert.Contains("may not do this", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain(await AuditAsync(), entry => entry.ActorId == "local:operator");
    }

    private static string Cell(IRenderedComponent<Frame> page, string code, int column) =>
        page.FindAll("tr[data-row]").Single(row => row.Children[0].TextContent == code).Children[column].TextContent.Trim();

    private static Task PressAsync(IRenderedComponent<Frame> page, string text) =>
        page.InvokeAsync(() => page.FindAll("[data-drawer] button").Single(button => button.TextContent.Trim() == text).ClickAsync(new()));
}
