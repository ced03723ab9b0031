using Breakwater.Dashboard.Pages.Detection;
using Breakwater.Dashboard.Pages.FraudRisk;
using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;

namespace Breakwater.Tests.Dashboard.Pages.FraudRisk;

public sealed class RiskContentTests : DetectedPage
{
    [Fact]
    public async Task The_risk_page_tells_case_score_grade_baseline_and_calls_of_the_victim()
    {
        await DetectAsync();
        var incident = await CaseAsync();
        var page = Open<CustomerRiskPage>("/fraud/customers/acme", Of(Victim));
        Eventually(page, () => Assert.Equal($"/fraud/cases/{incident.Id}", page.Find(".risk-now a").GetAttribute("href")));
        Assert.Contains("Sun 1 Mar 2026", page.Find(".risk-now").TextContent, StringComparison.Ordinal);

        var row = page.Find(".named-days li");
        Assert.Equal("Alert", Plain(row.QuerySelector(".tag")!));
        Assert.Equal("/usage?customer=acme&metric=api_calls&day=2026-03-01", row.QuerySelector(".date")!.GetAttribute("href"));
        Assert.Equal($"/fraud/cases/{incident.Id}", row.QuerySelector(".case a")!.GetAttribute("href"));
        Assert.Contains("expected", row.QuerySelector(".why")!.TextContent, StringComparison.Ordinal);

        await ClickAsync(page, () => page.FindAll(".scores .tools button").First(button => button.TextContent == "Table"));
        var scored = page.FindAll(".scores .values tbody tr");
        Assert.Equal("Sun 1 Mar 2026", scored[^1].Children[0].TextContent);
        Assert.StartsWith("Alert, ", scored[^1].Children[^1].TextContent, StringComparison.Ordinal);
        Assert.Equal("", scored[^2].Children[^1].TextContent);

        Assert.Contains("40 days", page.Find(".grades tbody").TextContent, StringComparison.Ordinal);
        var cells = page.FindAll(".rhythm .heat-map tbody td");
        Assert.Equal(7 * 24, cells.Count);
        Assert.StartsWith("Mon 09:00: ", cells[9].GetAttribute("title"), StringComparison.Ordinal);
        Assert.True(Level(cells[9]) > Level(cells[3]));
        Eventually(page, () => Assert.Contains("4,024 calls", Plain(page.Find(".customer-calls tfoot")), StringComparison.Ordinal));
        Assert.Equal("API calls by endpoint", page.Find(".customer-calls h2").TextContent);
        Eventually(page, () => Assert.Contains("No keys", page.Find(".customer-keys").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_click_on_a_day_of_the_score_leads_to_its_hours()
    {
        await DetectAsync();
        var page = Open<CustomerRiskPage>("/fraud/customers/acme", Of(Victim));
        Eventually(page, () => Assert.Single(page.FindComponents<Breakwater.Dashboard.Components.Charts.Chart>()));
        var chart = page.FindComponent<Breakwater.Dashboard.Components.Charts.Chart>();
        await page.InvokeAsync(() => chart.Instance.PickAsync(chart.Instance.Model.Labels.Count - 1));
        Assert.EndsWith("/usage?customer=acme&metric=api_calls&day=2026-03-01", Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Precision_follows_the_decisions()
    {
        await DetectAsync();
        var page = Open<DetectionPage>("/fraud/detection");
        Eventually(page, () => Assert.Contains("No case is decided yet", page.Find(".months").TextContent, StringComparison.Ordinal));
        var decided = await Get<DecideCase>().RunAsync(As(Role.FraudAnalyst), new((await CaseAsync()).Id), new(DecisionReason.StolenKey), Ct);
        Assert.True(decided.IsOk);
        await EventuallyAsync(page, Tick, () => Assert.Contains("100 % of 1 decided cases were fraud; 0 were false alarms", Plain(page.Find(".months")), StringComparison.Ordinal));
        Assert.Equal(["Mar 2026", "1 cases", "0 cases", "0 cases", "100 %"], page.FindAll(".months tbody td").Select(Plain));
        await ClickAsync(page, () => page.FindAll(".months .chart .tools button").First(button => button.TextContent == "Table"));
        Assert.Equal(12, page.FindAll(".months .values tbody tr").Count);
    }

    [Fact]
    public async Task Only_thresholds_whose_backtest_is_shown_can_be_saved()
    {
        await DetectAsync();
        var page = Open<DetectionPage>("/fraud/detection");
        Eventually(page, () => Assert.Equal("6.36", page.Find("input[name=review]").GetAttribute("value")));
        Assert.Empty(page.FindAll(".backtest"));
        await TypeAsync(page, "review", "12");
        await TypeAsync(page, "alert", "20");
        await page.Find(".thresholds form").SubmitAsync();
        Assert.EndsWith("?review=12&alert=20", Address, StringComparison.Ordinal);
        Eventually(page, () => Assert.False(Save(page).HasAttribute("disabled")));
        Assert.Equal(["Review from", "6.4 points", "12 points"], page.FindAll(".backtest-figures tbody tr")[0].Children.Select(Plain));

        await TypeAsync(page, "review", "11");
        Assert.True(Save(page).HasAttribute("disabled"));
        Assert.Contains("show their backtest first", Save(page).GetAttribute("title"), StringComparison.Ordinal);
        await TypeAsync(page, "review", "12");
        await ClickAsync(page, () => Save(page));
        Assert.EndsWith("&save=1", Address, StringComparison.Ordinal);
        Eventually(page, () => Assert.NotEmpty(page.FindAll(".mud-dialog .backtest-figures")));
        await page.Find(".mud-dialog textarea").InputAsync(new() { Value = "Too many false alarms" });
        await ClickAsync(page, () => page.Find(".mud-dialog .btn.primary"));
        Eventually(page, () => Assert.Empty(page.FindAll(".mud-dialog")));
        Assert.Equal(new ScoreThresholds(12, 20), (await Get<IScoreStore>().SettingsAsync(Ct)).Thresholds);
        Assert.Contains(await AuditAsync(), entry => entry.Action == "fraud.thresholds-set" && entry.Reason == "Too many false alarms");
        // What is now in force needs no second saving.
        Eventually(page, () => Assert.True(Save(page).HasAttribute("disabled")));
    }

    [Fact]
    public async Task Where_nothing_was_scored_nothing_is_saved()
    {
        await StartAsync();
        var page = Open<DetectionPage>("/fraud/detection?review=12&alert=20&save=1");
        Eventually(page, () => Assert.Equal("empty", State(page, ".backtest")));
        Assert.True(Save(page).HasAttribute("disabled"));
        Eventually(page, () => Assert.Contains("No day was scored in that time", page.Find(".mud-dialog .failed").TextContent, StringComparison.Ordinal));
        await page.Find(".mud-dialog textarea").InputAsync(new() { Value = "Because" });
        Assert.True(page.Find(".mud-dialog .btn.primary").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_zone_is_checked_set_with_its_reason_and_shown()
    {
        await DetectAsync();
        var page = Open<CustomerRiskPage>("/fraud/customers/acme?do=zone", Of(Victim));
        Eventually(page, () => Assert.NotEmpty(page.FindAll(".mud-dialog input[name=zone]")));
        await page.Find(".mud-dialog textarea").InputAsync(new() { Value = "Told by the customer" });
        await page.Find(".mud-dialog input[name=zone]").InputAsync(new() { Value = "Nowhere/Land" });
        Assert.Contains("There is no time zone", page.Find(".mud-dialog .field-error").TextContent, StringComparison.Ordinal);
        Assert.True(page.Find(".mud-dialog .btn.primary").HasAttribute("disabled"));
        await page.Find(".mud-dialog input[name=zone]").InputAsync(new() { Value = "Europe/Berlin" });
        await ClickAsync(page, () => page.Find(".mud-dialog .btn.primary"));
        Eventually(page, () => Assert.Contains("Europe/Berlin", page.Find(".zone-line").TextContent, StringComparison.Ordinal));
        Assert.Equal("Europe/Berlin", (await Get<IScoreStore>().ZonesAsync(Ct))[new(Victim)]);
        Assert.Contains(await AuditAsync(), entry => entry.Reason == "Told by the customer");
    }

    private static AngleSharp.Dom.IElement Save(IRenderedComponent<Frame> page) => page.Find(".backtest button.primary");

    private static Task TypeAsync(IRenderedComponent<Frame> page, string name, string text) => page.InvokeAsync(() => page.Find($"input[name={name}]").InputAsync(new() { Value = text }));

    private static int Level(AngleSharp.Dom.IElement cell) => int.Parse(cell.ClassList.Single(name => name[0] == 'l' && char.IsAsciiDigit(name[1]))[1..], System.Globalization.CultureInfo.InvariantCulture);
}
