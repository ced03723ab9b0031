using Breakwater.Dashboard.Components.Charts;
using Breakwater.Tests.Dashboard.Pages.FraudRisk;
using UsagePage = Breakwater.Dashboard.Pages.Usage.Usage;

namespace Breakwater.Tests.Dashboard.Pages.Usage;

/// <summary>What detection found, on the charts of usage.</summary>
public sealed class UsageMarksTests : DetectedPage
{
    [Fact]
    public async Task The_bar_of_an_alert_is_marked_with_its_hypothesis_and_leads_to_case_and_risk()
    {
        await DetectAsync();
        var incident = await CaseAsync();
        var page = Open<UsagePage>("/usage?customer=acme");
        Eventually(page, () => Assert.Equal("Sun 1 Mar 2026", Alert(page).Label));
        var mark = Alert(page).Mark;
        Assert.Matches("^Alert, [0-9.]+ points: looks ", mark.Text);

        var suspicion = page.FindAll(".facts-line a").Single(link => link.TextContent == "1 day under suspicion");
        Assert.Equal("/fraud/customers/acme?metric=api_calls", suspicion.GetAttribute("href"));
        Eventually(page, () => Assert.Equal($"/fraud/cases/{incident.Id}", page.Find(".risk-days .case a").GetAttribute("href")));
        Eventually(page, () => Assert.Equal(2, page.FindAll(".heat-map td.outlined").Count));
        Assert.Contains("1 outlined region", page.Find(".unusual").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_click_on_the_bar_shows_its_hours_and_picks_it_out_of_the_days_that_stand_out()
    {
        await DetectAsync();
        var page = Open<UsagePage>("/usage?customer=acme");
        Eventually(page, () => Assert.Equal("Sun 1 Mar 2026", Alert(page).Label));
        Eventually(page, () => Assert.NotEmpty(page.FindAll(".risk-days li")));
        Assert.Empty(page.FindAll(".risk-days li.chosen"));
        await page.InvokeAsync(() => Bars(page).Instance.PickAsync(Alert(page).Mark.Index));
        Assert.EndsWith("&day=2026-03-01", Address, StringComparison.Ordinal);
        Eventually(page, () => Assert.Contains("Sun 1 Mar 2026", page.Find(".risk-days li.chosen").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_hours_those_that_stand_out_are_marked()
    {
        await DetectAsync();
        var page = Open<UsagePage>("/usage?customer=acme&range=2d");
        Eventually(page, () => Assert.Equal(
            ["Sun 1 Mar 2026, 02:00", "Sun 1 Mar 2026, 03:00"],
            Bars(page).Instance.Model.Marks.Where(mark => mark.Kind == ChartMarkKind.Alert).Select(mark => Bars(page).Instance.Model.Labels[mark.Index])));
    }

    [Fact]
    public async Task On_another_clock_the_words_say_whose_day_is_meant()
    {
        await DetectAsync();
        var page = Open<UsagePage>("/usage?customer=acme&tz=Europe%2FBerlin");
        Eventually(page, () => Assert.Equal("Sun 1 Mar 2026", Alert(page).Label));
        Assert.EndsWith("(on the customer's clock, UTC)", Alert(page).Mark.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_scores_that_fails_takes_the_marks_and_leaves_the_figures()
    {
        await DetectAsync();
        using (Break("fraud_days"))
        {
            var page = Open<UsagePage>("/usage?customer=acme");
            Eventually(page, () => Assert.Equal("full", page.FindAll(".panels .panel")[0].GetAttribute("data-state")));
            Eventually(page, () => Assert.Equal("failed", State(page, ".risk-days")));
            Assert.DoesNotContain(Bars(page).Instance.Model.Marks, mark => mark.Kind == ChartMarkKind.Alert);
        }
    }

    private static IRenderedComponent<Chart> Bars(IRenderedComponent<Frame> page) => page.FindComponents<Chart>()[0];

    private static (string Label, ChartMark Mark) Alert(IRenderedComponent<Frame> page)
    {
        var model = Bars(page).Instance.Model;
        var mark = Assert.Single(model.Marks, one => one.Kind == ChartMarkKind.Alert);
        return (model.Labels[mark.Index], mark);
    }
}
