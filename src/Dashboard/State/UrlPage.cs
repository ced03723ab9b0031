using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Breakwater.Dashboard.State;

/// <summary>
/// Base of a page whose filters live in the query string. <see cref="State"/> follows the address (back and forward work);
/// <see cref="Go"/> changes the address, and the page is drawn again from it.
/// </summary>
/// <typeparam name="TState">The page's state; a record.</typeparam>
public abstract class UrlPage<TState> : ComponentBase, IDisposable where TState : IUrlState<TState>
{
    private string _path = "";

    /// <summary>The address bar.</summary>
    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    /// <summary>Range and zone of the screen.</summary>
    [Inject] protected ViewSettings View { get; set; } = default!;

    /// <summary>What the address says.</summary>
    protected TState State { get; private set; } = default!;

    /// <summary>The address of this page in another state, with range and zone kept.</summary>
    protected string HrefTo(TState next) => View.Href(UrlState.Href(_path, next));

    /// <summary>Changes the state by changing the address.</summary>
    /// <param name="next">The state wanted.</param>
    /// <param name="replace">True for small steps that Back should skip, such as typing.</param>
    protected void Go(TState next, bool replace = false) => Navigation.NavigateTo(HrefTo(next), replace: replace);

    /// <summary>Called after the state has changed, before the page is drawn again.</summary>
    protected virtual void OnStateChanged()
    {
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _path = new Uri(Navigation.Uri).AbsolutePath;
        State = UrlState.Read<TState>(Navigation.Uri);
        Navigation.LocationChanged += OnLocationChanged;
        View.Changed += OnViewChanged;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Leaves the events.</summary>
    protected virtual void Dispose(bool disposing)
    {
        Navigation.LocationChanged -= OnLocationChanged;
        View.Changed -= OnViewChanged;
    }

    private void OnViewChanged() => _ = InvokeAsync(StateHasChanged);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs args)
    {
        if (new Uri(args.Location).AbsolutePath != _path) return;
        var next = UrlState.Read<TState>(args.Location);
        if (EqualityComparer<TState>.Default.Equals(next, State)) return;
        State = next;
        _ = InvokeAsync(() =>
        {
            OnStateChanged();
            StateHasChanged();
        });
    }
}
