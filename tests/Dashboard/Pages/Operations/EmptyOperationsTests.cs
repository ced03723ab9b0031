using Breakwater.Dashboard.Pages.Operations;

namespace Breakwater.Tests.Dashboard.Pages.Operations;

/// <summary>A process without jobs of its own, where nothing has happened yet.</summary>
public sealed class EmptyOperationsTests : MeteredPageTests
{
    public EmptyOperationsTests() => Services.AddSingleton<CircuitCount>();

    [Fact]
    public void Every_list_says_what_would_stand_in_it()
    {
        var page = Open<OperationsPage>("/operations");
        page.WaitForAssertion(() => Assert.Equal("empty", page.Find("[aria-label=Notifications] .data-table").GetAttribute("data-state")), TimeSpan.FromSeconds(10));
        Assert.Contains("Nothing needs a look", page.Find("[aria-label=Notifications]").TextContent, StringComparison.Ordinal);
        var jobs = () => page.FindAll(".panel").Single(panel => panel.QuerySelector("h2")?.TextContent == "Scheduled jobs");
        page.WaitForAssertion(() => Assert.Equal("empty", jobs().GetAttribute("data-state")), TimeSpan.FromSeconds(10));
        Assert.Contains("start it with the role all or ingestion", jobs().TextContent, StringComparison.Ordinal);
    }
}
