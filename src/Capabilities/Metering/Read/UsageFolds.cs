using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>Folds the reader's slices into what a screen shows. Figures are always read off merged states, never added up.</summary>
internal static class UsageFolds
{
    /// <summary>Most groups of a breakdown; the rest is folded into <see cref="UsageGroup.Other"/>.</summary>
    public const int MaxGroups = 1_000;

    // The reader may share its states with other answers, so they are merged into new ones.
    public static Aggregate Merged(IEnumerable<UsageSlice> slices)
    {
        var total = new Aggregate();
        foreach (var slice in slices) total.Merge(slice.State);
        return total;
    }

    /// <summary>The state of every slice, empty ones included.</summary>
    public static Aggregate[] BySlice(IReadOnlyList<UsageSlice> slices, int count)
    {
        var states = new Aggregate[count];
        for (var i = 0; i < count; i++) states[i] = new();
        foreach (var slice in slices) states[slice.Slice].Merge(slice.State);
        return states;
    }

    public static Dictionary<string, Aggregate> ByGroup(IReadOnlyList<UsageSlice> slices)
    {
        var states = new Dictionary<string, Aggregate>(StringComparer.Ordinal);
        foreach (var slice in slices)
        {
            if (!states.TryGetValue(slice.Group, out var state)) states[slice.Group] = state = new();
            state.Merge(slice.State);
        }

        return states;
    }

    public static IReadOnlyList<UsagePoint> Series(Metric metric, IReadOnlyList<UsageSlice> slices, IReadOnlyList<TimeRange> windows, TimeZoneInfo zone)
    {
        var states = BySlice(slices, windows.Count);
        return [.. windows.Select((window, i) => new UsagePoint(window, LocalTime.At(window.Start, zone), states[i].Figure(metric), states[i].Count, states[i].Skipped))];
    }

    /// <summary>Groups, largest first, the rest beyond <see cref="MaxGroups"/> as one; additive values add up to the total.</summary>
    public static IReadOnlyList<UsageGroupRow> Breakdown(Metric metric, IReadOnlyList<UsageSlice> slices, decimal? total)
    {
        var ranked = ByGroup(slices).Select(pair => (Group: pair.Key, State: pair.Value, Figure: pair.Value.Figure(metric)))
            .OrderByDescending(row => row.Figure).ThenBy(row => row.Group, StringComparer.Ordinal).ToList();
        if (ranked.Count > MaxGroups)
        {
            // A property may itself say "(other)": then the two are one row, so that no name comes twice.
            var rest = ranked.Skip(MaxGroups - 1).Concat(ranked.Take(MaxGroups - 1).Where(row => row.Group == UsageGroup.Other)).ToList();
            var other = new Aggregate();
            foreach (var row in rest) other.Merge(row.State);
            ranked = [.. ranked.Take(MaxGroups - 1).Where(row => row.Group != UsageGroup.Other), (UsageGroup.Other, other, other.Figure(metric))];
        }

        return [.. ranked.Select(row => new UsageGroupRow(
            row.Group, row.Figure, row.State.Count, row.State.Skipped, metric.IsAdditive && total is { } whole && whole != 0 ? row.Figure / whole : null))];
    }
}
