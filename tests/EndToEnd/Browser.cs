using System.Text.RegularExpressions;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Breakwater.Tests.EndToEnd.Browser))]

namespace Breakwater.Tests.EndToEnd;

/// <summary>One headless Chromium and one host with demonstration traffic for the whole run.</summary>
public sealed partial class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public HostProcess Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await HostProcess.StartAsync(options: ["--demo"]);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A page of its own context that notes what must not happen: console errors, failed requests, requests to other hosts.</summary>
    public async Task<Visit> VisitAsync(Role role, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, HostProcess? host = null)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = (host ?? Host).Address.ToString(), ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, AcceptDownloads = true,
        });
        await SignInAsync(context.APIRequest, role);
        return new Visit(context, await context.NewPageAsync(), (host ?? Host).Address);
    }

    // The form of the sign-in page, without drawing that page and the overview behind it for every visit; Visit.SignInAsync does as people do.
    private static async Task SignInAsync(IAPIRequestContext requests, Role role)
    {
        var page = await requests.GetAsync("/sign-in");
        var token = FormToken().Match(await page.TextAsync()).Groups[1].Value;
        var form = requests.CreateFormData();
        form.Set("__RequestVerificationToken", token);
        form.Set("user", Visit.IdOf(role));
        var answer = await requests.PostAsync("/session/start", new() { Form = form, MaxRedirects = 0 });
        Assert.True(answer.Status == 302, $"Signing in was answered {answer.Status}.");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        await Host.DisposeAsync();
    }
}

/// <summary>The local users, as the sign-in page names them.</summary>
public enum Role
{
    Analyst,
    FraudAnalyst,
    Support,
    Operator,
    Admin,
}
