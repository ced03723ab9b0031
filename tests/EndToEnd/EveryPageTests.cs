using Microsoft.Playwright;

namespace Breakwater.Tests.EndToEnd;

/// <summary>What holds on every page: it renders, nothing fails behind it, it is accessible, it fits.</summary>
public sealed class EveryPageTests(Browser browser)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "/", "Overview" },
        { "/usage", "Usage" },
        { "/catalog", "Catalog" },
        { "/fraud", "Fraud triage" },
        { "/fraud/detection", "Detection" },
        { "/fraud/customers/lantern-books", "Risk of lantern-books" },
        { "/keys", "Keys" },
        { "/operations", "Operations" },
        { "/alerts", "Alerts" },
        { "/audit", "Audit" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Renders_cleanly_light_and_wide(string path, string title) => await Check(path, title, 1440, ColorScheme.Light);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Renders_cleanly_dark_and_narrow(string path, string title) => await Check(path, title, 390, ColorScheme.Dark);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_address_survives_a_reload_and_the_way_back(string path, string title)
    {
        await using var visit = await browser.VisitAsync(Role.Admin);
        await visit.OpenAsync(path);
        var first = visit.Page.Url;
        await visit.OpenAsync(path == "/" ? "/usage" : "/");
        await visit.Page.GoBackAsync();
        await visit.ReadyAsync();
        Assert.Equal(first, visit.Page.Url);
        await visit.Page.ReloadAsync();
        await visit.ReadyAsync();
        Assert.Equal(title, await visit.Page.Locator("h1").First.InnerTextAsync());
        Assert.Empty(visit.Trouble);
    }

    private async Task Check(string path, string title, int width, ColorScheme scheme)
    {
        await using var visit = await browser.VisitAsync(Role.Admin, width, scheme: scheme);
        await visit.OpenAsync(path);
        Assert.Equal(title, await visit.Page.Locator("h1").First.InnerTextAsync());
        Assert.Equal(0, await visit.Page.Locator("[data-state=failed]").CountAsync());
        Assert.Empty(await visit.ViolationsAsync());
        Assert.False(await visit.OverflowsAsync(), "The page is wider than the window.");
        Assert.Empty(visit.Trouble);
    }
}
