using Breakwater.Dashboard.State;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Breakwater.Dashboard.Layout;

/// <summary>The search box of the top bar, over every registered <see cref="ISearchSource"/>.</summary>
public sealed partial class SearchBox : ComponentBase, IDisposable
{
    private const int MostOfEach = 4, Most = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);
    private IReadOnlyList<SearchHit> _hits = [];
    private CancellationTokenSource? _typing;
    private string _text = "";
    private string? _answered;
    private bool _failed;
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

    private bool Answered => _answered is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _typing?.Cancel();
        _typing?.Dispose();
    }

    private async Task FindAsync()
    {
        Stop();
        var text = _text.Trim();
        if (text.Length is 0 or > 256)
        {
            Clear();
            return;
        }

        var ct = (_typing = new CancellationTokenSource()).Token;
        try
        {
            await Task.Delay(Pause, Time, ct);
            var found = await Task.WhenAll(Sources.Select(source => OneAsync(source, text, ct)));
            if (ct.IsCancellationRequested) return;
            _hits = [.. found.SelectMany(hits => hits ?? []).DistinctBy(hit => hit.Href).Take(Most)];
            (_at, _answered, _failed) = (0, text, found.Contains(null));
        }
        catch (OperationCanceledException)
        {
            // The next letter came first, or the box was left.
        }
    }

    // A source that fails must not take the answers of the others along: null, and the list says that it is not whole.
    private async Task<IReadOnlyList<SearchHit>?> OneAsync(ISearchSource source, string text, CancellationToken ct)
    {
        try
        {
            return await source.SearchAsync(text, MostOfEach, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Log.LogWarning(error, "Search source {Source} failed", source.GetType().Name);
            return null;
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
                // Enter may come before the pause in typing is over: what is listed then belongs to fewer letters.
                if (_answered != _text.Trim()) await FindAsync();
                if (_answered == _text.Trim() && _hits.Count > 0) Go(_hits[_at]);
                break;
            case "Escape":
                Leave();
                break;
        }
    }

    private void Go(SearchHit hit)
    {
        _text = "";
        Leave();
        Navigation.NavigateTo(View.Href(hit.Href));
    }

    private void Leave()
    {
        Stop();
        Clear();
    }

    // At once and not in turns: between two letters there must never be two searches that nobody can end.
    private void Stop()
    {
        _typing?.Cancel();
        _typing?.Dispose();
        _typing = null;
    }

    private void Clear() => (_hits, _answered, _failed, _at) = ([], null, false, 0);
}
