using Breakwater.Access.Ingest;
using Breakwater.Dashboard.Pages.Audit;
using Breakwater.Kernel.Ports;
using Breakwater.Operations.Model;

namespace Breakwater.Tests.Dashboard.Pages.Audit;

public sealed class AuditPageTests : PageTests
{
    [Fact]
    public void Every_state_is_a_link() => UrlRoundTrip.Check(
        new AuditState(),
        new AuditState("local:admin"), new AuditState(What: "key."), new AuditState(Search: "a b & c"), new AuditState(Entry: 12), new AuditState("a", "b", "c", 1));

    [Fact]
    public void An_empty_log_says_what_will_be_in_it()
    {
        var page = Open<AuditPage>("/audit");
        page.WaitForAssertion(() => Assert.Equal("empty", page.Find(".data-table").GetAttribute("data-state")));
        Assert.Contains("Nothing has been done yet", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_until_the_store_answers()
    {
        IRenderedComponent<Frame> page;
        using (Stall())
        {
            page = Open<AuditPage>("/audit?q=never");
            Assert.Equal("loading", page.Find(".data-table").GetAttribute("data-state"));
        }

        page.WaitForAssertion(() => Assert.Equal("empty", page.Find(".data-table").GetAttribute("data-state")), TimeSpan.FromSeconds(10));
        Assert.Contains("No entry matches", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_store_is_named_and_what_was_read_stays_as_stale()
    {
        await SomeAsync();
        IRenderedComponent<Frame> page;
        using (Break("audit"))
        {
            page = Open<AuditPage>("/audit");
            page.WaitForAssertion(() => Assert.Equal("failed", page.Find(".data-table").GetAttribute("data-state")));
            Assert.Contains("Control store does not answer", page.Find(".failed").TextContent, StringComparison.Ordinal);
        }

        await page.Find(".failed > button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("full", page.Find(".data-table").GetAttribute("data-state")));
        using (Break("audit"))
        {
            Get<NavigationManager>().NavigateTo("/audit?q=key");
            page.WaitForAssertion(() => Assert.Equal("stale", page.Find(".data-table").GetAttribute("data-state")));
            Assert.NotEmpty(page.FindAll("tr[data-row]"));
        }
    }

    [Fact]
    public async Task Rows_are_newest_first_in_words_and_filters_come_from_the_address()
    {
        await SomeAsync();
        var page = Open<AuditPage>("/audit");
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("tr[data-row]").Count));
        var first = page.FindAll("tr[data-row]")[0].TextContent;
        Assert.Contains("Revoked a key", first, StringComparison.Ordinal);
        Assert.Contains("Leaked", first, StringComparison.Ordinal);
        Assert.Contains("Local admin", first, StringComparison.Ordinal);
        Assert.Contains("changed: 100 → 250", page.FindAll("tr[data-row]")[1].TextContent, StringComparison.Ordinal);

        page.Find("[data-field=what]").Change("customer.");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("tr[data-row]")));
        Assert.Contains("what=customer.", Address, StringComparison.Ordinal);
        Get<NavigationManager>().NavigateTo("/audit?who=local:operator&q=agreed");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tr[data-row]")));
        Assert.Contains("Changed a key's limit", page.Find("tr[data-row]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_opens_with_its_hashes_and_its_details_are_text()
    {
        await Get<IAuditLog>().AppendAsync(new(Actor, "key.issued", "key:k_9", "<b>bold</b>", """{"name":"<script>alert(1)</script>"}"""), Ct);
        var entry = (await AuditAsync())[0];
        var page = Open<AuditPage>("/audit");
        page.WaitForAssertion(() => page.Find("tr[data-row]"));
        page.Find("tr[data-row]").Click();
        Assert.EndsWith("entry=1", Address, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("<script>alert(1)</script>", page.Find("[data-drawer] pre").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-drawer] pre script, td b b, dd b"));
        Assert.Equal([entry.Subject, entry.Hash, AuditChain.Genesis], page.FindAll("[data-drawer] .copy-id code").Select(code => code.GetAttribute("title")));
        Assert.Equal("/keys?key=k_9", page.Find("[data-drawer] .copy-id a").GetAttribute("href"));
    }

    [Fact]
    public async Task Counts_and_times_are_written_as_such_and_a_voided_event_is_a_link()
    {
        await Get<IAuditLog>().AppendAsync(new(Actor, "usage.backfilled", "usage", "History", """{"events":8000,"first":1772348400000}"""), Ct);
        await Get<IAuditLog>().AppendAsync(new(Actor, "event.voided", "event:acme/tx-1", "Twice"), Ct);
        var page = Open<AuditPage>("/audit?entry=2");
        page.WaitForAssertion(() => Assert.Contains("events: 8,000; first: 2026-03-01 07:00 UTC", page.Find("tbody").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Equal("/usage?customer=acme&tab=event&event=tx-1", page.Find("[data-drawer] .copy-id a").GetAttribute("href")));
    }

    [Fact]
    public async Task Any_entry_is_found_by_its_number_and_a_missing_one_is_said_so()
    {
        for (var i = 1; i <= 120; i++) await Get<IAuditLog>().AppendAsync(new(Actor, "job.run", $"job:j{i}"), Ct);
        var page = Open<AuditPage>("/audit?entry=7");
        page.WaitForAssertion(() => Assert.Contains("job:j7", page.Find("[data-drawer] .factlist").TextContent, StringComparison.Ordinal));
        Get<NavigationManager>().NavigateTo("/audit?entry=121");
        page.WaitForAssertion(() => Assert.Contains("The log has no entry 121.", page.Find("[data-drawer]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verifying_says_how_many_entries_are_intact()
    {
        await SomeAsync();
        SignIn(Role.Operator);
        var page = Open<AuditPage>("/audit");
        await VerifyAsync(page);
        page.WaitForAssertion(() => Assert.Contains("4 entries intact", page.Find(".verify").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Equal((await AuditAsync())[0].Hash, page.Find(".verify .copy-id code").GetAttribute("title"));
    }

    [Fact]
    public async Task A_changed_entry_is_named()
    {
        await SomeAsync();
        Sql("DROP TRIGGER audit_no_update");
        Sql("UPDATE audit SET reason = 'nothing special' WHERE sequence = 3");
        var page = Open<AuditPage>("/audit");
        await VerifyAsync(page);
        page.WaitForAssertion(() => Assert.Contains("Entry 3 was changed after it was written.", page.Find(".verify").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Contains("The 2 entries before it are intact", page.Find(".verify").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_verify_is_told_which_role_it_needs()
    {
        await SomeAsync();
        SignIn(Role.Analyst);
        var page = Open<AuditPage>("/audit");
        Assert.Contains("needs the role Operator or Admin", page.Find(".verify button").GetAttribute("title"), StringComparison.Ordinal);
        page.Find(".verify button").Click();
        Assert.Equal("idle", page.Find("[data-run]").GetAttribute("data-run"));
    }

    private static async Task VerifyAsync(IRenderedComponent<Frame> page) => await page.InvokeAsync(() => page.Find(".verify button").Click());

    // Issued, issued, limit, revoked.
    private async Task SomeAsync()
    {
        var admin = As(Role.Admin);
        var key = (await Get<IssueKey>().RunAsync(admin, new NewKey("acme", "Gateway"), Ct)).Value.Key;
        var other = (await Get<IssueKey>().RunAsync(admin, new NewKey("beta", "Other"), Ct)).Value.Key;
        await Get<SetKeyLimit>().RunAsync(As(Role.Operator), key.Id, 250, "Agreed", Ct);
        await Get<RevokeKey>().RunAsync(admin, other.Id, "Leaked", Ct);
    }
}
