using Breakwater.Access.Ingest;
using Breakwater.Access.Model;
using Breakwater.Access.Read;
using Breakwater.Dashboard.Pages.Keys;

namespace Breakwater.Tests.Dashboard.Pages.Keys;

public sealed class KeysPageTests : PageTests
{
    [Fact]
    public void Every_state_is_a_link() => UrlRoundTrip.Check(
        new KeysState(),
        new KeysState("acme"), new KeysState(Search: "100 % & = ?#"), new KeysState("a:b.c", "x", KeyState.Retiring, "k_1", KeyAction.Rotate), new KeysState(State: KeyState.Active),
        new KeysState(Do: KeyAction.Issue), new KeysState(Key: "k_2", Do: KeyAction.Revoke), new KeysState("c", Do: KeyAction.Customer));

    [Fact]
    public void Without_keys_the_page_says_what_to_do_first()
    {
        var page = Open<KeysPage>("/keys");
        page.WaitForAssertion(() => Assert.Equal("empty", page.Find(".data-table").GetAttribute("data-state")));
        Assert.Contains("No keys yet", page.Markup, StringComparison.Ordinal);
        page.Find(".empty button").Click();
        Assert.EndsWith("/keys?do=issue", Address, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_until_the_store_answers()
    {
        IRenderedComponent<Frame> page;
        using (Stall())
        {
            page = Open<KeysPage>("/keys");
            Assert.Equal("loading", page.Find(".data-table").GetAttribute("data-state"));
            Assert.NotEmpty(page.FindAll("tr.skeleton"));
        }

        page.WaitForAssertion(() => Assert.Equal("empty", page.Find(".data-table").GetAttribute("data-state")), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_failing_store_is_named_and_retry_brings_the_list()
    {
        await KeyAsync("acme", "Gateway");
        IRenderedComponent<Frame> page;
        using (Break("api_keys"))
        {
            page = Open<KeysPage>("/keys");
            page.WaitForAssertion(() => Assert.Equal("failed", page.Find(".data-table").GetAttribute("data-state")));
            Assert.Contains("Control store", page.Find(".failed").TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("SQLite", page.Markup, StringComparison.OrdinalIgnoreCase);
        }

        await page.Find(".failed button.btn:not(.tiny)").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("full", page.Find(".data-table").GetAttribute("data-state")));
        Assert.Contains("Gateway", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_stays_as_stale_when_the_store_fails_later()
    {
        await KeyAsync("acme", "Gateway");
        await KeyAsync("acme", "Batch");
        var page = Open<KeysPage>("/keys");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tr[data-row]").Count));
        using (Break("api_keys"))
        {
            await page.FindAll("button.sort")[1].ClickAsync(new());
            page.WaitForAssertion(() => Assert.Equal("stale", page.Find(".data-table").GetAttribute("data-state")));
            Assert.Equal(2, page.FindAll("tr[data-row]").Count);
        }
    }

    [Fact]
    public async Task Rows_say_state_limit_and_use_in_words()
    {
        var active = await KeyAsync("acme", "Gateway", 1_200);
        var gone = await KeyAsync("acme", "Old", expires: Time.GetUtcNow().AddMinutes(5));
        var retiring = await KeyAsync("beta", "Rotated");
        await Get<RotateKey>().RunAsync(Actor, retiring.Key.Id, TimeSpan.FromHours(2), Ct);
        Get<LastUsed>().Note(active.Key.Id);
        await Get<LastUsed>().FlushAsync(Ct);
        Time.Advance(TimeSpan.FromMinutes(10));

        var page = Open<KeysPage>("/keys");
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("tr[data-row]").Count));
        var rows = page.FindAll("tr[data-row]").ToDictionary(row => row.TextContent.Contains(retiring.Key.Hint, StringComparison.Ordinal) ? "retiring" : row.Children[1].TextContent, row => row.TextContent);
        Assert.Contains("Active", rows["Gateway"], StringComparison.Ordinal);
        Assert.Contains("1,200 / 60 s", rows["Gateway"], StringComparison.Ordinal);
        Assert.Contains("10 min ago", rows["Gateway"], StringComparison.Ordinal);
        Assert.Contains("Expired", rows["Old"], StringComparison.Ordinal);
        Assert.Contains("Retiring", rows["retiring"], StringComparison.Ordinal);
        Assert.DoesNotContain(active.Secret, page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(gone.Key.Hash, page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customer_and_search_of_the_address_narrow_the_list()
    {
        await KeyAsync("acme", "Gateway");
        await KeyAsync("acme", "Batch");
        await KeyAsync("beta", "Gateway");
        var page = Open<KeysPage>("/keys?customer=acme&q=gate");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tr[data-row]")));
        Assert.Contains("acme", page.Find("tr[data-row]").TextContent, StringComparison.Ordinal);
        Assert.Contains("None: each key has only its own limit.", page.Markup, StringComparison.Ordinal);

        page.Find("input[type=search]").Input("nothing like it");
        Time.Advance(TimeSpan.FromMilliseconds(250));
        page.WaitForAssertion(() => Assert.Equal("empty", page.Find(".data-table").GetAttribute("data-state")));
        Assert.Contains("q=nothing%20like%20it", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_of_the_address_narrows_the_list_and_is_chosen_with_a_button()
    {
        await KeyAsync("acme", "Gateway");
        await KeyAsync("acme", "Old", expires: Time.GetUtcNow().AddMinutes(5));
        var gone = await KeyAsync("acme", "Leaked");
        Assert.True((await Get<RevokeKey>().RunAsync(Actor, gone.Key.Id, "leaked", Ct)).IsOk);
        Time.Advance(TimeSpan.FromMinutes(10));

        var page = Open<KeysPage>("/keys?state=expired");
        page.WaitForAssertion(() => Assert.Contains("Old", Assert.Single(page.FindAll("tr[data-row]")).TextContent, StringComparison.Ordinal));
        Assert.Equal("Expired", page.Find(".seg [aria-pressed=true]").TextContent);
        await page.InvokeAsync(() => page.FindAll(".seg button").Single(button => button.TextContent == "Revoked").Click());
        Assert.EndsWith("/keys?state=revoked", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("Leaked", Assert.Single(page.FindAll("tr[data-row]")).TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.FindAll(".seg button").Single(button => button.TextContent == "Retiring").Click());
        page.WaitForAssertion(() => Assert.Contains("No key of this selection is retiring now.", page.Find(".empty").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.FindAll(".seg button").Single(button => button.TextContent == "Any state").Click());
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tr[data-row]").Count));
        Assert.EndsWith("/keys", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_opens_its_key_by_address_and_closes_again()
    {
        var key = (await KeyAsync("acme", "Gateway")).Key;
        var page = Open<KeysPage>("/keys");
        page.WaitForAssertion(() => page.Find("tr[data-row]"));
        page.Find("tr[data-row]").Click();
        Assert.EndsWith($"/keys?key={key.Id}", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("Accepted; it does not expire.", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("tr[data-row]").GetAttribute("aria-selected"));
        page.Find("[data-close]").Click();
        Assert.Empty(page.FindAll("[data-drawer]"));
        Assert.EndsWith("/keys", Address, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_does_not_exist_is_said_so()
    {
        var page = Open<KeysPage>("/keys?key=k_nothing");
        page.WaitForAssertion(() => Assert.Contains("No key has the id k_nothing.", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));
    }

    private async Task<IssuedKey> KeyAsync(string customer, string name, int limit = 100, DateTimeOffset? expires = null) =>
        (await Get<IssueKey>().RunAsync(As(Role.Admin), new NewKey(customer, name, limit, null, expires), Ct)).Value;
}
