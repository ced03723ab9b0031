using System.Runtime.InteropServices;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Rollups;

/// <summary>
/// Figures by customer, type and hour of events that are stored but not yet in the rollup tables, with the places of
/// those events. Its lane guards it while it grows; frozen, it is only read.
/// </summary>
internal sealed class Overlay(MetricPlan plan)
{
    public const long HourMs = 3_600_000;

    private CustomerCells? _last;

    public MetricPlan Plan { get; } = plan;

    public Dictionary<string, CustomerCells> Customers { get; } = new(StringComparer.Ordinal);

    /// <summary>Figures held: what its memory grows with, beside the number of events.</summary>
    public int Cells { get; private set; }

    public long Events { get; private set; }

    public void Add(UsageEvent usage, long lineAt, long receivedMs)
    {
        var customer = _last;
        if (customer is null || !ReferenceEquals(customer.Id, usage.CustomerId.Value))
        {
            if (!Customers.TryGetValue(usage.CustomerId.Value, out customer))
            {
                customer = new CustomerCells(usage.CustomerId.Value);
                Customers.Add(customer.Id, customer);
            }

            _last = customer;
        }

        customer.Saw(usage.Timestamp, receivedMs);
        Events++;
        var type = customer.Type(usage.EventType, this);
        var hour = type.Hour((int)Math.DivRem(usage.Timestamp, HourMs, out _), this);
        hour.Events++;
        hour.Places.Add(lineAt);
        var metrics = type.Plan.Metrics;
        for (var i = 0; i < metrics.Length; i++) Fold(hour.Totals[i], metrics[i], usage);
        var dimensions = type.Plan.Dimensions;
        for (var d = 0; d < dimensions.Length; d++)
        {
            var members = type.Plan.MetricsOf[d];
            var states = hour.Group(d, usage.Get(dimensions[d]).Group, members.Length, this);
            for (var m = 0; m < members.Length; m++) Fold(states[m], metrics[members[m]], usage);
        }

        Names(usage.EventType).See(usage.Properties);
    }

    /// <summary>Names of properties seen, by type.</summary>
    public Dictionary<string, PropertyNames> Properties { get; } = new(StringComparer.Ordinal);

    private PropertyNames Names(string eventType)
    {
        ref var names = ref CollectionsMarshal.GetValueRefOrAddDefault(Properties, eventType, out _);
        return names ??= new();
    }

    private void Fold(Aggregate state, Metric metric, UsageEvent usage)
    {
        if (!metric.KeepsValues)
        {
            state.Add(metric, usage);
            return;
        }

        var before = state.Values?.Count ?? 0;
        state.Add(metric, usage);
        Cells += (state.Values?.Count ?? 0) - before;
    }

    internal void Grew(int cells) => Cells += cells;
}

/// <summary>One customer's part of an overlay.</summary>
internal sealed class CustomerCells(string id)
{
    private readonly Dictionary<string, TypeCells> _types = new(StringComparer.Ordinal);

    public string Id { get; } = id;

    public long Events { get; private set; }

    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    public long LastArrival { get; private set; } = long.MinValue;

    public IReadOnlyDictionary<string, TypeCells> Types => _types;

    public void Saw(long timestamp, long receivedMs)
    {
        Events++;
        if (timestamp < First) First = timestamp;
        if (timestamp > Last) Last = timestamp;
        if (receivedMs > LastArrival) LastArrival = receivedMs;
    }

    public TypeCells Type(string name, Overlay overlay)
    {
        if (_types.TryGetValue(name, out var type)) return type;
        overlay.Grew(1);
        return _types[name] = new TypeCells(overlay.Plan.For(name));
    }
}

/// <summary>One customer's events of one type in an overlay.</summary>
internal sealed class TypeCells(TypePlan plan)
{
    private readonly Dictionary<int, HourCells> _hours = [];
    private int _lastHour = int.MinValue;
    private HourCells? _last;

    public TypePlan Plan { get; } = plan;

    public IReadOnlyDictionary<int, HourCells> Hours => _hours;

    public HourCells Hour(int hour, Overlay overlay)
    {
        if (hour == _lastHour) return _last!;
        if (!_hours.TryGetValue(hour, out var cells))
        {
            overlay.Grew(1 + Plan.Metrics.Length);
            _hours[hour] = cells = new HourCells(Plan);
        }

        (_lastHour, _last) = (hour, cells);
        return cells;
    }
}

/// <summary>The figures of one hour.</summary>
internal sealed class HourCells
{
    public HourCells(TypePlan plan)
    {
        Totals = new Aggregate[plan.Metrics.Length];
        for (var i = 0; i < Totals.Length; i++) Totals[i] = new();
        Groups = new Dictionary<string, Aggregate[]>[plan.Dimensions.Length];
        for (var i = 0; i < Groups.Length; i++) Groups[i] = new(StringComparer.Ordinal);
    }

    public long Events { get; set; }

    /// <summary>Places of the events' lines, ascending.</summary>
    public PlaceList Places { get; } = new();

    /// <summary>One state per metric of the type.</summary>
    public Aggregate[] Totals { get; }

    /// <summary>Per dimension: group to one state per metric that keeps it.</summary>
    public Dictionary<string, Aggregate[]>[] Groups { get; }

    public Aggregate[] Group(int dimension, string group, int members, Overlay overlay)
    {
        ref var states = ref CollectionsMarshal.GetValueRefOrAddDefault(Groups[dimension], group, out var known);
        if (known) return states!;
        states = new Aggregate[members];
        for (var i = 0; i < members; i++) states[i] = new();
        overlay.Grew(1 + members);
        return states;
    }
}

/// <summary>Names of properties on events of one type, at most 100.</summary>
internal sealed class PropertyNames
{
    public const int Most = 100;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Property[] _last = [];

    public IReadOnlySet<string> All => _names;

    public void See(Property[] properties)
    {
        // Events of one type mostly carry the same names in the same order.
        if (SameNames(properties)) return;
        _last = properties;
        foreach (var property in properties)
        {
            if (_names.Count < Most) _names.Add(property.Name);
        }
    }

    private bool SameNames(Property[] properties)
    {
        if (properties.Length != _last.Length) return false;
        for (var i = 0; i < properties.Length; i++)
        {
            if (properties[i].Name != _last[i].Name) return false;
        }

        return true;
    }
}

/// <summary>A growing list of places in the archive.</summary>
internal sealed class PlaceList
{
    private long[] _items = [];

    public int Count { get; private set; }

    public ReadOnlySpan<long> Items => _items.AsSpan(0, Count);

    public void Add(long place)
    {
        if (Count == _items.Length) Array.Resize(ref _items, Math.Max(4, Count * 2));
        _items[Count++] = place;
    }
}
