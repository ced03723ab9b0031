using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>Lists customers, and what their usage can be grouped by.</summary>
public sealed class CustomerQueries(IUsageReader reader, ICatalogSource catalog)
{
    /// <summary>Customers with their activity, newest first unless sorted by <c>customer</c>, <c>events</c> or <c>last</c>; search matches the id.</summary>
    public Task<Outcome<Page<CustomerActivity>>> ListAsync(PageRequest page, CancellationToken ct) =>
        Guarded.RunAsync<Page<CustomerActivity>>(async () => await reader.CustomersAsync(page.Clamped(), ct).ConfigureAwait(false));

    /// <summary>Ids that contain the text, for pickers.</summary>
    /// <param name="text">Part of an id; null or empty for the most active.</param>
    /// <param name="count">How many at most, 1 to 100.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<CustomerId[]>> SearchAsync(string? text, int count, CancellationToken ct) => Guarded.RunAsync<CustomerId[]>(async () =>
    {
        var page = await reader.CustomersAsync(new(Take: Math.Clamp(count, 1, 100), Sort: "events", Descending: true, Search: text), ct).ConfigureAwait(false);
        return page.Items.Select(row => row.Customer).ToArray();
    });

    /// <summary>What a metric can be grouped by: its dimensions first, then what its events carry besides.</summary>
    /// <param name="metric">Code of a metric.</param>
    /// <param name="allCustomers">True where the question is about all customers, so that they can be groups.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<string[]>> GroupsAsync(string metric, bool allCustomers, CancellationToken ct) => Guarded.RunAsync<string[]>(async () =>
    {
        var found = UsageRules.Metric(catalog.Current, metric);
        if (!found.IsOk) return found.Problem!;
        string[] fixedNames = allCustomers ? ["customer_id"] : [];
        if (found.Value.EventType == "*") return (string[])[.. fixedNames, "event_type"];
        var seen = await reader.PropertiesAsync(found.Value.EventType, ct).ConfigureAwait(false);
        return (string[])[.. fixedNames.Concat(found.Value.Dimensions).Concat(seen.Order(StringComparer.Ordinal)).Where(name => name != found.Value.Property).Distinct(StringComparer.Ordinal)];
    });
}
