using Breakwater.Dashboard.Components.Usage;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;
using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Pages.Usage;

/// <summary>What was used, by whom, when and by what; and where a single event is.</summary>
public sealed partial class Usage
{
    private static readonly int[] Spans = [30, 60, 90];

    [Inject]
    private MetricCatalogCache Catalog { get; set; } = default!;

    [Inject]
    private CustomerQueries Customers { get; set; } = default!;

    private Metric Metric => Metrics.Chosen(Catalog.Current, State.Metric);

    private string? Unknown => State.Metric is { } code && Catalog.Current.Find(new(code)) is null ? code : null;

    private UsageView Question => new(State.Customer, Metric, View.Choice, View.Range, View.Zone);

    private string By => State.Group ?? (Metric.Dimensions.Count > 0 ? Metric.Dimensions[0] : State.Customer is null ? "customer_id" : "event_type");

    // The next customer's usage starts afresh except for what was being looked at.
    private UsageState For(CustomerId customer) => State with { Customer = customer.Value, Find = null, Event = null, Group = By == "customer_id" ? null : State.Group };

    private string? LinkOf(string group) => By == "customer_id" && Identifier.IsValid(group) ? HrefTo(For(new(group))) : null;

    // A picker that says what is chosen already must not put another entry into the browser's history.
    private void Set(UsageState next, bool replace = false)
    {
        if (next != State) Go(next, replace);
    }

    private string NameOf(string? code) => code is null ? "" : Catalog.Current.Find(new(code)) is { } metric ? metric.Name : code;

    private Task<IReadOnlyList<string>> FindMetricsAsync(string text, int max, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>([.. Metrics.Matching(Catalog.Current, text).Take(max).Select(metric => metric.Code.Value)]);

    // A picker has no room for a failure: without an answer it offers what was typed, and the panels say what is wrong.
    private async Task<IReadOnlyList<string>> FindCustomersAsync(string text, int max, CancellationToken ct)
    {
        var found = await Customers.SearchAsync(text, max, ct);
        return found.IsOk ? [.. found.Value.Select(customer => customer.Value)] : Identifier.IsValid(text) ? [text] : [];
    }

    private async Task<IReadOnlyList<string>> FindGroupsAsync(string text, int max, CancellationToken ct)
    {
        var found = await Customers.GroupsAsync(Metric.Code.Value, State.Customer is null, ct);
        IEnumerable<string> names = found.IsOk ? found.Value : Metric.Dimensions;
        return [.. names.Where(name => name.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(max)];
    }
}
