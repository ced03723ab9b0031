using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Breakwater.Tests.EndToEnd;

/// <summary>One person in one browser context, and a record of what must not happen there.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly ConcurrentQueue<string> _trouble = new();

    public Visit(IBrowserContext context, IPage page, Uri address)
    {
        (_context, Page, _address) = (context, page, address);
        page.SetDefaultTimeout(30_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _trouble.Enqueue($"console {message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _trouble.Enqueue($"page error: {error}");
        page.Request += (_, request) =>
        {
            if (Uri.TryCreate(request.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ws" or "wss" && url.Authority != _address.Authority)
                _trouble.Enqueue($"request to another host: {request.Url}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400) _trouble.Enqueue($"{response.Status} {response.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Console errors and warnings, failed answers and requests that left the host.</summary>
    public IReadOnlyCollection<string> Trouble => _trouble;

    /// <summary>The id of a local user.</summary>
    public static string IdOf(Role role) => $"local:{role switch { Role.FraudAnalyst => "fraud-analyst", _ => role.ToString().ToLowerInvariant() }}";

    /// <summary>Signs in on the page, as a person does.</summary>
    public async Task SignInAsync(Role role)
    {
        await Page.GotoAsync("/sign-in");
        await Page.Locator($"button[name=user][value='{IdOf(role)}']").ClickAsync();
        await ReadyAsync();
    }

    /// <summary>Opens a page and waits for its circuit.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        await ReadyAsync();
    }

    /// <summary>Waits until the circuit is up and no panel is loading for the first time.</summary>
    public async Task ReadyAsync()
    {
        await Page.Locator("[data-ready]").WaitForAsync();
        await Page.WaitForFunctionAsync("() => document.querySelector('h1') && !document.querySelector('[data-state=loading]')");
    }

    /// <summary>Serious and critical accessibility violations, in words.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        var result = await Page.RunAxe();
        return [.. result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => $"{node.Html} ({string.Join("; ", node.Any.Select(check => check.Message))})"))}")];
    }

    /// <summary>True where the page can be scrolled sideways: something is wider than the window.</summary>
    public Task<bool> OverflowsAsync() => Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > window.innerWidth + 1");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
