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
    private DotNetObjectReference<Chart>? _self;

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

    /// <summary>Called with the index of a label after a click on its column.</summary>
    [Parameter]
    public EventCallback<int> OnPick { get; set; }

    /// <summary>Makes the CSV where the figures are more exact than what is drawn; the drawn values where it is null.</summary>
    [Parameter]
    public Func<string>? Csv { get; set; }

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
        _self?.Dispose();
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

    /// <summary>Called by the browser module after a click on a column.</summary>
    [JSInvokable]
    public Task PickAsync(int index) => index >= 0 && index < _bounded.Labels.Count ? OnPick.InvokeAsync(index) : Task.CompletedTask;

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
                var payload = ChartPayload.From(model, Height);
                if (!OnPick.HasDelegate) await _module.InvokeVoidAsync("render", _gone.Token, _id, _canvas, payload);
                else await _module.InvokeVoidAsync("render", _gone.Token, _id, _canvas, payload, _self ??= DotNetObjectReference.Create(this));
            }
        }
        catch (Exception error) when (error is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The panel, page or browser has gone.
        }
    }
}
