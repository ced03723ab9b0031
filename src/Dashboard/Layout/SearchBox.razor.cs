using Breakwater.Dashboard.State;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Breakwater.Dashboard.Layout;

/// <summary>The search box of the top bar, over every registered <see cref="ISearchSource"/>.</summary>
public sealed partial class SearchBox : ComponentBase, IDisposable
{
    private const int Most = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);
    private IReadOnlyList<SearchHit> _hits = [];
    private CancellationTokenSource? _typing;
    private string _text = "";
    private bool _none;
    private int _at;

    [Inject]
    private IEnumerable<ISearchSource> Sources { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ViewSettings View { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILogger<SearchBox> Log { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _typing?.Cancel();
        _typing?.Dispose();
    }

    private async Task OnInputAsync(ChangeEventArgs args)
    {
        _text = args.Value as string ?? "";
        var text = _text.Trim();
        if (_typing is { } earlier)
        {
            await earlier.CancelAsync();
            earlier.Dispose();
        }

        var mine = _typing = new CancellationTokenSource();
        if (text.Length is 0 or > 256)
        {
            Clear();
            return;
        }

        try
        {
            await Task.Delay(Pause, Time, mine.Token);
            var found = await Task.WhenAll(Sources.Select(source => OneAsync(source, text, mine.Token)));
            if (mine.IsCancellationRequested) return;
            _hits = [.. found.SelectMany(hits => hits).DistinctBy(hit => hit.Href).Take(Most)];
            (_at, _none) = (0, _hits.Count == 0);
        }
        catch (OperationCanceledException)
        {
            // The next letter came first.
        }
    }

    // A source that fails must not take the answers of the others along.
    private async Task<IReadOnlyList<SearchHit>> OneAsync(ISearchSource source, string text, CancellationToken ct)
    {
        try
        {
            return await source.SearchAsync(text, Most, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.LogWarning(error, "Search source {Source} failed", source.GetType().Name);
            return [];
        }
    }

    private async Task OnKeyAsync(KeyboardEventArgs args)
    {
        switch (args.Key)
        {
            case "ArrowDown" when _hits.Count > 0:
                _at = (_at + 1) % _hits.Count;
                break;
            case "ArrowUp" when _hits.Count > 0:
                _at = (_at + _hits.Count - 1) % _hits.Count;
                break;
            case "Enter":
                // Enter may come before the pause in typing is over.
                if (_hits.Count == 0 && _text.Trim().Length > 0) await OnInputAsync(new ChangeEventArgs { Value = _text });
                if (_hits.Count > 0) Go(_hits[_at]);
                break;
            case "Escape":
                Clear();
                break;
        }
    }

    private void Go(SearchHit hit)
    {
        _text = "";
        Clear();
        Navigation.NavigateTo(View.Href(hit.Href));
    }

    private void OnLeave(FocusEventArgs args) => Clear();

    private void Clear() => (_hits, _none, _at) = ([], false, 0);
}
