using System.Text;
using Microsoft.JSInterop;

namespace Breakwater.Dashboard.State;

/// <summary>What only the browser can do: save a file, write the clipboard, remember the theme. One per circuit.</summary>
public sealed class Browser(IJSRuntime js) : IAsyncDisposable
{
    /// <summary>Where the module lives.</summary>
    public const string Module = "./js/page.js";

    private Task<IJSObjectReference>? _module;

    /// <summary>Writes the clipboard. False where the browser refuses.</summary>
    public async Task<bool> CopyAsync(string text) => await InvokeAsync<bool>("copy", text);

    /// <summary>Saves a text as a file in UTF-8.</summary>
    /// <param name="name">File name with its ending.</param>
    /// <param name="type">Media type.</param>
    /// <param name="content">The whole content.</param>
    public async Task DownloadAsync(string name, string type, string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        using var reference = new DotNetStreamReference(stream, leaveOpen: true);
        await VoidAsync("download", name, type, reference);
    }

    /// <summary>The person's choice: light, dark or system.</summary>
    public async Task<string> ThemeAsync() => await InvokeAsync<string?>("theme") ?? "system";

    /// <summary>Changes the theme at once and for later visits.</summary>
    public Task SetThemeAsync(string choice) => VoidAsync("setTheme", choice);

    /// <summary>Keeps a preference in a cookie for a year. Never anything secret.</summary>
    public Task RememberAsync(string name, string value) => VoidAsync("remember", name, value);

    /// <summary>The zone that the browser's clock is set to, by its IANA name.</summary>
    public async Task<string> ZoneAsync() => await InvokeAsync<string?>("zone") ?? "UTC";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_module is not { IsCompletedSuccessfully: true } loaded) return;
        try
        {
            await (await loaded).DisposeAsync();
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone and took the module along.
        }
    }

    private async Task VoidAsync(string name, params object?[] args)
    {
        try
        {
            _module ??= js.InvokeAsync<IJSObjectReference>("import", Module).AsTask();
            await (await _module).InvokeVoidAsync(name, args);
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone; there is nobody left to do it for.
        }
    }

    private async Task<T?> InvokeAsync<T>(string name, params object?[] args)
    {
        try
        {
            _module ??= js.InvokeAsync<IJSObjectReference>("import", Module).AsTask();
            return await (await _module).InvokeAsync<T>(name, args);
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            return default;
        }
    }
}
