using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Breakwater.Tests.EndToEnd;

/// <summary>What people come for, end to end in a real browser.</summary>
public sealed class JourneyTests(Browser browser)
{
    [Fact]
    public async Task Live_usage_moves_while_events_arrive_and_stands_still_when_paused()
    {
        await using var visit = await browser.VisitAsync(Role.Analyst);
        await visit.OpenAsync("/");
        var rate = visit.Page.Locator(".tile", new() { HasText = "Ingestion rate" });
        var before = await rate.InnerTextAsync();
        await visit.Page.WaitForFunctionAsync(
            "before => [...document.querySelectorAll('.tile')].find(t => t.textContent.includes('Ingestion rate')).innerText !== before", before, new() { Timeout = 20_000 });

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Live" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Paused" }).WaitForAsync();
        await Task.Delay(1_200, TestContext.Current.CancellationToken);
        var paused = await rate.InnerTextAsync();
        await Task.Delay(4_000, TestContext.Current.CancellationToken);
        Assert.Equal(paused, await rate.InnerTextAsync());
        Assert.Empty(visit.Trouble);
    }

    [Fact]
    public async Task A_key_is_issued_once_sends_an_event_that_is_found_and_is_revoked_with_its_audit_row()
    {
        var ct = TestContext.Current.CancellationToken;
        var customer = $"e2e-{Guid.NewGuid():N}"[..16];
        await using var visit = await browser.VisitAsync(Role.Admin);
        var page = visit.Page;

        await visit.OpenAsync("/keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue key" }).First.ClickAsync();
        await page.Locator("[data-field=customer]").FillAsync(customer);
        await page.Locator("[data-field=name]").FillAsync("End to end");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue 1 key" }).ClickAsync();
        var secret = await page.Locator("[data-secret]").InnerTextAsync();
        Assert.StartsWith("bw_", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "I have stored it" }).ClickAsync();

        using (var api = new Api(browser.Host.Address, adminKey: null))
        {
            Assert.Equal(1, (await api.SendSurelyAsync(secret, customer, [("e2e-1", 42)], ct)).GetProperty("accepted").GetInt32());
        }

        await visit.OpenAsync($"/usage?customer={customer}&tab=event&event=e2e-1");
        await page.GetByText("As archived").WaitForAsync();
        Assert.Contains("e2e-1", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await visit.OpenAsync($"/keys?customer={customer}");
        await page.Locator("tbody tr", new() { HasText = customer }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Locator("textarea").FillAsync("The end of the test");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Revoke .*key") }).Last.ClickAsync();
        await page.Locator("tbody tr", new() { HasText = customer }).GetByText("Revoked").First.WaitForAsync();

        using (var api = new Api(browser.Host.Address, adminKey: null))
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => api.SendAsync(secret, customer, [("e2e-2", 1)], ct));
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        await visit.OpenAsync("/audit");
        await page.GetByText("The end of the test").First.WaitForAsync();
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(visit.Trouble);
    }

    [Fact]
    public async Task An_event_is_voided_counts_no_more_and_the_audit_log_says_why()
    {
        var ct = TestContext.Current.CancellationToken;
        var customer = $"e2e-{Guid.NewGuid():N}"[..16];
        using var api = new Api(browser.Host.Address, browser.Host.AdminKey);
        var key = await api.IssueKeyAsync(customer, 600, ct);
        await api.SendSurelyAsync(key, customer, [("void-1", 40), ("void-2", 2)], ct);
        Assert.Equal(42, await api.UsageAsync(key, customer, "bandwidth", ct));

        await using var visit = await browser.VisitAsync(Role.Admin);
        var page = visit.Page;
        await visit.OpenAsync($"/usage?customer={customer}&tab=event&event=void-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Void event" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("40 bytes less").WaitForAsync();
        await dialog.Locator("textarea").FillAsync("Sent twice under two ids");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Void 1 event" }).ClickAsync();
        await page.GetByText("Voided: counts no more").WaitForAsync();
        Assert.Contains("by local:admin: Sent twice under two ids", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(2, await api.UsageAsync(key, customer, "bandwidth", ct));

        await visit.OpenAsync("/audit");
        await page.GetByText("Sent twice under two ids").First.WaitForAsync();
        Assert.Empty(visit.Trouble);
    }

    [Fact]
    public async Task Search_keeps_every_letter_and_finds_an_event_by_its_id_with_the_keyboard_alone()
    {
        var ct = TestContext.Current.CancellationToken;
        var (customer, id) = ($"e2e-{Guid.NewGuid():N}"[..16], $"order-{Guid.NewGuid():N}");
        using var api = new Api(browser.Host.Address, browser.Host.AdminKey);
        await api.SendSurelyAsync(await api.IssueKeyAsync(customer, 600, ct), customer, [(id, 40)], ct);
        await using var visit = await browser.VisitAsync(Role.Support, width: 390);
        await visit.OpenAsync("/");
        await visit.Page.Keyboard.PressAsync("/");
        await visit.Page.Locator("#global-search:focus").WaitForAsync();
        await visit.Page.Keyboard.TypeAsync(id, new() { Delay = 12 });
        await visit.Page.GetByRole(AriaRole.Option, new() { NameRegex = new($"Event of {customer}") }).WaitForAsync();
        Assert.Equal(id, await visit.Page.Locator("#global-search").InputValueAsync());
        Assert.False(await visit.OverflowsAsync(), "The list of matches is wider than the window.");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.GetByText("As archived").WaitForAsync();
        Assert.Contains($"/usage?customer={customer}&tab=event&event={id}", visit.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visit.Trouble);
    }

    [Fact]
    public async Task A_role_without_the_right_sees_why()
    {
        using (var api = new Api(browser.Host.Address, browser.Host.AdminKey))
        {
            await api.IssueKeyAsync("e2e-seen", 100, TestContext.Current.CancellationToken);
        }

        await using var visit = await browser.VisitAsync(Role.Analyst);
        await visit.OpenAsync("/keys");
        await visit.Page.Locator("tbody tr").First.WaitForAsync();
        var issue = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Issue key" });
        Assert.True(await issue.CountAsync() == 0 || await issue.First.IsDisabledAsync() || await issue.First.GetAttributeAsync("title") is { Length: > 0 });
    }

    [Fact]
    public async Task Nobody_sees_a_page_without_signing_in_and_signing_out_ends_it()
    {
        await using var visit = await browser.VisitAsync(Role.Support);
        await visit.SignInAsync(Role.Support);
        await visit.OpenAsync("/usage");
        await SignOutAsync(visit.Page);
        await visit.Page.GotoAsync("/usage");
        Assert.Contains("/sign-in", visit.Page.Url, StringComparison.Ordinal);
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.Locator("button[aria-label$=': account']").ClickAsync();
        await page.Locator("button[form='sign-out']").ClickAsync();
        // What counts is where the browser is. Waiting for the navigation waits in vain where it is over before the waiting begins.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sign-in"), new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task Signing_out_in_one_tab_ends_the_other()
    {
        await using var visit = await browser.VisitAsync(Role.Admin);
        await visit.OpenAsync("/keys");
        var other = await visit.Page.Context.NewPageAsync();
        await other.GotoAsync("/usage");
        await other.Locator("[data-ready]").WaitForAsync();
        await SignOutAsync(other);
        await visit.Page.GetByText("This page needs a sign-in that may see it").WaitForAsync(new() { Timeout = 10_000 });
        Assert.Equal(0, await visit.Page.Locator("tbody tr").CountAsync());
    }

    [Fact]
    public async Task The_api_is_described_and_can_be_browsed_without_leaving_the_host()
    {
        await using var visit = await browser.VisitAsync(Role.Analyst);
        await visit.Page.GotoAsync("/docs");
        await visit.Page.GetByText("/v1/events").First.WaitForAsync();
        Assert.DoesNotContain(visit.Trouble, trouble => trouble.Contains("another host", StringComparison.Ordinal));
    }
}
