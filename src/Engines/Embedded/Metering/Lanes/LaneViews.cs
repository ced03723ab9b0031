using Breakwater.Engines.Embedded.Metering.Index;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Lanes;

/// <summary>
/// What a lane knows beside its tables: the generation being filled, the one being flushed, the index files, customers
/// and voids. Everything is read and written under <see cref="Gate"/>.
/// </summary>
internal sealed class LaneViews(Generation active, SortedRun[] runs)
{
    /// <summary>Guards all members.</summary>
    public object Gate { get; } = new();

    public Generation Active { get; private set; } = active;

    public Generation? Frozen { get; private set; }

    /// <summary>Index files, oldest first.</summary>
    public SortedRun[] Runs { get; private set; } = runs;

    /// <summary>Customers as the tables hold them.</summary>
    public Dictionary<string, CustomerStat> Customers { get; } = new(StringComparer.Ordinal);

    /// <summary>All voided events by place.</summary>
    public Dictionary<long, VoidRecord> Voids { get; } = [];

    /// <summary>Events in the tables.</summary>
    public long FlushedEvents { get; set; }

    /// <summary>Events before the first of the active generation.</summary>
    public long EventsBeforeActive => FlushedEvents + (Frozen?.Keys.Count ?? 0);

    /// <summary>Looks a key up in memory and, where the filters say maybe, on disk.</summary>
    public bool TryFind(UInt128 key, out IndexEntry entry)
    {
        if (Active.Keys.TryFind(key, out entry)) return true;
        if (Frozen is not null && Frozen.Keys.TryFind(key, out entry)) return true;
        for (var i = Runs.Length - 1; i >= 0; i--)
        {
            if (Runs[i].TryFind(key, out entry)) return true;
        }

        return false;
    }

    /// <summary>Closes the active generation at a place and opens the next; the frozen one must have been flushed.</summary>
    public Generation Freeze(Location end, MetricPlan plan, int expectedKeys, DateTimeOffset now)
    {
        if (Frozen is not null) throw new InvalidOperationException("A generation is still being flushed.");
        Frozen = Active;
        Frozen.End = end;
        Active = new Generation(Frozen.Number + 1, plan, end, expectedKeys, now);
        return Frozen;
    }

    /// <summary>Replaces an empty active generation, where the plan has changed.</summary>
    public void Restart(MetricPlan plan, Location start, int expectedKeys, DateTimeOffset now) =>
        Active = new Generation(Active.Number, plan, start, expectedKeys, now);

    /// <summary>The frozen generation is in the tables now.</summary>
    public void Publish(SortedRun? run, LaneState state)
    {
        foreach (var cells in Frozen!.Figures.Customers.Values)
        {
            Customers[cells.Id] = Customers.TryGetValue(cells.Id, out var known)
                ? new(known.Events + cells.Events, Math.Min(known.First, cells.First), Math.Max(known.Last, cells.Last), Math.Max(known.LastArrival, cells.LastArrival))
                : new(cells.Events, cells.First, cells.Last, cells.LastArrival);
        }

        foreach (var mark in Frozen.Voids) Customers[mark.Customer] = Customers[mark.Customer] with { Events = Customers[mark.Customer].Events - 1 };
        FlushedEvents = state.Events;
        if (run is not null) Runs = [.. Runs, run];
        Frozen = null;
        Monitor.PulseAll(Gate);
    }

    /// <summary>The newest runs were merged into one.</summary>
    public void Merged(int count, SortedRun merged) => Runs = [.. Runs[..^count], merged];
}

/// <summary>Activity of a customer; times in Unix milliseconds.</summary>
internal readonly record struct CustomerStat(long Events, long First, long Last, long LastArrival);
