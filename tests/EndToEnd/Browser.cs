using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Breakwater.Tests.EndToEnd.Browser))]

namespace Breakwater.Tests.EndToEnd;

/// <summary>One headless Chromium and one host with demonstration traffic for the whole run.</summary>
public sealed class Browser : IAsyncLifetime
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
        var visit = new Visit(context, await context.NewPageAsync(), (host ?? Host).Address);
        await visit.SignInAsync(role);
        return visit;
    }

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
