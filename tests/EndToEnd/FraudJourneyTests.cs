using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace Breakwater.Tests.EndToEnd;

/// <summary>The demonstration of detection in a real browser: business hours for weeks, then the same volume at night, and somebody decides.</summary>
public sealed class FraudJourneyTests(Browser browser)
{
    private const string Victim = "lantern-books";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stolen_key_is_seen_suspended_and_decided_in_at_most_five_clicks()
    {
        using var api = new Api(browser.Host.Address, browser.Host.AdminKey);
        var key = await api.IssueKeyAsync(Victim, 1_000, Ct);
        await api.SendSurelyAsync(key, Victim, [($"e2e-{Guid.NewGuid():N}", 42)], Ct);
        var id = await CaseAsync(api);
        var yesterday = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);
        var check = await api.GetAsync($"/v1/fraud/check?customer_id={Victim}&metric=api_calls&date={yesterday:yyyy-MM-dd}", Ct);
        Assert.InRange(check.GetProperty("z_score").GetDouble(), -3, 3);
        Assert.InRange(check.GetProperty("similarity").GetDouble(), .2, .4);

        await using var visit = await browser.VisitAsync(Role.FraudAnalyst);
        var page = visit.Page;
        await visit.OpenAsync("/fraud");
        await page.Locator("tbody tr", new() { HasText = Victim }).First.ClickAsync();
        await page.Locator(".lead").WaitForAsync();
        Assert.Contains(id, page.Url, StringComparison.Ordinal);
        Assert.Contains("moved by 12 h", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(await visit.ViolationsAsync());

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Suspend key") }).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Locator("textarea").FillAsync("The pattern moved by twelve hours");
        await page.GetByRole(AriaRole.Button, new() { Name = "Suspend 1 key" }).ClickAsync();
        await page.Locator(".timeline", new() { HasText = "Key suspended" }).WaitForAsync();

        // Two clicks more: the row, Suspend and its button were three.
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm fraud" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Confirm fraud" }).ClickAsync();
        await page.Locator(".tags", new() { HasText = "Confirmed fraud" }).WaitForAsync();

        using var http = new HttpClient { BaseAddress = browser.Host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = Api.Body(Victim, [("e2e-after", 1)]) };
        request.Headers.Add("X-API-Key", key);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(request, Ct)).StatusCode);
        var audit = (await api.GetAsync($"/v1/admin/audit?search={id}", Ct)).GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()).ToList();
        Assert.Contains("case.opened", audit);
        Assert.Contains("case.confirmed", audit);
        Assert.Empty(visit.Trouble);
    }

    // The host's own demonstration fills the customers and scores once; asking for another run costs nothing.
    private static async Task<string> CaseAsync(Api api)
    {
        for (var tries = 0; tries < 120; tries++)
        {
            var found = await api.GetAsync($"/v1/admin/fraud/cases?customer_id={Victim}&state=open", Ct);
            if (found.GetProperty("cases") is { ValueKind: JsonValueKind.Array } cases && cases.GetArrayLength() > 0) return cases[0].GetProperty("case_id").GetString()!;
            await Task.Delay(1_000, Ct);
        }

        throw new TimeoutException("No case was opened within two minutes.");
    }
}
