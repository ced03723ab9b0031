using AngleSharp.Dom;
using Breakwater.Kernel.Ports;
using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using OverviewPage = Breakwater.Dashboard.Pages.Overview.Overview;

namespace Breakwater.Tests.Dashboard.Pages.Overview;

public sealed class OverviewPageTests : MeteredPage
{
    [Fact]
    public async Task Says_plainly_that_nothing_needs_attention_and_what_to_do_first()
    {
        await StartAsync();
        var page = Open<OverviewPage>("/");
        Eventually(page, () => Assert.Equal("Nothing needs attention", page.Find(".attention .calm").TextContent.Trim()));
        Eventually(page, () => Assert.NotEmpty(page.FindAll(".first-steps")));
    }

    [Fact]
    public async Task Lists_what_lasts_and_where_to_look()
    {
        await StartAsync();
        await Get<INotifications>().RaiseAsync(
            new("usage-gap:acme", Severity.Warning, "acme has sent nothing for 5 h", "It usually sends 40 events an hour.", "/usage?customer=acme", Time.GetUtcNow().AddHours(-5)), Ct);
        var page = Open<OverviewPage>("/");
        Eventually(page, () => Assert.Equal("full", page.Find(".attention").GetAttribute("data-state")));
        Assert.Equal("acme has sent nothing for 5 h", page.Find(".attention li a").TextContent);
        Assert.Equal("/usage?customer=acme", page.Find(".attention li a").GetAttribute("href"));
        Assert.Equal("Warning", page.Find(".attention li .tag").TextContent.Trim());
        Assert.Equal("5 h ago", page.Find(".attention li time").TextContent);
    }

    [Fact]
    public async Task A_ledger_that_is_down_is_on_top_while_the_page_stands()
    {
        await StartAsync();
        await SendAsync(Call("1"));
        await StopLedgerAsync();
        var page = Open<OverviewPage>("/");
        Eventually(page, () => Assert.Contains("is down", page.Find(".attention li a").TextContent, StringComparison.Ordinal));
        Assert.Equal("Critical", page.Find(".attention li .tag").TextContent.Trim());
        Eventually(page, () => Assert.Equal("failed", page.Find(".tiles .panel").GetAttribute("data-state")));
    }

    [Fact]
    public async Task Tiles_count_what_arrived_and_compare_in_words()
    {
        await StartAsync();
        await SendAsync(Call("1"), Call("2"), Call("3"));
        await Get<IIngestStats>().AddAsync([new(Time.GetUtcNow().AddHours(-25), new(2, 0, 0, 0, 4, 6))], Ct);
        Get<IngestCounters>().AddRefused(ProblemKind.RateLimited);
        Get<IngestCounters>().Sample();
        var page = Open<OverviewPage>("/");
        Eventually(page, () => Assert.Equal("3 events", Value(page, "Accepted today")));
        Assert.Contains("up 50 % on yesterday by this time", Plain(Tile(page, "Accepted today")), StringComparison.Ordinal);
        Assert.Equal("1 requests", Value(page, "Refused today"));
        Assert.Contains("1 rate limit", Plain(Tile(page, "Refused today")), StringComparison.Ordinal);
        Assert.Contains("down 75 %", Plain(Tile(page, "Refused today")), StringComparison.Ordinal);
        Assert.Equal("0 batches", Value(page, "Queue"));
    }

    [Fact]
    public async Task Figures_of_a_ledger_that_went_away_stay_and_say_that_they_are_old()
    {
        await StartAsync();
        await SendAsync(Call("1"), Call("2"));
        Get<IngestCounters>().Sample();
        var page = Open<OverviewPage>("/");
        Eventually(page, () => Assert.Equal("2 events", Value(page, "Accepted today")));
        await StopLedgerAsync();
        await EventuallyAsync(page, () => Arrive(1), () => Assert.Equal("stale", page.Find(".tiles .panel").GetAttribute("data-state")));
        Assert.Equal("2 events", Value(page, "Accepted today"));
        Assert.Contains("Usage ledger", page.Find(".tiles .failed").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rate_moves_while_events_arrive_and_stands_still_while_held()
    {
        await StartAsync();
        await SendAsync(Call("1"));
        var page = Open<OverviewPage>("/");
        Eventually(page, () => Assert.NotEmpty(page.FindAll(".tile")));
        await EventuallyAsync(page, () => Arrive(50), () => Assert.Equal("50 events/s", Value(page, "Ingestion rate")));
        Get<LiveUpdates>().Pause(true);
        // What was asked before the pause may still be answered.
        await EventuallyAsync(page, () => Arrive(50), () => Assert.Empty(page.FindAll("[aria-busy=true]")));
        for (var i = 0; i < 20; i++)
        {
            Arrive(900);
            await Task.Delay(10, Ct);
            Assert.Equal("50 events/s", Value(page, "Ingestion rate"));
        }

        Get<LiveUpdates>().Pause(false);
        await EventuallyAsync(page, () => Arrive(900), () => Assert.Equal("900 events/s", Value(page, "Ingestion rate")));
    }

    [Fact]
    public async Task Movers_lead_to_their_usage()
    {
        await StartAsync();
        await SendAsync(Call("1", "grown"), Call("2", "grown", hoursAgo: 2), Call("3", "grown", hoursAgo: 170), Call("4", "steady"), Call("5", "steady", hoursAgo: 170));
        var page = Open<OverviewPage>("/?metric=api_calls");
        Eventually(page, () => Assert.Equal(["grown"], page.FindAll(".movers tbody a").Select(link => link.TextContent)));
        Assert.Equal("▲ +100 %", page.FindAll(".movers tbody td.num")[0].TextContent);
        await ClickAsync(page, () => page.Find(".movers tbody tr"));
        Assert.EndsWith("/usage?customer=grown&metric=api_calls", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engines_are_named_with_a_word_for_their_state()
    {
        await StartAsync();
        var page = Open<OverviewPage>("/");
        Eventually(page, () => Assert.Contains("Usage ledger", page.FindAll("table.facts tbody th").Select(head => head.TextContent)));
        Assert.All(page.FindAll("table.facts tbody .tag"), tag => Assert.Equal("Healthy", tag.TextContent.Trim()));
    }

    private void Arrive(int perSecond)
    {
        for (var i = 0; i < 11; i++)
        {
            Get<IngestCounters>().Add(new IngestCounts(perSecond, 0, 0, 0, 0, 1));
            Get<IngestCounters>().Sample();
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static IElement Tile(IRenderedComponent<Frame> page, string label) =>
        page.FindAll(".tile").Single(tile => tile.QuerySelector(".label")!.TextContent.Contains(label, StringComparison.Ordinal));

    private static string Value(IRenderedComponent<Frame> page, string label) => Plain(Tile(page, label).QuerySelector(".value")!);
}
