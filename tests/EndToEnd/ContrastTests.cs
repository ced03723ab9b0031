using Microsoft.Playwright;

namespace Breakwater.Tests.EndToEnd;

/// <summary>Words that axe leaves out: those of buttons that cannot be used yet.</summary>
public sealed class ContrastTests(Browser browser)
{
    // WCAG 2.2, relative luminance and contrast ratio; opacity is mixed with the surface behind the button.
    private const string Measure = """
        classes => {
          const card = Object.assign(document.createElement('div'), { className: 'card' });
          const button = Object.assign(document.createElement('button'), { className: classes, textContent: 'Void 1 event', disabled: true });
          card.append(button);
          document.querySelector('main').append(card);
          const rgb = text => text.match(/[\d.]+/g).map(Number);
          const style = getComputedStyle(button), behind = rgb(getComputedStyle(card).backgroundColor);
          const over = (top, alpha) => behind.slice(0, 3).map((value, i) => top[i] * alpha + value * (1 - alpha));
          const light = color => color.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const pair = [rgb(style.color), rgb(style.backgroundColor)].map(color => light(over(color, Number(style.opacity)))).sort((a, b) => b - a);
          const enabled = Object.assign(document.createElement('button'), { className: classes });
          card.append(enabled);
          const apart = getComputedStyle(enabled).backgroundColor !== style.backgroundColor;
          card.remove();
          return [(pair[0] + 0.05) / (pair[1] + 0.05), apart ? 1 : 0];
        }
        """;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Buttons_that_cannot_be_used_stay_readable_and_look_different(ColorScheme scheme)
    {
        await using var visit = await browser.VisitAsync(Role.Admin, scheme: scheme);
        await visit.OpenAsync("/audit");
        foreach (var classes in new[] { "btn", "btn primary", "btn danger" })
        {
            var measured = await visit.Page.EvaluateAsync<double[]>(Measure, classes);
            Assert.True(measured[0] >= 4.5, $"{classes}, {scheme}: {measured[0]:0.00} : 1");
            Assert.Equal(1, measured[1]);
        }
    }
}
