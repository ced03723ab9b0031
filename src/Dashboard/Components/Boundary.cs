using Breakwater.Dashboard.State;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Breakwater.Dashboard.Components;

/// <summary>
/// Keeps a fault in one part of the screen from ending the circuit: the part shows <see cref="Failed"/>, the log has the
/// exception under the same id. Recovers on Retry, on navigation, and when <see cref="Key"/> changes.
/// </summary>
public sealed class Boundary : ErrorBoundaryBase, IDisposable
{
    private Failure? _failure;
    private object? _key;

    /// <summary>Name of the part for the log.</summary>
    [Parameter]
    public string Area { get; set; } = "page";

    /// <summary>A change gives the content another chance.</summary>
    [Parameter]
    public object? Key { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ILogger<Boundary> Log { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    /// <inheritdoc/>
    protected override void OnInitialized() => Navigation.LocationChanged += OnLocationChanged;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Equals(Key, _key)) return;
        _key = Key;
        if (CurrentException is not null) Recover();
    }

    /// <inheritdoc/>
    protected override Task OnErrorAsync(Exception exception)
    {
        _failure = Failure.From(exception, Time.GetUtcNow());
        Log.LogError(exception, "{Area} failed while it was drawn ({CorrelationId})", Area, _failure.CorrelationId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        // The first drawing after a fault comes before OnErrorAsync has made the failure.
        builder.OpenComponent<Failed>(1);
        builder.AddComponentParameter(2, nameof(Failed.Failure), _failure ??= Failure.From(CurrentException, Time.GetUtcNow()));
        builder.AddComponentParameter(3, nameof(Failed.Retry), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs args)
    {
        if (CurrentException is not null) _ = InvokeAsync(Recover);
    }
}
