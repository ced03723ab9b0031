using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Engines.Embedded.Metering.Reading;

/// <summary>A question, resolved into what the tables hold and into how single events are judged.</summary>
internal sealed class Question
{
    private readonly MetricCatalog _catalog;
    private readonly bool _unmatched;

    public Question(UsageRead read, MetricCatalog catalog)
    {
        _catalog = catalog;
        _unmatched = read.Metric.Code == BuiltInMetrics.Unmatched.Code;
        AllTypes = _unmatched || read.Metric.Code == BuiltInMetrics.Events.Code;
        Metric = read.Metric;
        Customer = read.Customer?.Value;
        Grouping = read.GroupBy switch { null => Grouping.None, "customer_id" => Grouping.Customer, "event_type" => Grouping.Type, _ => Grouping.Property };
        Property = Grouping == Grouping.Property ? read.GroupBy : null;

        // What no metric uses is told from the events by type, with the catalog as it is now.
        Dimension = _unmatched || (AllTypes && Grouping == Grouping.Type) ? "event_type" : Property ?? "";
        FromRows = Property is null || (!AllTypes && Metric.Dimensions.Contains(Property, StringComparer.Ordinal));
        Table = AllTypes ? BuiltInMetrics.Events.Code.Value : Metric.Code.Value;
        Fingerprint = AllTypes ? null : MetricPlan.Fingerprint(Metric);
    }

    public Metric Metric { get; }

    /// <summary>One customer, or null for all.</summary>
    public string? Customer { get; }

    /// <summary>True for the built-in metrics.</summary>
    public bool AllTypes { get; }

    /// <summary>What the groups are.</summary>
    public Grouping Grouping { get; }

    /// <summary>The property grouped by, where it is one.</summary>
    public string? Property { get; }

    /// <summary>Code under which the rows are stored.</summary>
    public string Table { get; }

    /// <summary>Dimension of the rows to read.</summary>
    public string Dimension { get; }

    /// <summary>False where no rows are kept for such a grouping: only the events themselves can tell.</summary>
    public bool FromRows { get; }

    /// <summary>Meaning that the rows must have; null for the built-in metrics, which never change.</summary>
    public string? Fingerprint { get; }

    /// <summary>True where each customer's own rows are needed instead of everybody's sums.</summary>
    public bool EachCustomer => Customer is null && (Grouping == Grouping.Customer || Metric.KeepsValues);

    /// <summary>True where events of the type count.</summary>
    public bool Wants(string eventType) =>
        AllTypes ? !_unmatched || _catalog.For(eventType).IsEmpty : eventType == Metric.EventType;

    /// <summary>Where a plan counts the metric among those of its type, or -1.</summary>
    public int IndexIn(MetricPlan plan) => Array.FindIndex(plan.For(Metric.EventType).Metrics, metric => MetricPlan.Fingerprint(metric) == Fingerprint);

    /// <summary>The group of a row, or null where the row does not count.</summary>
    public string? GroupOfRow(string customer, string group)
    {
        if (_unmatched && !Wants(group)) return null;
        return Grouping switch
        {
            Grouping.Customer => customer,
            Grouping.Type => AllTypes ? group : Metric.EventType,
            Grouping.Property => group,
            _ => "",
        };
    }

    /// <summary>The group of an event.</summary>
    public string GroupOf(UsageEvent usage) => Grouping switch
    {
        Grouping.Customer => usage.CustomerId.Value,
        Grouping.Type => usage.EventType,
        Grouping.Property => usage.Get(Property!).Group,
        _ => "",
    };
}

/// <summary>What the groups of an answer are.</summary>
internal enum Grouping
{
    /// <summary>One group.</summary>
    None,

    /// <summary>Customers.</summary>
    Customer,

    /// <summary>Types of events.</summary>
    Type,

    /// <summary>Values of a property.</summary>
    Property,
}
