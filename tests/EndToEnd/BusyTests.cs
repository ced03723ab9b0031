using System.Text.Json;

namespace Breakwater.Tests.EndToEnd;

/// <summary>What is shown stays readable while it is read again.</summary>
public sealed class BusyTests(Browser browser)
{
    // Notes the opacity of a table's rows at every moment in which it says that it is busy.
    private const string Watch = """
        () => {
          window.opacities = [];
          new MutationObserver(changes => changes.forEach(change => {
            if (change.target.getAttribute('aria-busy') !== 'true') return;
            const rows = change.target.querySelector('tbody tr[data-row]');
            for (let part = rows, opacity = 1; part; part = part.parentElement) {
              opacity *= +getComputedStyle(part).opacity;
              if (!part.parentElement) window.opacities.push(opacity);
            }
          })).observe(document.body, { attributes: true, attributeFilter: ['aria-busy'], subtree: true });
        }
        """;

    [Fact]
    public async Task A_table_that_is_read_again_is_not_dimmed()
    {
        await using var visit = await browser.VisitAsync(Role.Admin);
        await visit.OpenAsync("/usage");
        await visit.Page.Locator("[data-list] tbody tr[data-row]").First.WaitForAsync();
        await visit.Page.EvaluateAsync(Watch);
        await visit.Page.Locator("[data-list] button.sort").First.ClickAsync();
        await visit.Page.WaitForFunctionAsync("() => window.opacities.length > 0");
        var opacities = await visit.Page.EvaluateAsync<JsonElement>("() => window.opacities");
        Assert.All(opacities.EnumerateArray(), opacity => Assert.Equal(1, opacity.GetDouble()));
        Assert.Empty(visit.Trouble);
    }
}
