using System.Globalization;
using Breakwater.Access.Ingest;
using Breakwater.Access.Model;
using Breakwater.Access.Ports;
using Breakwater.Access.Read;
using Breakwater.Dashboard.Components;
using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.Keys;

/// <summary>Lists keys; issues, rotates and revokes them, and sets limits.</summary>
public sealed partial class KeysPage : UrlPage<KeysState>
{
    private static readonly KeyState?[] States = [null, .. Enum.GetValues<KeyState>()];
    private DataTable<KeyRow>? _table;
    private KeyDrawer? _drawer;
    private CustomerLimitPanel? _limit;
    private IssuedKey? _issued;

    [Inject]
    private KeyQueries Queries { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnStateChanged()
    {
        // Back out of the page's dialogs must not leave a secret on the screen.
        if (State.Do != KeyAction.None) _issued = null;
    }

    private static string? Iso(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async Task<Page<KeyRow>> LoadAsync(PageRequest page, CancellationToken ct) =>
        (await Queries.ListAsync(await Current.GetAsync(), page, new(State.Customer is { } customer ? new CustomerId(customer) : null, State.State), ct)).OrThrow();

    private async Task<IReadOnlyList<string>> CustomersAsync(string text, int max, CancellationToken ct)
    {
        var found = await Queries.ListAsync(await Current.GetAsync(), new PageRequest(0, 500, "customer", Search: text), KeyFilter.All, ct);
        return [.. found.OrThrow().Items.Select(row => row.Key.CustomerId.Value)
            .Where(customer => customer.Contains(text, StringComparison.OrdinalIgnoreCase)).Distinct().Take(max)];
    }

    private void CloseDialog()
    {
        if (State.Do != KeyAction.None) Go(State with { Do = KeyAction.None });
    }

    private void ForgetSecret() => _issued = null;

    private async Task IssuedAsync(IssuedKey issued)
    {
        _issued = issued;
        await ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        if (_table is not null) await _table.ReloadAsync();
        if (_drawer is not null) await _drawer.ReloadAsync();
        if (_limit is not null) await _limit.ReloadAsync();
    }
}
