using Breakwater.Access.Ports;
using Breakwater.Access.Read;
using Breakwater.Dashboard.Components.Usage;
using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Read;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;
using MudBlazor;

namespace Breakwater.Dashboard.Layout;

/// <summary>Something that the search box of the top bar can lead to.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Detail">What it is, e.g. "Page" or "Customer, 1,204 events".</param>
/// <param name="Href">Where it is.</param>
/// <param name="Icon">Contents of a 24 x 24 SVG.</param>
public sealed record SearchHit(string Title, string Detail, string Href, string Icon);

/// <summary>Answers the search box. A capability registers its own; every source is asked at the same time, and answers stand in the order of registration.</summary>
public interface ISearchSource
{
    /// <summary>The best matches, at most <paramref name="max"/>; throws where it cannot look.</summary>
    /// <param name="text">What was typed, trimmed, 1 to 256 characters.</param>
    /// <param name="max">The most matches wanted.</param>
    /// <param name="ct">Cancelled by the next letter.</param>
    Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct);
}

/// <summary>Finds the pages of the rail.</summary>
internal sealed class PageSearch(IEnumerable<NavItem> items) : ISearchSource
{
    public Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SearchHit>>([.. items
            .Where(item => item.Title.Contains(text, StringComparison.OrdinalIgnoreCase))
            .OrderBy(item => !item.Title.StartsWith(text, StringComparison.OrdinalIgnoreCase)).ThenBy(item => item.Order)
            .Take(max).Select(item => new SearchHit(item.Title, "Page", item.Href, item.Icon))]);
}

/// <summary>Finds customers by a part of their id, those that are nearest to what was typed first, then the busiest.</summary>
internal sealed class CustomerSearch(CustomerQueries customers) : ISearchSource
{
    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct)
    {
        var found = (await customers.ListAsync(new PageRequest(0, 100, "events", Descending: true, Search: text), ct)).OrThrow();
        return [.. found.Items
            .OrderBy(row => row.Customer.Value switch
            {
                var id when id == text => 0,
                var id when id.StartsWith(text, StringComparison.OrdinalIgnoreCase) => 1,
                _ => 2,
            })
            .ThenByDescending(row => row.Events).ThenBy(row => row.Customer.Value, StringComparer.Ordinal)
            .Take(max)
            .Select(row => new SearchHit(
                row.Customer.Value, $"Customer, {(row.Events == 1 ? "1 event" : $"{Format.Count(row.Events)} events")}",
                $"/usage?customer={Uri.EscapeDataString(row.Customer.Value)}", Icons.Material.Outlined.Business))];
    }
}

/// <summary>Finds metrics by code, name or event type.</summary>
internal sealed class MetricSearch(MetricCatalogCache catalog) : ISearchSource
{
    public Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SearchHit>>([.. Metrics.Matching(catalog.Current, text).Take(max)
            .Select(metric => new SearchHit(metric.Name, $"Metric {metric.Code}", $"/usage?metric={metric.Code}", Icons.Material.Outlined.Category))]);
}

/// <summary>Finds keys by a part of their id, of the first characters of their secret, or of their name.</summary>
internal sealed class KeySearch(KeyQueries keys, ICurrentActor current) : ISearchSource
{
    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct)
    {
        var found = (await keys.ListAsync(await current.GetAsync(), new PageRequest(0, 100, Search: text), KeyFilter.All, ct)).OrThrow();
        // The store also matches the customer, whom another source finds.
        return [.. found.Items.Where(row => new[] { row.Key.Id.Value, row.Key.Hint, row.Key.Name }.Any(field => field.Contains(text, StringComparison.OrdinalIgnoreCase)))
            .Take(max)
            .Select(row => new SearchHit(row.Key.Name, $"Key {row.Key.Hint}… of {row.Key.CustomerId}", $"/keys?key={Uri.EscapeDataString(row.Key.Id.Value)}", Icons.Material.Outlined.VpnKey))];
    }
}

/// <summary>Finds a fraud case by its id or the beginning of it; a customer's cases are found by way of the customer.</summary>
internal sealed class CaseSearch(CaseQueries cases, ICurrentActor current) : ISearchSource
{
    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct)
    {
        if (!text.StartsWith("c_", StringComparison.Ordinal)) return [];
        var found = (await cases.ListAsync(await current.GetAsync(), new(), new PageRequest(0, max, Search: text), ct)).OrThrow();
        return [.. found.Items.Where(one => one.Id.Value.StartsWith(text, StringComparison.Ordinal))
            .Select(one => new SearchHit(one.Id.Value, $"Fraud case of {one.Customer}", $"/fraud/cases/{one.Id}", Icons.Material.Outlined.Gavel))];
    }
}

/// <summary>Where is my event? Finds it by its exact id, or by "customer id" with a blank between.</summary>
internal sealed class EventSearch(EventQueries events) : ISearchSource
{
    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string text, int max, CancellationToken ct)
    {
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var customer, var id])
        {
            if (!Kernel.Identifier.IsValid(customer) || !Kernel.Identifier.IsValid(id)) return [];
            var one = await events.FindAsync(customer, id, ct);
            return one.Problem is { Kind: ProblemKind.NotFound } ? [] : [Hit(one.OrThrow().Event)];
        }

        if (!Kernel.Identifier.IsValid(text)) return [];
        var found = (await events.WhereAsync(text, max, ct)).OrThrow();
        if (found.Events.Count > 0 || found.AskedAll) return [.. found.Events.Select(Hit)];
        return [new SearchHit(text, $"Event? Not of the {Format.Count(EventQueries.MostAsked)} latest customers: choose whose", $"/usage?tab=event&event={Uri.EscapeDataString(text)}", Icons.Material.Outlined.ManageSearch)];
    }

    private static SearchHit Hit(StoredEvent found) => new(
        found.TransactionId.Value, $"{(found.Voided is null ? "Event" : "Voided event")} of {found.CustomerId}",
        $"/usage?customer={Uri.EscapeDataString(found.CustomerId.Value)}&tab=event&event={Uri.EscapeDataString(found.TransactionId.Value)}", Icons.Material.Outlined.ReceiptLong);
}
