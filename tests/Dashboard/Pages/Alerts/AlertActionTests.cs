using Breakwater.Dashboard.Pages.Alerts;
using Breakwater.Kernel.Ports;
using Breakwater.Operations.Ingest;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Breakwater.Operations.Read;

namespace Breakwater.Tests.Dashboard.Pages.Alerts;

public sealed class AlertActionTests : PageTests
{
    [Fact]
    public async Task Adding_forecasts_asks_why_and_shows_the_secret_once()
    {
        await Get<INotifications>().RaiseAsync(new("fraud-case:1", Severity.Critical, "Case", "Body", "/", Time.GetUtcNow()), Ct);
        await Get<INotifications>().RaiseAsync(new("gap:1", Severity.Warning, "Gap", "Body", "/", Time.GetUtcNow()), Ct);
        SignIn(Role.Operator);
        var page = Open<AlertsPage>("/alerts?do=add");
        page.WaitForAssertion(() => Assert.Contains("Of the 2 notifications of the last 90 days it would have been told of 2.", page.Find("[data-forecast]").TextContent, StringComparison.Ordinal));
        page.Find("[data-field=prefixes]").Input("fraud-case: audit-");
        page.WaitForAssertion(() => Assert.Contains("told of 1.", page.Find("[data-forecast]").TextContent, StringComparison.Ordinal));
        page.Find("[data-field=url]").Input("https://10.0.0.1/");
        page.WaitForAssertion(() => Assert.Contains("private network", page.Find(".field-error").TextContent, StringComparison.Ordinal));
        page.Find("[data-field=url]").Input("https://hooks.example.com/x");
        page.Find("[data-field=description]").Input("On-call rota");
        page.Find("[data-field=minimum]").Change("Critical");
        page.Find("textarea").Input("Set up the rota");
        await ButtonAsync(page, "Add 1 endpoint");
        page.WaitForAssertion(() => page.Find("[data-secret]"));

        var secret = page.Find("[data-secret]").TextContent;
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", secret);
        await ButtonAsync(page, "Copy secret");
        Assert.DoesNotContain(secret, Get<Announcer>().Text, StringComparison.Ordinal);
        await ButtonAsync(page, "I have stored it");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-secret]")));
        Assert.DoesNotContain(secret, page.Markup + Address, StringComparison.Ordinal);
        Assert.DoesNotContain(Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        var entry = (await AuditAsync())[0];
        Assert.Equal(("alert-endpoint.added", "Set up the rota", "local:operator"), (entry.Action, entry.Reason, entry.ActorId));
        Assert.DoesNotContain(secret[6..], entry.Details, StringComparison.Ordinal);
        var saved = Assert.Single((await Get<AlertQueries>().EndpointsAsync(Ct)).Value.Items).Endpoint;
        Assert.Equal(("On-call rota", Severity.Critical, 2), (saved.Description, saved.MinimumSeverity, saved.KeyPrefixes.Count));
        page.WaitForAssertion(() => Assert.Contains("On-call rota", page.Find("tbody").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Editing_starts_from_what_is_saved()
    {
        var id = await AddAsync();
        var page = Open<AlertsPage>($"/alerts?endpoint={id}&do=edit");
        page.WaitForAssertion(() => Assert.Equal("https://hooks.example.com/", page.Find("[data-field=url]").GetAttribute("value")));
        page.Find("[data-field=url]").Input("https://other.example.com/");
        page.Find("textarea").Input("Moved");
        await ButtonAsync(page, "Save 1 endpoint");
        page.WaitForAssertion(() => Assert.DoesNotContain("do=edit", Address, StringComparison.Ordinal));
        Assert.Equal("https://other.example.com/", (await Get<AlertQueries>().FindAsync(id, Ct)).Value.Endpoint.Url);
        Assert.Equal("Moved", (await AuditAsync())[0].Reason);
    }

    [Theory]
    [InlineData("pause", "Waiting now: 1 message", "Pause Rota", "alert-endpoint.paused")]
    [InlineData("test", "once, whatever its filters", "Send 1 test", "alert-endpoint.tested")]
    [InlineData("remove", "What waits for it (1 message) is never sent", "Remove Rota", "alert-endpoint.removed")]
    [InlineData("rotate", "3 Mar 2026, 09:30", "Make 1 new secret", "alert-endpoint.secret-rotated")]
    public async Task Each_action_previews_asks_why_and_is_recorded(string action, string preview, string button, string audited)
    {
        var id = await AddAsync();
        await Get<INotifications>().RaiseAsync(new("gap:1", Severity.Warning, "Gap", "Body", "/", Time.GetUtcNow()), Ct);
        SignIn(Role.Operator);
        var page = Open<AlertsPage>($"/alerts?endpoint={id}&do={action}");
        page.WaitForAssertion(() => Assert.Contains(preview, page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.True(page.FindAll(".mud-dialog-actions button").Single(b => b.TextContent.Trim() == button).HasAttribute("disabled"), "Without a reason nothing can be done.");
        page.Find(".mud-dialog textarea").Input("A good reason");
        await ButtonAsync(page, button);
        page.WaitForAssertion(() => Assert.DoesNotContain($"do={action}", Address, StringComparison.Ordinal));
        var entry = (await AuditAsync())[0];
        Assert.Equal((audited, "A good reason", "local:operator"), (entry.Action, entry.Reason, entry.ActorId));
        if (action == "rotate") page.WaitForAssertion(() => Assert.Contains("both secrets", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        if (action == "remove") page.WaitForAssertion(() => Assert.DoesNotContain("endpoint=", Address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disabled_endpoint_says_why_and_is_resumed()
    {
        var id = await AddAsync();
        await Get<INotifications>().RaiseAsync(new("gap:1", Severity.Warning, "Gap", "Body", "/", Time.GetUtcNow()), Ct);
        var work = Assert.Single(await Get<IAlertStore>().LeaseAsync(8, TimeSpan.FromSeconds(20), Ct));
        await Get<IAlertStore>().SettleAsync(work, new(work.Delivery, 1, Time.GetUtcNow(), TimeSpan.Zero, 410, "Gone", null, 1), null, gone: true, Ct);
        var page = Open<AlertsPage>($"/alerts?endpoint={id}");
        page.WaitForAssertion(() => Assert.Contains("It answered 410 Gone", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));
        page.FindAll("[data-drawer] button").Single(button => button.TextContent == "Resume").Click();
        page.WaitForAssertion(() => page.Find(".mud-dialog textarea"));
        page.Find(".mud-dialog textarea").Input("It is back");
        await ButtonAsync(page, "Resume Rota");
        page.WaitForAssertion(() => Assert.Contains("Changes are sent as they happen.", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));

        Get<NavigationManager>().NavigateTo($"/alerts?delivery={work.Delivery}&do=redeliver");
        page.WaitForAssertion(() => Assert.Contains(work.MessageId, page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        page.Find(".mud-dialog textarea").Input("Receiver lost it");
        await ButtonAsync(page, "Send 1 message again");
        page.WaitForAssertion(() => Assert.DoesNotContain("do=", Address, StringComparison.Ordinal));
        Assert.Equal(AlertDeliveryState.Waiting, (await Get<AlertQueries>().DeliveryAsync(work.Delivery, Ct)).Value.State);
        Assert.Equal("alert.redelivered", (await AuditAsync())[0].Action);
    }

    [Theory]
    [InlineData(Role.Analyst)]
    [InlineData(Role.FraudAnalyst)]
    public async Task Who_may_not_is_told_which_role_it_needs_and_changes_nothing(Role role)
    {
        var id = await AddAsync();
        var before = (await AuditAsync()).Count;
        SignIn(role);
        var page = Open<AlertsPage>($"/alerts?endpoint={id}&do=remove");
        page.WaitForAssertion(() => Assert.Contains("needs the role Operator or Admin", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.Contains("needs the role Operator or Admin", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal);
        Assert.Equal(before, (await AuditAsync()).Count);
        Assert.Single((await Get<AlertQueries>().EndpointsAsync(Ct)).Value.Items);
    }

    private static async Task ButtonAsync(IRenderedComponent<Frame> page, string text)
    {
        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".mud-dialog button"), button => button.TextContent.Trim() == text && !button.HasAttribute("disabled")));
        await page.FindAll(".mud-dialog button").Single(button => button.TextContent.Trim() == text).ClickAsync(new());
    }

    private async Task<AlertEndpointId> AddAsync() => (await Get<AddAlertEndpoint>().RunAsync(As(Role.Operator), new("https://hooks.example.com/", "Rota"), "Test", Ct)).Value.Endpoint.Id;
}
