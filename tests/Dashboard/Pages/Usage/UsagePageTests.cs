using AngleSharp.Dom;
using UsagePage = Breakwater.Dashboard.Pages.Usage.Usage;

namespace Breakwater.Tests.Dashboard.Pages.Usage;

public sealed class UsagePageTests : MeteredPage
{
    [Fact]
    public async Task An_empty_store_says_what_to_do_first()
    {
        await StartAsync();
        var page = Open<UsagePage>("/usage");
        Eventually(page, () => Assert.Contains("curl http://localhost/v1/events", page.Find(".first-steps pre").TextContent, StringComparison.Ordinal));
        Eventually(page, () => Assert.All(Panels(page), panel => Assert.Equal("empty", panel.GetAttribute("data-state"))));
        Eventually(page, () => Assert.Contains("No customer has sent anything yet", page.Find(".customers").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_customers_together_with_a_list_that_leads_to_each()
    {
        await StartAsync();
        await SendAsync(Call("1"), Call("2", "zenith", hoursAgo: 30), Call("3", "zenith", hoursAgo: 2));
        var page = Open<UsagePage>("/usage");
        Eventually(page, () => Assert.Equal("3 calls", Total(page)));
        Eventually(page, () => Assert.Equal(["acme", "zenith"], page.FindAll(".customers tbody tr code").Select(code => code.TextContent)));
        Assert.Equal("/usage?customer=zenith", page.FindAll(".customers tbody a")[1].GetAttribute("href"));
        Assert.Empty(page.FindAll(".first-steps"));
    }

    [Fact]
    public async Task One_customer_only_and_nothing_of_others()
    {
        await StartAsync();
        await SendAsync(Call("1"), Call("1", "zenith"), Call("2", "zenith"));
        var page = Open<UsagePage>("/usage?customer=zenith");
        Eventually(page, () => Assert.Equal("2 calls", Total(page)));
        Assert.Empty(page.FindAll(".customers"));
    }

    [Fact]
    public async Task The_breakdown_adds_up_and_names_what_lacks_the_property()
    {
        await StartAsync();
        await SendAsync(Call("1"), Call("2"), Call("3", region: "us"), Call("4", region: null));
        var page = Open<UsagePage>("/usage?group=region");
        Eventually(page, () => Assert.Equal(["eu", "(none)", "us"], page.FindAll(".ranks tbody th").Select(cell => cell.TextContent.Trim())));
        Assert.Equal(["50 %", "25 %", "25 %"], page.FindAll(".ranks tbody td:nth-child(4)").Select(cell => cell.TextContent));
        Assert.Equal("4 calls", Plain(page.Find(".ranks tfoot td.num")));
    }

    [Fact]
    public async Task What_a_metric_skipped_and_what_no_metric_used_stands_beside_it()
    {
        await StartAsync();
        await SendAsync(Call("1"), Call("2", bytes: null), Call("3", type: "unheard_of"));
        var page = Open<UsagePage>("/usage?metric=bandwidth");
        Eventually(page, () => Assert.Equal("1 kB", Total(page)));
        var facts = page.Find(".facts-line").TextContent;
        Assert.Contains("1 event lacked the property bytes", facts, StringComparison.Ordinal);
        Assert.Contains("1 event matched no metric", facts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_are_days_of_the_chosen_zone()
    {
        await StartAsync();
        // 23:30 UTC on Sunday is Monday in Berlin.
        await SendAsync(Call("1", hoursAgo: 10));
        var page = Open<UsagePage>("/usage?tz=Europe%2FBerlin");
        Eventually(page, () => Assert.Equal("1 calls", Total(page)));
        Assert.Contains("Europe/Berlin", page.Find(".panel h2").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Mon 2 Mar 2026 (not over)", "1"], await LastRowAsync(page));
        await DisposeComponentsAsync();
        var utc = Open<UsagePage>("/usage?tz=UTC");
        Eventually(utc, () => Assert.Equal("1 calls", Total(utc)));
        Assert.Equal(["Mon 2 Mar 2026 (not over)", "0"], await LastRowAsync(utc));
    }

    [Fact]
    public async Task Filters_go_into_the_address_and_back_leads_out_again()
    {
        await StartAsync();
        var page = Open<UsagePage>("/usage?customer=acme");
        await ClickAsync(page, () => page.FindAll(".seg button").Single(button => button.TextContent == "60"));
        Assert.Contains("range=60d", Address, StringComparison.Ordinal);
        Assert.Contains("customer=acme", Address, StringComparison.Ordinal);
        await ClickAsync(page, () => page.FindAll(".seg button").Single(button => button.TextContent == "Where is my event?"));
        Assert.Contains("tab=event", Address, StringComparison.Ordinal);
        page.WaitForElement(".lookup");
        Get<NavigationManager>().NavigateTo("/usage?customer=acme");
        Eventually(page, () => Assert.Empty(page.FindAll(".lookup")));
    }

    [Fact]
    public async Task Figures_move_while_events_arrive_unless_the_screen_is_held()
    {
        await StartAsync();
        await SendAsync(Call("1"));
        var page = Open<UsagePage>("/usage");
        Eventually(page, () => Assert.Equal("1 calls", Total(page)));
        await SendAsync(Call("2"), Call("3"));
        await EventuallyAsync(page, Tick, () => Assert.Equal("3 calls", Total(page)));
        Get<LiveUpdates>().Pause(true);
        await SendAsync(Call("4"));
        for (var i = 0; i < 5; i++)
        {
            Tick();
            await Task.Delay(20, Ct);
            Assert.Equal("3 calls", Total(page));
        }

        Get<LiveUpdates>().Pause(false);
        await EventuallyAsync(page, Tick, () => Assert.Equal("4 calls", Total(page)));
    }

    [Fact]
    public async Task A_ledger_that_does_not_answer_is_shown_as_stale_where_figures_are_known_and_as_failed_elsewhere()
    {
        await StartAsync();
        await SendAsync(Call("1"));
        var page = Open<UsagePage>("/usage");
        Eventually(page, () => Assert.Equal("1 calls", Total(page)));
        await SendAsync(Call("2"));
        await StopLedgerAsync();
        await EventuallyAsync(page, Tick, () => Assert.Equal("stale", Panels(page)[0].GetAttribute("data-state")));
        Assert.Equal("1 calls", Total(page));
        await DisposeComponentsAsync();
        var fresh = Open<UsagePage>("/usage?customer=zenith");
        Eventually(fresh, () => Assert.Equal("failed", Panels(fresh)[0].GetAttribute("data-state")));
        var failed = Panels(fresh)[0].QuerySelector(".failed")!;
        Assert.Contains("does not answer", failed.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing is lost", failed.TextContent, StringComparison.Ordinal);
        Assert.Contains("Retry", failed.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_metric_is_named_instead_of_silently_replaced()
    {
        await StartAsync();
        var page = Open<UsagePage>("/usage?metric=nonsense");
        Assert.Contains("There is no metric nonsense in the catalog", page.Find(".callout").TextContent, StringComparison.Ordinal);
    }

    private void Tick() => Time.Advance(TimeSpan.FromSeconds(3));

    private static string Total(IRenderedComponent<Frame> page) => Plain(page.Find(".facts-line strong"));

    private static async Task<List<string>> LastRowAsync(IRenderedComponent<Frame> page)
    {
        await ClickAsync(page, () => page.FindAll(".chart .tools button").First(button => button.TextContent == "Table"));
        return [.. page.FindAll(".chart .values")[0].QuerySelectorAll("tbody tr")[^1].Children.Take(2).Select(cell => cell.TextContent)];
    }

    private static List<IElement> Panels(IRenderedComponent<Frame> page) => [.. page.FindAll(".panels .panel")];
}
