using Breakwater.Metering.Ingest;
using Breakwater.Metering.Read;
using UsagePage = Breakwater.Dashboard.Pages.Usage.Usage;

namespace Breakwater.Tests.Dashboard.Pages.Usage;

public sealed class EventLookupTests : MeteredPage
{
    [Fact]
    public async Task A_counted_event_says_when_by_which_key_and_where()
    {
        await StartAsync();
        await SendAsync(Call("tx-1", hoursAgo: 3));
        var page = Find("tx-1");
        Eventually(page, () => Assert.Contains("Accepted and counted", page.Find(".event .state").TextContent, StringComparison.Ordinal));
        var facts = page.Find(".event dl").TextContent;
        Assert.Contains("2026-03-02 09:30:00.000 +00:00", facts, StringComparison.Ordinal);
        Assert.Contains("2 Mar 2026, 06:00 to 07:00", facts, StringComparison.Ordinal);
        Assert.Contains("k_test", facts, StringComparison.Ordinal);
        Assert.Contains("events/", facts, StringComparison.Ordinal);
        Assert.Equal(["API calls Counted", "Bandwidth Counted"], Uses(page));
    }

    [Fact]
    public async Task A_metric_that_skipped_it_says_why()
    {
        await StartAsync();
        await SendAsync(Call("tx-2", bytes: null));
        var page = Find("tx-2");
        Eventually(page, () => Assert.Equal(["API calls Counted", "Bandwidth Skipped"], Uses(page)));
        Assert.Contains("no property \"bytes\"", page.Find(".event table").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_no_metric_uses_is_stored_and_says_so()
    {
        await StartAsync();
        await SendAsync(Call("tx-3", type: "unheard_of"));
        var page = Find("tx-3");
        Eventually(page, () => Assert.Contains("no metric uses its type", page.Find(".event .state").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_voided_event_shows_by_whom_and_why()
    {
        await StartAsync();
        await SendAsync(Call("tx-4"));
        Assert.True((await Get<VoidUsage>().RunAsync(Actor, "acme", "tx-4", "sent by mistake", Ct)).IsOk);
        var page = Find("tx-4");
        Eventually(page, () => Assert.Contains("Voided", page.Find(".event .state").TextContent, StringComparison.Ordinal));
        Assert.Contains("sent by mistake", page.Find(".event dl").TextContent, StringComparison.Ordinal);
        Assert.Equal(["API calls Skipped", "Bandwidth Skipped"], Uses(page));
    }

    [Fact]
    public async Task Voiding_shows_what_changes_asks_why_and_says_who_did_it()
    {
        await StartAsync();
        await SendAsync(Call("tx-8", hoursAgo: 3, bytes: 2_500), Call("tx-9", hoursAgo: 3, bytes: 4_000));
        var page = Find("tx-8");
        Eventually(page, () => Assert.NotEmpty(page.FindAll(".event .state button")));
        await ClickAsync(page, () => page.Find(".event .state button"));
        Assert.EndsWith("event=tx-8&do=void", Address, StringComparison.Ordinal);
        Eventually(page, () => Assert.NotEmpty(page.FindAll(".mud-dialog .effects")));
        Assert.Equal("Hour 2 Mar 2026, 06:00 to 07:00 (UTC), and every longer period that it lies in API calls 1 event less Bandwidth 2,500 bytes less Events 1 event less, of all types "
            + "Stays The record in the archive, marked as voided, and this decision in the audit log.", Spaced(page.Find(".mud-dialog .effects")));

        var act = () => page.FindAll(".mud-dialog button").Single(button => button.TextContent.Trim() == "Void 1 event");
        Assert.True(act().HasAttribute("disabled"));
        await page.InvokeAsync(() => page.Find(".mud-dialog textarea").Input("Sent by a broken client"));
        await ClickAsync(page, act);
        Eventually(page, () => Assert.Contains("Voided: counts no more", page.Find(".event .state").TextContent, StringComparison.Ordinal));
        Assert.Contains("2026-03-02 09:30:00.000 +00:00 by local:admin: Sent by a broken client", page.Find(".event dl").TextContent, StringComparison.Ordinal);
        Assert.Equal(["API calls Skipped", "Bandwidth Skipped"], Uses(page));
        Assert.Empty(page.FindAll(".event .state button"));
        Assert.DoesNotContain("do=", Address, StringComparison.Ordinal);
        var entry = (await AuditAsync())[0];
        Assert.Equal(("event.voided", "event:acme/tx-8", "Sent by a broken client", "local:admin"), (entry.Action, entry.Subject, entry.Reason, entry.ActorId));
        Assert.Null((await Get<EventQueries>().FindAsync("acme", "tx-9", Ct)).Value.Event.Voided);
    }

    [Fact]
    public async Task Who_may_not_void_sees_why_and_a_link_to_the_dialog_does_not_help()
    {
        await StartAsync();
        await SendAsync(Call("tx-10"));
        SignIn(Role.Operator);
        var page = Open<UsagePage>("/usage?customer=acme&tab=event&event=tx-10&do=void");
        Eventually(page, () => Assert.Contains("it needs the role Admin", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Eventually(page, () => Assert.Contains("it needs the role Admin", page.Find(".event .state button").GetAttribute("title"), StringComparison.Ordinal));
        Assert.Null((await Get<EventQueries>().FindAsync("acme", "tx-10", Ct)).Value.Event.Voided);
    }

    [Fact]
    public async Task What_a_colleague_has_voided_meanwhile_is_not_voided_again()
    {
        await StartAsync();
        await SendAsync(Call("tx-11"));
        Assert.True((await Get<VoidUsage>().RunAsync(Actor, "acme", "tx-11", "first", Ct)).IsOk);
        var page = Open<UsagePage>("/usage?customer=acme&tab=event&event=tx-11&do=void");
        Eventually(page, () => Assert.Contains("local:admin has voided it already, on 2 Mar 2026, 09:30 (UTC): first", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
        Assert.True(page.FindAll(".mud-dialog button")[^1].HasAttribute("disabled"));
    }

    [Fact]
    public async Task What_was_never_stored_is_an_answer_and_not_an_alarm()
    {
        await StartAsync();
        var page = Find("tx-none");
        Eventually(page, () => Assert.Contains("No event tx-none of acme is stored", page.Find(".empty").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".failed"));
    }

    [Fact]
    public async Task Another_customers_event_of_the_same_id_is_not_shown()
    {
        await StartAsync();
        await SendAsync(Call("tx-5", "zenith"));
        var page = Find("tx-5");
        Eventually(page, () => Assert.NotEmpty(page.FindAll(".empty")));
    }

    [Fact]
    public async Task What_an_event_says_is_shown_as_text()
    {
        await StartAsync();
        await SendAsync(Call("tx-6", note: "<img src=x onerror=alert(1)>"));
        var page = Find("tx-6");
        Eventually(page, () => Assert.Contains("<img src=x onerror=alert(1)>", page.Find(".json pre").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("img"));
    }

    [Fact]
    public async Task Typing_an_id_puts_it_into_the_address_and_a_malformed_one_is_refused_beside_the_field()
    {
        await StartAsync();
        var page = Open<UsagePage>("/usage?customer=acme&tab=event");
        await page.InvokeAsync(() => page.Find(".lookup input").InputAsync("not an id"));
        await page.InvokeAsync(() => page.Find(".lookup form").SubmitAsync());
        Eventually(page, () => Assert.Contains("An id must be", page.Find("#event-hint").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".lookup input").InputAsync("tx-7"));
        await page.InvokeAsync(() => page.Find(".lookup form").SubmitAsync());
        Eventually(page, () => Assert.Contains("event=tx-7", Address, StringComparison.Ordinal));
    }

    private static string Spaced(AngleSharp.Dom.IElement element) => string.Join(' ', element.Children.Select(Plain));

    private IRenderedComponent<Frame> Find(string id) => Open<UsagePage>($"/usage?customer=acme&tab=event&event={id}");

    private static IEnumerable<string> Uses(IRenderedComponent<Frame> page) =>
        page.FindAll(".event tbody tr").Select(row => $"{row.QuerySelector("th")!.TextContent.Trim()} {row.QuerySelector(".tag")!.TextContent.Trim()}");
}
