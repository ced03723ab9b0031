using AngleSharp.Dom;
using Breakwater.Dashboard.Pages.Catalog;
using Breakwater.Dashboard.Pages.Operations;
using OverviewPage = Breakwater.Dashboard.Pages.Overview.Overview;
using UsagePage = Breakwater.Dashboard.Pages.Usage.Usage;

namespace Breakwater.Tests.Dashboard.Pages;

/// <summary>What each page shows until a slow engine has answered, and that the answer takes its place.</summary>
public sealed class LoadingTests : MeteredPage
{
    private readonly Door _door = new();

    public LoadingTests() => _door.Before(Services);

    [Fact]
    public async Task Overview_shows_the_places_of_its_figures()
    {
        await StartAsync();
        await SendAsync(Call("1"));
        var page = Open<OverviewPage>("/");
        Assert.Equal("loading", page.Find(".tiles .panel").GetAttribute("data-state"));
        Assert.Equal(6, page.FindAll(".tiles .tile-waits[role=status]").Count);
        Assert.Empty(page.FindAll(".failed"));
        _door.Open();
        Eventually(page, () => Assert.Equal("full", page.Find(".tiles .panel").GetAttribute("data-state")));
        Assert.Empty(page.FindAll(".tile-waits"));
    }

    [Fact]
    public async Task Operations_shows_its_panels_while_the_counts_are_read()
    {
        await StartAsync();
        var page = Open<OperationsPage>("/operations");
        foreach (var title in new[] { "Queue and writers", "In front of the ledger" })
        {
            Assert.Equal("loading", Panel(page, title).GetAttribute("data-state"));
            Assert.Equal("true", Panel(page, title).GetAttribute("aria-busy"));
            Assert.Equal($"Loading {title}", Panel(page, title).QuerySelector("[role=status]")!.TextContent);
        }

        _door.Open();
        Eventually(page, () => Assert.Equal("full", Panel(page, "Queue and writers").GetAttribute("data-state")));
        Eventually(page, () => Assert.Equal("full", Panel(page, "In front of the ledger").GetAttribute("data-state")));
    }

    [Fact]
    public async Task Catalog_shows_its_card_while_the_events_are_counted()
    {
        await StartAsync();
        var page = Open<CatalogPage>("/catalog");
        Assert.Equal("loading", page.Find(".panel").GetAttribute("data-state"));
        Assert.Equal("Loading Metrics", page.Find(".panel [role=status]").TextContent);
        Assert.Empty(page.FindAll("tr[data-row]"));
        _door.Open();
        Eventually(page, () => Assert.Equal(4, page.FindAll("tr[data-row]").Count));
    }

    [Fact]
    public async Task Usage_shows_every_panel_and_the_heads_of_its_list()
    {
        await StartAsync();
        await SendAsync(Call("1"));
        var page = Open<UsagePage>("/usage");
        Assert.All(page.FindAll(".panels .panel"), panel => Assert.Equal("loading", panel.GetAttribute("data-state")));
        Assert.Equal("loading", page.Find(".customers .data-table").GetAttribute("data-state"));
        Assert.NotEmpty(page.FindAll(".customers th"));
        Assert.Empty(page.FindAll(".failed"));
        _door.Open();
        Eventually(page, () => Assert.All(page.FindAll(".panels .panel"), panel => Assert.Contains(panel.GetAttribute("data-state"), new[] { "full", "empty" })));
        Eventually(page, () => Assert.Equal("acme", page.Find(".customers tbody code").TextContent));
    }

    private static IElement Panel(IRenderedComponent<Frame> page, string title) => page.FindAll(".panel").Single(panel => panel.QuerySelector("h2")?.TextContent == title);
}
