namespace Breakwater.Tests.Metering;

/// <summary>
/// The reader's contract written down in the plainest way: every question folds over all events. Screens are tested on it,
/// engines against the contract suite, so that a figure that differs points at one of the two.
/// </summary>
public sealed class FoldReader : IUsageReader
{
    public List<UsageEvent> Events { get; } = [];

    public int Reads { get; private set; }

    public Exception? Fault { get; set; }

    public void Add(string customer, DateTimeOffset at, string type = "api_request", params (string Name, object? Value)[] properties) => Events.Add(new UsageEvent
    {
        CustomerId = new(customer),
        TransactionId = new($"t{Events.Count}"),
        EventType = type,
        Timestamp = at.ToUnixTimeMilliseconds(),
        Properties = [.. properties.Select(property => new Property(property.Name, property.Value switch
        {
            null => default,
            string text => new PropertyValue(PropertyKind.Text, text, 0),
            var number => new PropertyValue(PropertyKind.Number, $"{number}", Convert.ToDecimal(number)),
        }))],
        Json = default,
        Content = 0,
    });

    public Task<IReadOnlyList<UsageSlice>> ReadAsync(UsageRead read, CancellationToken ct)
    {
        Reads++;
        if (Fault is not null) throw Fault;
        var states = new SortedDictionary<(int, string), Aggregate>();
        foreach (var usage in Events.Where(usage => (read.Metric.EventType == "*" || read.Metric.EventType == usage.EventType) && (read.Customer ?? usage.CustomerId) == usage.CustomerId))
        {
            for (var slice = 0; slice < read.Slices.Count; slice++)
            {
                if (usage.Timestamp < read.Slices[slice].StartMs || usage.Timestamp >= read.Slices[slice].EndMs) continue;
                var group = read.GroupBy switch { null => "", "event_type" => usage.EventType, "customer_id" => usage.CustomerId.Value, var name => usage.Get(name).Group };
                if (!states.TryGetValue((slice, group), out var state)) states[(slice, group)] = state = new();
                state.Add(read.Metric, usage);
            }
        }

        return Task.FromResult<IReadOnlyList<UsageSlice>>([.. states.Where(pair => !pair.Value.IsEmpty).Select(pair => new UsageSlice(pair.Key.Item1, pair.Key.Item2, pair.Value))]);
    }

    public Task<Page<CustomerActivity>> CustomersAsync(PageRequest page, CancellationToken ct)
    {
        var all = Events.GroupBy(usage => usage.CustomerId).Select(group => new CustomerActivity(
            group.Key, group.Count(), DateTimeOffset.FromUnixTimeMilliseconds(group.Min(usage => usage.Timestamp)),
            DateTimeOffset.FromUnixTimeMilliseconds(group.Max(usage => usage.Timestamp)), DateTimeOffset.FromUnixTimeMilliseconds(group.Max(usage => usage.Timestamp))))
            .OrderBy(row => row.Customer.Value, StringComparer.Ordinal).ToList();
        return Task.FromResult(new Page<CustomerActivity>([.. all.Skip(page.Skip).Take(page.Take)], all.Count));
    }

    public Task<IReadOnlyList<string>> PropertiesAsync(string eventType, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);
}

/// <summary>A catalog that stands still.</summary>
public sealed class FixedCatalog(params Metric[] metrics) : ICatalogSource
{
    public MetricCatalog Current { get; set; } = new(metrics);
}
