using Breakwater.Dashboard.Pages.Catalog;

namespace Breakwater.Tests.Dashboard.Pages.Catalog;

/// <summary>A store whose catalog nobody has filled.</summary>
public sealed class EmptyCatalogTests : MeteredPageTests
{
    public override async ValueTask InitializeAsync() => await StartLedgerAsync();

    [Fact]
    public void Without_metrics_the_page_says_that_events_are_kept_and_offers_the_first_one()
    {
        var page = Open<CatalogPage>("/catalog");
        page.WaitForAssertion(() => Assert.Equal("empty", page.Find(".panel").GetAttribute("data-state")), TimeSpan.FromSeconds(10));
        Assert.Contains("No metrics yet", page.Find(".empty").TextContent, StringComparison.Ordinal);
        Assert.Contains("a metric counts them, those that came before it too", page.Find(".empty").TextContent, StringComparison.Ordinal);
        page.Find(".empty button").Click();
        Assert.EndsWith("/catalog?do=new", Address, StringComparison.Ordinal);
    }
}
