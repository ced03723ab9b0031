using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Breakwater.Dashboard.Components.Charts;

/// <summary>Draws a <see cref="ChartModel"/>; redraws at most once per second, whatever its parent does.</summary>
public sealed partial class Chart : ComponentBase, IAsyncDisposable
{
    /// <summary>Where the browser module lives.</summary>
    public const string Module = "./js/chart.js";

    /// <summary>The shortest time between two drawings.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    private readonly string _id = "c" + Guid.NewGuid().ToString("N");
    private readonly CancellationTokenSource _gone = new();
    private ChartModel _bounded = new([], []);
    private ChartModel? _seen, _drawn;
    private ElementReference _canvas;
    private IJSObjectReference? _module;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private Task _pending = Task.CompletedTask;
    private bool _table;

    /// <summary>The finding or the question; also the accessible name.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What to draw. A new instance draws again.</summary>
    [Parameter, EditorRequired]
    public ChartModel Model { get; set; } = default!;

    /// <summary>Height in pixels.</summary>
    [Parameter]
    public int Height { get; set; } = 220;

    /// <summary>Name of the CSV file without ending; the title where it is null.</summary>
    [Parameter]
    public string? FileName { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _pending;
        _gone.Dispose();
        if (_module is null) return;
        try
        {
            await _module.InvokeVoidAsync("dispose", _id);
            await _module.DisposeAsync();
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone and took the chart along.
        }
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(Model, _seen)) return;
        _seen = Model;
        _bounded = Model.Checked().Bounded();
    }

    /// <inheritdoc/>
    protected override Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_table && !ReferenceEquals(_drawn, _bounded) && _pending.IsCompleted) _pending = DrawAsync();
        return Task.CompletedTask;
    }

    private void ToggleTable()
    {
        _table = !_table;
        // The canvas is made anew when the table closes, so it has to be drawn again at once.
        (_drawn, _last) = (null, DateTimeOffset.MinValue);
    }

    private async Task DrawAsync()
    {
        try
        {
            while (!_table && !ReferenceEquals(_drawn, _bounded))
            {
                var wait = _last + ShortestInterval - Time.GetUtcNow();
                if (_last != DateTimeOffset.MinValue && wait > TimeSpan.Zero) await Task.Delay(wait, Time, _gone.Token);
                if (_table) return;
                _module ??= await Js.InvokeAsync<IJSObjectReference>("import", _gone.Token, Module);
                var model = _bounded;
                (_drawn, _last) = (model, Time.GetUtcNow());
                await _module.InvokeVoidAsync("render", _gone.Token, _id, _canvas, ChartPayload.From(model, Height));
            }
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The panel, page or browser has gone.
        }
    }
}
