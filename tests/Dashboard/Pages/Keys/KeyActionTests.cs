using Breakwater.Access.Ingest;
using Breakwater.Access.Model;
using Breakwater.Access.Read;
using Breakwater.Dashboard.Pages.Keys;

namespace Breakwater.Tests.Dashboard.Pages.Keys;

public sealed class KeyActionTests : PageTests
{
    [Fact]
    public async Task Issuing_shows_the_secret_once_and_nowhere_else()
    {
        var page = Open<KeysPage>("/keys?do=issue&customer=acme");
        page.Find("[data-field=name]").Change("Production gateway");
        page.Find("[data-field=limit]").Change("2,500");
        await ButtonAsync(page, "Issue 1 key");
        page.WaitForAssertion(() => page.Find("[data-secret]"));

        var secret = page.Find("[data-secret]").TextContent;
        Assert.Matches("^bw_[A-Za-z0-9_-]{43}$", secret);
        Assert.Contains($"X-API-Key: {secret}", page.Find("pre").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, Address, StringComparison.Ordinal);
        await ButtonAsync(page, "Copy key");
        Assert.DoesNotContain(secret, Get<Announcer>().Text, StringComparison.Ordinal);
        await ButtonAsync(page, "I have stored it");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-secret]")));
        Assert.DoesNotContain(secret, page.Markup, StringComparison.Ordinal);

        var entry = Assert.Single(await AuditAsync());
        Assert.Equal(("key.issued", "local:admin"), (entry.Action, entry.ActorId));
        Assert.DoesNotContain(secret, entry.Details, StringComparison.Ordinal);
        Assert.DoesNotContain(Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        var stored = Assert.Single(await KeysAsync());
        Assert.Equal((2_500, "Production gateway", KeySecret.Hash(secret)), (stored.Key.RateLimit, stored.Key.Name, stored.Key.Hash));
        page.WaitForAssertion(() => Assert.Contains("Production gateway", page.Find("tbody").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_wrong_field_is_named_before_anything_is_sent()
    {
        var page = Open<KeysPage>("/keys?do=issue");
        page.Find("[data-field=customer]").Change("no spaces allowed");
        page.Find("[data-field=limit]").Change("0");
        for (var i = 0; i < 2; i++) page.FindAll("fieldset input")[i].Change(false);
        await ButtonAsync(page, "Issue 1 key");
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".field-error").Count));
        Assert.Equal("true", page.Find("[data-field=customer]").GetAttribute("aria-invalid"));
        Assert.Empty(await AuditAsync());
    }

    [Fact]
    public async Task Rotating_tells_what_happens_to_the_old_key_and_gives_a_new_secret()
    {
        var old = (await KeyAsync("acme", "Gateway")).Key;
        var page = Open<KeysPage>($"/keys?key={old.Id}&do=rotate");
        page.WaitForAssertion(() => Assert.Contains("3 Mar 2026, 09:30", page.Find(".callout").TextContent, StringComparison.Ordinal));
        page.Find("[data-field=overlap]").Change("0");
        page.WaitForAssertion(() => Assert.Contains("refused from this moment on", page.Find(".callout").TextContent, StringComparison.Ordinal));
        page.Find("[data-field=overlap]").Change("168");
        page.Find("textarea").Input("Yearly change");
        await ButtonAsync(page, "Make 1 new key");
        page.WaitForAssertion(() => page.Find("[data-secret]"));

        var keys = await KeysAsync();
        var before = keys.Single(row => row.Key.Id == old.Id);
        Assert.Equal((KeyState.Retiring, Time.GetUtcNow().AddDays(7)), (before.State, before.Key.RevokedAt));
        Assert.Equal(KeySecret.Hash(page.Find("[data-secret]").TextContent), keys.Single(row => row.Key.Id == before.Key.ReplacedBy).Key.Hash);
        Assert.Equal("Yearly change", (await AuditAsync())[0].Reason);
    }

