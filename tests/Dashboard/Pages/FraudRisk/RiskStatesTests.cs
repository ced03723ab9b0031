using Breakwater.Dashboard.Components.Usage;
using Breakwater.Dashboard.Pages.Detection;
using Breakwater.Dashboard.Pages.FraudRisk;
using Breakwater.Dashboard.Pages.Overview;
using Breakwater.Dashboard.Pages.Usage;
using Breakwater.Metering.Model;

namespace Breakwater.Tests.Dashboard.Pages.FraudRisk;

/// <summary>Loading, empty, full, failed and stale, over the engines themselves.</summary>
public sealed class RiskStatesTests : DetectedPage
{
    [Fact]
    public void The_risk_page_waits_for_its_store_and_then_says_that_nothing_is_known()
    {
        var page = Stalled(() => Open<CustomerRiskPage>("/fraud/customers/acme", Of(Victim)), loading =>
        {
            Assert.Equal("loading", State(loading, ".panel.bare"));
            Assert.Equal("loading", State(loading, ".customer-cases .data-table"));
        });
        Eventually(page, () => Assert.Equal("empty", State(page, ".panel.bare")));
        Eventually(page, () => Assert.Equal("empty", State(page, ".customer-cases .data-table")));
    }

    [Fact]
    public void Detection_waits_for_its_store_and_then_says_what_is_missing()
    {
        var page = Stalled(() => Open<DetectionPage>("/fraud/detection?review=8&alert=12"), loading =>
        {
            foreach (var panel in new[] { ".months", ".thresholds", ".backtest", ".coverage" }) Assert.Equal("loading", State(loading, panel));
            Assert.True(Save(loading).HasAttribute("disabled"));
        });
        Eventually(page, () => Assert.Equal("empty", State(page, ".months")));
        Eventually(page, () => Assert.Equal("empty", State(page, ".backtest")));
        Eventually(page, () => Assert.Contains("Nobody is judged yet", page.Find(".coverage").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void The_tile_waits_for_its_store_and_then_counts_none()
    {
        var tile = Stalled(() => Open<CasesTile>("/"), loading =>
        {
            Assert.Equal("loading", State(loading, ".panel"));
            Assert.Single(loading.FindAll(".tile-waits[role=status]"));
        });
        Eventually(tile, () => Assert.Equal("0 cases", Plain(tile.Find(".value"))));
        Assert.Contains("nothing to decide", tile.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_that_stand_out_are_empty_for_a_customer_without_any()
    {
        await StartAsync();
        var days = RiskDays();
        Eventually(days, () => Assert.Equal("empty", State(days, ".risk-days")));
    }

    [Fact]
    public void Days_that_stand_out_wait_for_their_store() =>
        Stalled(RiskDays, loading => Assert.Equal("loading", State(loading, ".risk-days")));

    [Fact]
    public async Task The_risk_page_stays_when_its_store_fails_and_a_new_one_says_so()
    {
        await DetectAsync();
        var page = Open<CustomerRiskPage>("/fraud/customers/acme", Of(Victim));
        Eventually(page, () => Assert.Equal("full", State(page, ".panel.bare")));
        Eventually(page, () => Assert.Equal("full", State(page, ".customer-cases .data-table")));
        using (Break("fraud_days"))
        {
            await EventuallyAsync(page, Tick, () => Assert.Equal("stale", State(page, ".panel.bare")));
            Assert.NotEmpty(page.FindAll(".scores .chart"));
            await DisposeComponentsAsync();
            page = Open<CustomerRiskPage>("/fraud/customers/acme", Of(Victim));
            Eventually(page, () => Assert.Equal("failed", State(page, ".panel.bare")));
            Assert.DoesNotContain("SQLite", page.Markup, StringComparison.OrdinalIgnoreCase);
        }

        await ClickAsync(page, () => page.Find(".panel.bare .failed button.btn:not(.tiny)"));
        Eventually(page, () => Assert.Equal("full", State(page, ".panel.bare")));
    }

    [Fact]
    public async Task Each_panel_of_detection_fails_alone_and_keeps_what_it_knew()
    {
        await DetectAsync();
        (string, string[])[] faults = [("cases", [".months"]), ("fraud_series", [".coverage"]), ("fraud_settings", [".thresholds", ".coverage", ".backtest"])];
        foreach (var (table, panels) in faults)
        {
            var page = Open<DetectionPage>("/fraud/detection?review=8&alert=12");
            foreach (var panel in panels.Append(".months").Append(".coverage")) Eventually(page, () => Assert.Equal("full", State(page, panel)));
            using (Break(table))
            {
                if (panels[0] != ".thresholds") await EventuallyAsync(page, Tick, () => Assert.Equal("stale", State(page, panels[0])));
                await DisposeComponentsAsync();
                page = Open<DetectionPage>("/fraud/detection?review=8&alert=12");
                foreach (var panel in panels) Eventually(page, () => Assert.Equal("failed", State(page, panel)));
                if (table == "fraud_settings") Assert.True(Save(page).HasAttribute("disabled"));
            }

            await DisposeComponentsAsync();
        }
    }

    [Fact]
    public async Task The_tile_counts_open_cases_and_goes_stale()
    {
        await DetectAsync();
        var tile = Open<CasesTile>("/");
        Eventually(tile, () => Assert.Equal("1 cases", Plain(tile.Find(".value"))));
        Assert.Equal("/fraud", tile.Find(".label a").GetAttribute("href"));
        using (Break("cases"))
        {
            await EventuallyAsync(tile, Tick, () => Assert.Equal("stale", State(tile, ".panel")));
            Assert.Equal("1 cases", Plain(tile.Find(".value")));
            await DisposeComponentsAsync();
            tile = Open<CasesTile>("/");
            Eventually(tile, () => Assert.Equal("failed", State(tile, ".panel")));
        }
    }

    [Fact]
    public async Task Days_that_stand_out_stay_when_the_store_fails()
    {
        await DetectAsync();
        var days = RiskDays();
        Eventually(days, () => Assert.Equal("full", State(days, ".risk-days")));
        using (Break("fraud_days"))
        {
            await EventuallyAsync(days, Tick, () => Assert.Equal("stale", State(days, ".risk-days")));
            Assert.NotEmpty(days.FindAll(".named-days li"));
            await DisposeComponentsAsync();
            days = RiskDays();
            Eventually(days, () => Assert.Equal("failed", State(days, ".risk-days")));
        }
    }

    private static AngleSharp.Dom.IElement Save(IRenderedComponent<Frame> page) => page.Find(".backtest button.primary");

    // What is shown while the store is busy; the page goes on when it is free again.
    private IRenderedComponent<Frame> Stalled(Func<IRenderedComponent<Frame>> open, Action<IRenderedComponent<Frame>> loading)
    {
        using var busy = Stall();
        var page = open();
        loading(page);
        return page;
    }

    private IRenderedComponent<Frame> RiskDays()
    {
        var range = RangeChoice.LastDays(30);
        var calls = new Metric(new("api_calls"), "API calls", "api_request", Aggregation.Count, null, "calls", []);
        var question = new UsageView(Victim, calls, range, range.Resolve(Time.GetUtcNow(), TimeZoneInfo.Utc), TimeZoneInfo.Utc);
        return Open<RiskPanel>("/usage", new Dictionary<string, object> { ["Question"] = question, ["HrefOf"] = (Func<DateOnly, string>)(day => $"/usage?day={day:yyyy-MM-dd}") });
    }
}
