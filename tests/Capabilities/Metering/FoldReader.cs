namespace Breakwater.Tests.Metering;

/// <summary>
/// The reader's contract written down in the plainest way: every question folds over all events. An independent oracle that the
/// embedded engine's answers are compared with; nothing else is tested on it.
/// </summary>
internal sealed class FoldReader(IReadOnlyList<UsageEvent> events) : IUsageReader
{
    public Task<IReadOnlyList<UsageSlice>> ReadAsync(UsageRead read, CancellationToken ct)
    {
        var states = new SortedDictionary<(int, string), Aggregate>(Comparer<(int, string)>.Create((a, b) => a.Item1 != b.Item1 ? a.Item1.CompareTo(b.Item1) : string.CompareOrdinal(a.Item2, b.Item2)));
        foreach (var usage in events.Where(usage => (read.Metric.EventType == "*" || read.Metric.EventType == usage.EventType) && (read.Customer ?? usage.CustomerId) == usage.CustomerId))
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

    public IAsyncEnumerable<CustomerHours> HoursAsync(HoursRead read, CancellationToken ct) => throw new NotSupportedException();

    public Task<Page<CustomerActivity>> CustomersAsync(PageRequest page, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> PropertiesAsync(string eventType, CancellationToken ct) => throw new NotSupportedException();
}
