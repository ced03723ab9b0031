using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;
using MudBlazor;

namespace Breakwater.Dashboard.Components;

/// <summary>
/// A card in one of five states: loading, empty, failed, stale (an older answer with the failure of the newer one) or full.
/// Loads again when <see cref="Key"/> changes, on Retry and when its live topic has changed; the load that is no longer
/// wanted is cancelled, down to the engine.
/// </summary>
/// <typeparam name="T">What is loaded.</typeparam>
public sealed partial class Panel<T> : ComponentBase, IAsyncDisposable
{
    private readonly string _id = "p" + Guid.NewGuid().ToString("N")[..8];
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _current;
    private IDisposable? _live;
    private string? _topic;
    private object? _key;
    private bool _started, _loading, _has;
    private int _version;
    private T? _value;
    private DateTimeOffset _at;
    private Failure? _failure;

    /// <summary>The finding or the question.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>A few words beside the title.</summary>
    [Parameter]
    public string? Subtitle { get; set; }

    /// <summary>Everything that the answer depends on, as a value with equality (string, record, tuple). A change loads again.</summary>
    [Parameter]
    public object? Key { get; set; }

    /// <summary>Reads the content. Give this or <see cref="LoadOutcome"/>.</summary>
    [Parameter]
    public Func<CancellationToken, Task<T>>? Load { get; set; }

    /// <summary>Reads the content where a refusal is an expected answer.</summary>
    [Parameter]
    public Func<CancellationToken, Task<Outcome<T>>>? LoadOutcome { get; set; }

    /// <summary>
    /// Names the question, e.g. <c>usage-by-day</c>. Panels of any circuit with the same name and the same <see cref="Key"/>
    /// that load at the same time cost one execution; the text of the key must then name everything. Null: not shared.
    /// </summary>
    [Parameter]
    public string? Share { get; set; }

    /// <summary>A live topic; the panel loads again after it has changed.</summary>
    [Parameter]
    public string? Live { get; set; }

    /// <summary>Shortest time between two live loads; 1 s unless told.</summary>
    [Parameter]
    public TimeSpan LiveEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>True where the answer holds nothing to show.</summary>
    [Parameter]
    public Func<T, bool>? IsEmpty { get; set; }

    /// <summary>Shown instead of the content where <see cref="IsEmpty"/> says so; use the component Empty.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    /// <summary>The content.</summary>
    [Parameter]
    public RenderFragment<T>? ChildContent { get; set; }

    /// <summary>Small buttons in the head.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    /// <summary>Shown while the first answer is on its way; grey lines where it is null.</summary>
    [Parameter]
    public RenderFragment? Skeleton { get; set; }

    /// <summary>True for content that brings its own cards, such as tiles: no card, no head.</summary>
    [Parameter]
    public bool Bare { get; set; }

    /// <summary>True to show the age of the answer in the head.</summary>
    [Parameter]
    public bool ShowAge { get; set; } = true;

    /// <summary>Height in pixels that is kept while loading, so that nothing jumps.</summary>
    [Parameter]
    public int MinHeight { get; set; }

    /// <summary>Classes for the card, e.g. <c>wide</c>.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>Called after each answer, e.g. to keep it for a download.</summary>
    [Parameter]
    public EventCallback<T> Loaded { get; set; }

    [Inject]
    private SharedLoads Shared { get; set; } = default!;

    [Inject]
    private LiveUpdates Updates { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILogger<Panel<T>> Log { get; set; } = default!;

    private string StateName => _has ? _failure is not null ? "stale" : IsEmpty?.Invoke(_value!) == true ? "empty" : "full" : _failure is not null ? "failed" : "loading";

    private static RenderFragment NothingHere => builder =>
    {
        builder.OpenComponent<Empty>(0);
        builder.AddComponentParameter(1, nameof(Components.Empty.Title), "Nothing in this range");
        builder.AddComponentParameter(2, nameof(Components.Empty.Hint), "Choose a longer range or other filters.");
        builder.AddComponentParameter(3, nameof(Components.Empty.IconPath), Icons.Material.Outlined.Inbox);
        builder.CloseComponent();
    };

    /// <summary>Loads again now; what is shown stays until the answer is there.</summary>
    public Task ReloadAsync() => RunAsync(keepOnFailure: true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _live?.Dispose();
        await _gone.CancelAsync();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (Live != _topic)
        {
            _live?.Dispose();
            _topic = Live;
            _live = Live is null ? null : Updates.Subscribe(Live, _ => InvokeAsync(RefreshAsync), LiveEvery);
        }

        if (_started && Equals(Key, _key)) return;
        (_started, _key) = (true, Key);
        await RunAsync(keepOnFailure: false);
    }

    // A live change while a load is under way waits for the next tick instead of cancelling it: a slow engine must get to answer.
    private Task RefreshAsync() => _loading || _gone.IsCancellationRequested ? Task.CompletedTask : RunAsync(keepOnFailure: true);

    private async Task RunAsync(bool keepOnFailure)
    {
        if (_current is { } earlier) await earlier.CancelAsync();
        if (_gone.IsCancellationRequested) return;
        var mine = _current = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        // Another question: yesterday's answer under today's filters would be wrong, not stale.
        if (!keepOnFailure) (_has, _failure) = (false, null);
        _loading = true;
        StateHasChanged();
        try
        {
            var outcome = await ReadAsync(mine.Token);
            if (mine.IsCancellationRequested) return;
            if (outcome.Problem is { } problem)
            {
                _failure = Failure.From(problem, Time.GetUtcNow());
                Log.LogInformation("Panel {Panel} was refused: {Type} ({CorrelationId})", Title, problem.Type, _failure.CorrelationId);
            }
            else
            {
                (_value, _has, _failure, _at) = (outcome.Value, true, null, Time.GetUtcNow());
                _version++;
                await Loaded.InvokeAsync(_value);
            }
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            // The boundary between reads and the screen: whatever went wrong becomes one failed card, never a dead page.
            if (mine.IsCancellationRequested) return;
            _failure = Failure.From(error, Time.GetUtcNow());
            Log.LogWarning(error, "Panel {Panel} could not load ({CorrelationId})", Title, _failure.CorrelationId);
        }
        finally
        {
            if (ReferenceEquals(_current, mine))
            {
                (_current, _loading) = (null, false);
                StateHasChanged();
            }

            mine.Dispose();
        }
    }

    private async Task<Outcome<T>> ReadAsync(CancellationToken ct)
    {
        Func<CancellationToken, Task<Outcome<T>>> read = LoadOutcome ?? (async token => await Load!(token));
        return Share is null ? await read(ct) : await Shared.RunAsync($"{Share}|{Key}", read, ct);
    }
}
