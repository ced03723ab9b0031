using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Kernel;
using Breakwater.Metering.Ports;

namespace Breakwater.Engines.Embedded.Metering.Reading;

/// <summary>Customers with their activity, from memory.</summary>
internal static class CustomerList
{
    private const long HourMs = Rollups.Overlay.HourMs;

    public static Page<CustomerActivity> Read(MeteringStore store, PageRequest page)
    {
        var found = new List<KeyValuePair<string, CustomerStat>>();
        foreach (var lane in store.Lanes) found.AddRange(Gather(lane.Views, page.Search));
        Comparison<KeyValuePair<string, CustomerStat>> order = page.Sort switch
        {
            "customer" => (a, b) => string.CompareOrdinal(a.Key, b.Key),
            "events" => (a, b) => Then(a.Value.Events.CompareTo(b.Value.Events), a, b),
            "last" => (a, b) => Then(a.Value.Last.CompareTo(b.Value.Last), a, b),
            _ => (a, b) => Then(b.Value.LastArrival.CompareTo(a.Value.LastArrival), a, b),
        };
        found.Sort(order);
        if (page is { Sort: not null, Descending: true }) found.Reverse();
        return new([.. found.Skip(page.Skip).Take(page.Take).Select(Row)], found.Count);
    }

    private static int Then(int first, KeyValuePair<string, CustomerStat> a, KeyValuePair<string, CustomerStat> b) =>
        first != 0 ? first : string.CompareOrdinal(a.Key, b.Key);

    private static CustomerActivity Row(KeyValuePair<string, CustomerStat> pair) => new(
        new(pair.Key), pair.Value.Events,
        DateTimeOffset.FromUnixTimeMilliseconds(pair.Value.First - (pair.Value.First % HourMs)),
        DateTimeOffset.FromUnixTimeMilliseconds(pair.Value.Last), DateTimeOffset.FromUnixTimeMilliseconds(pair.Value.LastArrival));

    private static Dictionary<string, CustomerStat> Gather(LaneViews views, string? search)
    {
        lock (views.Gate)
        {
            var all = new Dictionary<string, CustomerStat>(StringComparer.Ordinal);
            foreach (var (id, stat) in views.Customers)
            {
                if (Matches(id)) all[id] = stat;
            }

            foreach (var generation in (Generation?[])[views.Frozen, views.Active])
            {
                if (generation is null) continue;
                foreach (var cells in generation.Figures.Customers.Values)
                {
                    if (!Matches(cells.Id)) continue;
                    all[cells.Id] = all.TryGetValue(cells.Id, out var known)
                        ? new(known.Events + cells.Events, Math.Min(known.First, cells.First), Math.Max(known.Last, cells.Last), Math.Max(known.LastArrival, cells.LastArrival))
                        : new(cells.Events, cells.First, cells.Last, cells.LastArrival);
                }
            }

            return all;
        }

        bool Matches(string id) => string.IsNullOrEmpty(search) || id.Contains(search, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Names of properties seen.</summary>
internal static class PropertyList
{
    public static IReadOnlyList<string> Read(MeteringStore store, string eventType)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var lane in store.Lanes)
        {
            lock (lane.Views.Gate)
            {
                foreach (var generation in (Generation?[])[lane.Views.Frozen, lane.Views.Active])
                {
                    if (generation?.Figures.Properties.TryGetValue(eventType, out var seen) == true) names.UnionWith(seen.All);
                }
            }

            using var reader = lane.Store.OpenReader();
            using var command = Storage.SqliteFile.Prepare(reader, "SELECT name FROM properties WHERE type=$1", 1);
            using var rows = Storage.SqliteFile.With(command, eventType).ExecuteReader();
            while (rows.Read()) names.Add(rows.GetString(0));
        }

        return [.. names.Take(Rollups.PropertyNames.Most)];
    }
}