    [Fact]
    public async Task Revoking_previews_asks_why_and_is_recorded()
    {
        var key = (await KeyAsync("acme", "Gateway")).Key;
        Get<LastUsed>().Note(key.Id);
        await Get<LastUsed>().FlushAsync(Ct);
        Time.Advance(TimeSpan.FromMinutes(3));
        var page = Open<KeysPage>($"/keys?key={key.Id}&do=revoke");
        page.WaitForAssertion(() => Assert.Contains("in use now", page.Markup, StringComparison.Ordinal));
        Assert.Contains("It is the last key of this customer that works", page.Markup, StringComparison.Ordinal);
        var button = page.FindAll(".mud-dialog-actions button").Single(b => b.TextContent.Trim() == "Revoke key Gateway");
        Assert.True(button.HasAttribute("disabled"), "Without a reason nothing can be done.");

        page.Find("textarea").Input("Leaked in a repository");
        await ButtonAsync(page, "Revoke key Gateway");
        page.WaitForAssertion(() => Assert.DoesNotContain("do=revoke", Address, StringComparison.Ordinal));
        Assert.Equal(KeyState.Revoked, Assert.Single(await KeysAsync()).State);
        var entry = (await AuditAsync())[0];
        Assert.Equal(("key.revoked", "Leaked in a repository", "local:admin"), (entry.Action, entry.Reason, entry.ActorId));
        page.WaitForAssertion(() => Assert.Contains("Revoked", page.Find("tr[data-row]").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("no longer works", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_of_a_key_and_of_a_customer_are_changed_by_an_operator()
    {
        var key = (await KeyAsync("acme", "Gateway")).Key;
        SignIn(Role.Operator);
        var page = Open<KeysPage>($"/keys?customer=acme&key={key.Id}&do=limit");
        page.WaitForAssertion(() => page.Find("[data-field=limit]"));
        page.Find("[data-field=limit]").Input("2000000");
        page.WaitForAssertion(() => Assert.Contains("between 1 and 1,000,000", page.Markup, StringComparison.Ordinal));
        page.Find("[data-field=limit]").Input("750");
        page.Find("textarea").Input("Agreed with them");
        await ButtonAsync(page, "Set the limit to 750");
        page.WaitForAssertion(() => Assert.DoesNotContain("do=limit", Address, StringComparison.Ordinal));
        Assert.Equal(750, Assert.Single(await KeysAsync()).Key.RateLimit);

        Get<NavigationManager>().NavigateTo("/keys?customer=acme&do=customer");
        page.WaitForAssertion(() => page.Find("[data-field=customer-limit]"));
        page.Find("[data-field=customer-limit]").Input("500");
        page.Find("textarea").Input("Contract");
        await ButtonAsync(page, "Set the limit to 500");
        page.WaitForAssertion(() => Assert.Contains("500 requests per 60 s", page.Markup, StringComparison.Ordinal));
        Assert.Equal(500, (await Get<KeyQueries>().CustomerLimitAsync(Actor, new("acme"), Ct)).Value?.RateLimit);
        Assert.Equal(["Contract", "Agreed with them"], (await AuditAsync()).Take(2).Select(entry => entry.Reason));
    }

    [Theory]
    [InlineData(Role.Analyst)]
    [InlineData(Role.Operator)]
    public async Task Who_may_not_is_told_which_role_it_needs_and_changes_nothing(Role role)
    {
        var key = (await KeyAsync("acme", "Gateway")).Key;
        var before = (await AuditAsync()).Count;
        SignIn(role);
        var page = Open<KeysPage>($"/keys?key={key.Id}");
        page.WaitForAssertion(() => Assert.Contains("needs the role Admin", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));
        var revoke = page.FindAll("[data-drawer] button").Single(button => button.TextContent.Contains("Revoke", StringComparison.Ordinal));
        Assert.Equal("true", revoke.GetAttribute("aria-disabled"));
        revoke.Click();
        Assert.DoesNotContain("do=", Address, StringComparison.Ordinal);

        // The address reaches the dialog; the command behind it refuses again.
        Get<NavigationManager>().NavigateTo($"/keys?key={key.Id}&do=revoke");
        page.WaitForAssertion(() => Assert.Contains("may not do this: it needs the role Admin", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.Equal(before, (await AuditAsync()).Count);
        Assert.Equal(KeyState.Active, Assert.Single(await KeysAsync()).State);
    }

    private static async Task ButtonAsync(IRenderedComponent<Frame> page, string text)
    {
        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".mud-dialog button"), button => button.TextContent.Trim() == text));
        await page.FindAll(".mud-dialog button").Single(button => button.TextContent.Trim() == text).ClickAsync(new());
    }

    private async Task<IReadOnlyList<KeyRow>> KeysAsync() => (await Get<KeyQueries>().ListAsync(As(Role.Admin), new(), new(), Ct)).Value.Items;

    private async Task<IssuedKey> KeyAsync(string customer, string name) => (await Get<IssueKey>().RunAsync(As(Role.Admin), new NewKey(customer, name), Ct)).Value;
}
