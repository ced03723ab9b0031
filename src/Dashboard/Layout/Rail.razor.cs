using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;

namespace Breakwater.Dashboard.Layout;

/// <summary>The left rail: the registered pages by group, the present one marked, with what waits behind them.</summary>
public sealed partial class Rail : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan BadgeInterval = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, int> _badges = [];
    private readonly CancellationTokenSource _gone = new();
    private Task _counting = Task.CompletedTask;

    /// <summary>True while only icons are shown.</summary>
    [Parameter]
    public bool Narrow { get; set; }

    /// <summary>Tells the frame of another width.</summary>
    [Parameter]
    public EventCallback<bool> NarrowChanged { get; set; }

    /// <summary>Called when a line was followed, so that a drawer can close.</summary>
    [Parameter]
    public EventCallback OnNavigate { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IEnumerable<INavBadge> Badges { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILogger<Rail> Log { get; set; } = default!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _counting;
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (Badges.Any()) _counting = CountAsync();
    }

    private bool IsHere(NavItem item)
    {
        // Where one line's path lies under another's, the longer one is meant.
        var path = new Uri(Navigation.Uri).AbsolutePath;
        return Holds(item, path) && !Items.Any(other => other.Href.Length > item.Href.Length && Holds(other, path));
    }

    private static bool Holds(NavItem item, string path) =>
        path == item.Href || (item.Href != "/" && path.StartsWith(item.Href + "/", StringComparison.Ordinal));

    private async Task CountAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(BadgeInterval, Time);
            do
            {
                foreach (var badge in Badges) _badges[badge.Href] = await OneAsync(badge);
                await InvokeAsync(StateHasChanged);
            }
            while (await timer.WaitForNextTickAsync(_gone.Token));
        }
        catch (OperationCanceledException)
        {
            // The circuit has gone.
        }
    }

    private async Task<int> OneAsync(INavBadge badge)
    {
        try
        {
            return await badge.CountAsync(_gone.Token);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.LogDebug(error, "The badge of {Href} could not be counted", badge.Href);
            return 0;
        }
    }
}
