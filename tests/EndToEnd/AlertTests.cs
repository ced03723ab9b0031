using System.Net.Http.Json;
using System.Text.Json;
using Breakwater.Tests.Alerts;
using Microsoft.Playwright;

namespace Breakwater.Tests.EndToEnd;

/// <summary>Alerts as an operator sets them up, and what a killed process leaves behind.</summary>
public sealed class AlertTests(Browser browser)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_is_added_tested_rotated_and_its_receiver_can_verify_every_message()
    {
        await using var receiver = await Receiver.StartAsync();
        var name = $"Receiver {Guid.NewGuid():N}"[..16];
        await using var visit = await browser.VisitAsync(Role.Operator);
        var page = visit.Page;
        await visit.OpenAsync("/alerts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add endpoint" }).First.ClickAsync();
        await page.Locator("[data-field=url]").FillAsync($"{receiver.Url}hook");
        await page.Locator("[data-field=description]").FillAsync(name);
        await page.Locator("[data-field=prefixes]").FillAsync("none:");
        await page.GetByRole(AriaRole.Dialog).Locator("textarea").FillAsync("Set up by the test");
        Assert.Empty(await visit.ViolationsAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Add 1 endpoint" }).ClickAsync();
        var first = await StoreSecretAsync(page);
        Assert.StartsWith("whsec_", first, StringComparison.Ordinal);
        Assert.DoesNotContain(first, await page.ContentAsync() + page.Url, StringComparison.Ordinal);

        await page.Locator("tbody tr", new() { HasText = name }).First.ClickAsync();
        await ActAsync(page, "Send test", "Send 1 test");
        Assert.True((await receiver.WaitAsync(1, TimeSpan.FromSeconds(15), Ct))[0].IsSignedBy(first));
        await page.Locator("section[aria-label=Deliveries] tbody tr", new() { HasText = name }).GetByText("Delivered").First.WaitForAsync();

        await ActAsync(page, "Rotate secret", "Make 1 new secret");
        var second = await StoreSecretAsync(page);
        await page.Locator("[data-close]").ClickAsync();
        await page.Locator("section[aria-label=Deliveries] tbody tr", new() { HasText = name }).First.ClickAsync();
        await ActAsync(page, "Send again", "Send 1 message again");
        var requests = await receiver.WaitAsync(2, TimeSpan.FromSeconds(15), Ct);
        Assert.Equal((requests[0].Id, requests[0].Body, true, true), (requests[1].Id, requests[1].Body, requests[1].IsSignedBy(first), requests[1].IsSignedBy(second)));
        await page.Locator("[data-drawer] [data-headers]", new() { HasText = "v1,… v1,…" }).WaitForAsync();
        Assert.Equal(2, await page.Locator("[data-drawer] tbody tr[data-row]").CountAsync());
        Assert.Empty(await visit.ViolationsAsync());

        await visit.OpenAsync("/audit?what=alert");
        await page.GetByText("Set up by the test").First.WaitForAsync();
        Assert.DoesNotContain(second, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(visit.Trouble);
    }

    [Fact]
    public async Task Killed_between_a_request_and_its_note_the_host_sends_it_again_under_the_same_id()
    {
        var data = Directory.CreateTempSubdirectory("breakwater-alert-crash-").FullName;
        await using var receiver = await Receiver.StartAsync();
        try
        {
            receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
            await using (var host = await HostProcess.StartAsync(data, ["--role", "ingestion"], ct: Ct))
            {
                using var http = new HttpClient { BaseAddress = host.Address };
                http.DefaultRequestHeaders.Add("X-Admin-Key", host.AdminKey);
                var made = await (await http.PostAsJsonAsync("/v1/admin/alerts/endpoints", new { url = receiver.Url }, Ct)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Ct);
                (await http.PostAsJsonAsync($"/v1/admin/alerts/endpoints/{made.GetProperty("id").GetString()}/test", new { }, Ct)).EnsureSuccessStatusCode();
                await receiver.WaitAsync(1, TimeSpan.FromSeconds(15), Ct);
                await host.KillAsync();
            }

            receiver.Says(204);
            await using var again = await HostProcess.StartAsync(data, ["--role", "ingestion"], ct: Ct);
            var requests = await receiver.WaitAsync(2, TimeSpan.FromSeconds(40), Ct);
            Assert.Equal((requests[0].Id, requests[0].Body), (requests[1].Id, requests[1].Body));
            using var api = new Api(again.Address, again.AdminKey);
            for (var i = 0; i < 50 && (await StateAsync(api)).State == "waiting"; i++) await Task.Delay(100, Ct);
            // Nothing was noted of the attempt that the kill cut off, so this one is the first.
            Assert.Equal(("delivered", 1, requests[0].Id), await StateAsync(api));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<(string State, int Attempts, string Id)> StateAsync(Api api)
    {
        var delivery = (await api.GetAsync("/v1/admin/alerts/deliveries", Ct)).GetProperty("deliveries")[0];
        return (delivery.GetProperty("state").GetString()!, delivery.GetProperty("attempts").GetInt32(), delivery.GetProperty("message_id").GetString()!);
    }

    private static async Task<string> StoreSecretAsync(IPage page)
    {
        var secret = await page.Locator("[data-secret]").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have stored it" }).ClickAsync();
        await page.Locator("[data-secret]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        return secret;
    }

    private static async Task ActAsync(IPage page, string button, string confirm)
    {
        await page.Locator("[data-drawer]").GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Locator("textarea").FillAsync("Because the test says so");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = confirm }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = confirm }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
