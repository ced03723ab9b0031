using Breakwater.Dashboard.Pages.Alerts;
using Breakwater.Kernel.Ports;
using Breakwater.Operations.Ingest;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Breakwater.Operations.Read;

namespace Breakwater.Tests.Dashboard.Pages.Alerts;

public sealed class AlertsPageTests : PageTests
{
    private const string Endpoints = "section[aria-label=Endpoints]";
    private const string Deliveries = "section[aria-label=Deliveries]";

    [Fact]
    public void Every_state_is_a_link() => UrlRoundTrip.Check(
        new AlertsState(),
        new AlertsState("ep_1"), new AlertsState(Outcome: AlertOutcome.Failed), new AlertsState(Search: "100 % & = ?#"), new AlertsState(Endpoint: "ep_2", Do: AlertAction.Rotate),
        new AlertsState("ep_1", AlertOutcome.Waiting, "x", Delivery: 7, Do: AlertAction.Redeliver));

    [Fact]
    public void Without_endpoints_the_page_says_what_to_do_first()
    {
        var page = Open<AlertsPage>("/alerts");
        page.WaitForAssertion(() => Assert.All(page.FindAll(".data-table"), table => Assert.Equal("empty", table.GetAttribute("data-state"))));
        Assert.Contains("Nobody is told yet", page.Find(Endpoints).TextContent, StringComparison.Ordinal);
        page.Find(Endpoints + " .empty button").Click();
        Assert.EndsWith("/alerts?do=add", Address, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_until_the_store_answers()
    {
        IRenderedComponent<Frame> page;
        using (Stall())
        {
            page = Open<AlertsPage>("/alerts");
            Assert.All(page.FindAll(".data-table"), table => Assert.Equal("loading", table.GetAttribute("data-state")));
        }

        page.WaitForAssertion(() => Assert.All(page.FindAll(".data-table"), table => Assert.Equal("empty", table.GetAttribute("data-state"))), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_failing_store_is_named_and_retry_brings_the_list()
    {
        await AddAsync();
        IRenderedComponent<Frame> page;
        using (Break("alert_endpoints"))
        {
            page = Open<AlertsPage>("/alerts");
            page.WaitForAssertion(() => Assert.Equal("failed", page.Find(Endpoints + " .data-table").GetAttribute("data-state")));
            Assert.Contains("Control store", page.Find(Endpoints + " .failed").TextContent, StringComparison.Ordinal);
        }

        await page.Find(Endpoints + " .failed button.btn:not(.tiny)").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("full", page.Find(Endpoints + " .data-table").GetAttribute("data-state")));
    }

    [Fact]
    public async Task What_was_read_stays_as_stale_when_the_store_fails_later()
    {
        await AddAsync();
        await RaiseAsync("gap:a");
        var page = Open<AlertsPage>("/alerts");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tr[data-row]").Count));
        using (Break("alert_deliveries"))
        {
            Get<NavigationManager>().NavigateTo("/alerts?q=gap");
            page.WaitForAssertion(() => Assert.Equal("stale", page.Find(Deliveries + " .data-table").GetAttribute("data-state")));
            Assert.Single(page.FindAll(Deliveries + " tr[data-row]"));
        }
    }

    [Fact]
    public async Task Rows_say_how_it_fares_and_hide_what_the_query_holds()
    {
        await AddAsync("https://hooks.example.com/a?token=swordfish", "On-call rota");
        await RaiseAsync("gap:a");
        await AttemptAsync(503, "It answered 503.");
        var page = Open<AlertsPage>("/alerts");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tr[data-row]").Count));
        var (endpoint, delivery) = (page.Find(Endpoints + " tr[data-row]").TextContent, page.Find(Deliveries + " tr[data-row]").TextContent);
        foreach (var words in new[] { "Failing", "On-call rota", "https://hooks.example.com/a?…", "Warning and critical, every key", "answered 503" }) Assert.Contains(words, endpoint, StringComparison.Ordinal);
        foreach (var words in new[] { "Trying again", "Raised", "gap:a is silent", "On-call rota", "503" }) Assert.Contains(words, delivery, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_filtered_by_the_address()
    {
        var id = await AddAsync();
        await AddAsync("https://other.example.com/", "Other");
        await RaiseAsync("gap:a");
        await RaiseAsync("gap:b");
        await AttemptAsync(204, null);
        var page = Open<AlertsPage>($"/alerts?to={id}&q=gap:b");
        page.WaitForAssertion(() => Assert.Contains("gap:b", Assert.Single(page.FindAll(Deliveries + " tr[data-row]")).TextContent, StringComparison.Ordinal));
        page.Find("[data-field=outcome]").Change("Delivered");
        page.WaitForAssertion(() => Assert.Equal("empty", page.Find(Deliveries + " .data-table").GetAttribute("data-state")));
        Assert.Contains("outcome=delivered", Address, StringComparison.Ordinal);
        page.Find("[data-field=to]").Change("");
        Assert.DoesNotContain("to=", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_opens_with_body_headers_and_attempts_as_text()
    {
        await AddAsync();
        await RaiseAsync("gap:a");
        await AttemptAsync(500, "It answered 500.", "<script>alert(1)</script>");
        var page = Open<AlertsPage>("/alerts");
        page.WaitForAssertion(() => page.Find(Deliveries + " tr[data-row]"));
        page.Find(Deliveries + " tr[data-row]").Click();
        Assert.EndsWith("/alerts?delivery=1", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("<script>alert(1)</script>", page.Find("[data-drawer] tbody").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-drawer] script"));
        Assert.Contains("\"key\": \"gap:a\"", page.Find("[data-body]").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains($"webhook-timestamp: {Time.GetUtcNow().ToUnixTimeSeconds()}", page.Find("[data-headers]").TextContent, StringComparison.Ordinal));
        Assert.Contains("webhook-signature: v1,…", page.Find("[data-headers]").TextContent, StringComparison.Ordinal);
        page.Find("[data-close]").Click();
        Assert.Empty(page.FindAll("[data-drawer]"));
    }

    [Fact]
    public void What_does_not_exist_is_said_so()
    {
        var page = Open<AlertsPage>("/alerts?endpoint=ep_nothing");
        page.WaitForAssertion(() => Assert.Contains("No alert endpoint has the id ep_nothing.", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));
        Get<NavigationManager>().NavigateTo("/alerts?delivery=99");
        page.WaitForAssertion(() => Assert.Contains("No delivery has the number 99.", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));
    }

    private async Task<AlertEndpointId> AddAsync(string url = "https://hooks.example.com/", string description = "") =>
        (await Get<AddAlertEndpoint>().RunAsync(As(Role.Operator), new(url, description), "Test", Ct)).Value.Endpoint.Id;

    private Task RaiseAsync(string key) => Get<INotifications>().RaiseAsync(new(key, Severity.Warning, $"{key} is silent", "Body", "/usage", Time.GetUtcNow()), Ct);

    private async Task AttemptAsync(int status, string? error, string? response = null)
    {
        foreach (var work in await Get<IAlertStore>().LeaseAsync(8, TimeSpan.FromSeconds(20), Ct))
        {
            await Get<IAlertStore>().SettleAsync(work, new(work.Delivery, work.Attempt, Time.GetUtcNow(), TimeSpan.FromMilliseconds(12), status, error, response, 1), error is null ? null : Time.GetUtcNow().AddMinutes(1), false, Ct);
        }
    }
}
