using Breakwater.Dashboard.Pages.Detection;
using Breakwater.Dashboard.Pages.FraudRisk;
using Breakwater.Dashboard.Pages.Operations;
using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;

namespace Breakwater.Tests.Dashboard.Pages.FraudRisk;

public sealed class RiskPagesTests : MeteredPage
{
    private static readonly Dictionary<string, object> Acme = new() { ["Id"] = "acme" };

    [Fact]
    public void Every_state_is_a_link()
    {
        UrlRoundTrip.Check(new RiskState(), new RiskState("api_calls"), new RiskState(Do: RiskAction.Zone), new RiskState("api_calls", RiskAction.Rebuild));
        UrlRoundTrip.Check(
            new DetectionUrl(), new DetectionUrl(DetectabilityGrade.Poor, "acme"), new DetectionUrl(Review: 6.361145410393196, Alert: 10.5, Days: 30, Save: true),
            new DetectionUrl(Job: "fraud-score", Do: OperationsAction.Run));
    }

    [Fact]
    public async Task A_customer_that_detection_does_not_know_is_said_to_be_unknown()
    {
        await StartAsync();
        var page = Open<CustomerRiskPage>("/fraud/customers/acme", Acme);
        Eventually(page, () => Assert.Contains("Detection knows nothing of this customer yet", page.Markup, StringComparison.Ordinal));
        Eventually(page, () => Assert.Contains("No case of this customer", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Coverage_says_why_there_is_no_baseline()
    {
        await StartAsync();
        await CoverAsync();
        var page = Open<DetectionPage>("/fraud/detection?grade=none");
        Eventually(page, () => Assert.Contains("3 days of history; a baseline needs 7.", page.Find(".coverage").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_customer_without_a_baseline_is_told_why()
    {
        await StartAsync();
        await CoverAsync();
        var page = Open<CustomerRiskPage>("/fraud/customers/acme", Acme);
        Eventually(page, () => Assert.Contains("3 days of history; a baseline needs 7.", page.Find(".grades").TextContent, StringComparison.Ordinal));
        Assert.Contains("Time zone not known", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_the_buttons_are_locked_and_the_commands_refuse()
    {
        await StartAsync();
        SignIn(Role.Analyst);
        var page = Open<CustomerRiskPage>("/fraud/customers/acme", Acme);
        Assert.Equal(2, page.FindAll("button.refused").Count);
        Assert.False((await Get<SetTimeZone>().RunAsync(Actor, "acme", "Europe/Berlin", "why", Ct)).IsOk);
        Assert.False((await Get<BuildBaselines>().RunAsync(Actor, "acme", "api_calls", Ct)).IsOk);
        Assert.False((await Get<SetThresholds>().RunAsync(Actor, 5, 9, 0, "why", Ct)).IsOk);
    }

    private Task CoverAsync() =>
        Get<IScoreStore>().SaveCoverageAsync([new(new(new("acme"), new("api_calls")), "UTC", 3, 3, new(2026, 3, 1), 40, null, Time.GetUtcNow())], Ct);
}
