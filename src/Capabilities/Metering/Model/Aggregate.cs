namespace Breakwater.Metering.Model;

/// <summary>
/// The mergeable state of one metric over some events. Merging is associative and commutative, so hours, groups and
/// engines can be folded in any order; the figure is read off at the end.
/// </summary>
public sealed class Aggregate
{
    /// <summary>Events counted.</summary>
    public long Count { get; private set; }

    /// <summary>Events of the right type that lacked the property.</summary>
    public long Skipped { get; private set; }

    /// <summary>Sum of the values, exact; kept for Sum and Avg.</summary>
    public decimal Sum { get; private set; }

    /// <summary>Smallest value, kept for Min; null without values.</summary>
    public decimal? Min { get; private set; }

    /// <summary>Largest value, kept for Max; null without values.</summary>
    public decimal? Max { get; private set; }

    /// <summary>The latest event's instant, id and value, kept for Latest; null without values.</summary>
    public LatestValue? Latest { get; private set; }

    /// <summary>Each value with its number of events, for Unique and Percentile; null for the others.</summary>
    public IReadOnlyDictionary<string, long>? Values => _values;

    private Dictionary<string, long>? _values;

    /// <summary>True where nothing was folded in.</summary>
    public bool IsEmpty => Count == 0 && Skipped == 0;

    /// <summary>Folds in one event as the metric sees it.</summary>
    public void Add(Metric metric, UsageEvent usage) => Add(metric, usage.Timestamp, usage.TransactionId.Value, metric.Property is null ? default : usage.Get(metric.Property));

    /// <summary>Folds in one event by its parts.</summary>
    public void Add(Metric metric, long timestamp, string transactionId, in PropertyValue value)
    {
        if (metric.Aggregation == Aggregation.Count)
        {
            Count++;
            return;
        }

        if (value.Kind == PropertyKind.Null || (metric.NeedsNumber && value.Kind != PropertyKind.Number))
        {
            Skipped++;
            return;
        }

        Count++;
        switch (metric.Aggregation)
        {
            case Aggregation.Sum or Aggregation.Avg:
                Sum += value.Number;
                break;
            case Aggregation.Min:
                Min = Min is { } min && min <= value.Number ? min : value.Number;
                break;
            case Aggregation.Max:
                Max = Max is { } max && max >= value.Number ? max : value.Number;
                break;
            case Aggregation.Latest:
                var latest = new LatestValue(timestamp, transactionId, value.Number);
                if (Latest is null || latest.IsAfter(Latest.Value)) Latest = latest;
                break;
            default:
                AddValue(value.Kind == PropertyKind.Number ? Canonical(value.Number) : value.Text!, 1);
                break;
        }
    }

    /// <summary>Adds a value of Unique or Percentile without counting an event, for engines that keep values apart from counts.</summary>
    /// <param name="value">The value; numbers in the form without trailing zeros.</param>
    /// <param name="count">Number of its events.</param>
    public void AddValue(string value, long count)
    {
        _values ??= new(StringComparer.Ordinal);
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_values, value, out _) += count;
    }

    /// <summary>Folds in another state of the same metric.</summary>
    public void Merge(Aggregate other)
    {
        Count += other.Count;
        Skipped += other.Skipped;
        Sum += other.Sum;
        if (other.Min is { } min && (Min is null || min < Min)) Min = min;
        if (other.Max is { } max && (Max is null || max > Max)) Max = max;
        if (other.Latest is { } latest && (Latest is null || latest.IsAfter(Latest.Value))) Latest = latest;
        if (other._values is null) return;
        foreach (var (value, count) in other._values) AddValue(value, count);
    }

    /// <summary>
    /// The figure, without trailing zeros: 12.25 and 10.000 make 22.25 in every answer, whatever store has folded them.
    /// Without values: 0 for Count, Sum and Unique, null for the others (nothing was measured, which is not zero).
    /// </summary>
    public decimal? Figure(Metric metric) => Measured(metric) is { } value ? Trimmed(value) : null;

    private decimal? Measured(Metric metric) => metric.Aggregation switch
    {
        Aggregation.Count => Count,
        Aggregation.Sum => Sum,
        Aggregation.Max => Max,
        Aggregation.Min => Min,
        Aggregation.Avg => Count == 0 ? null : decimal.Round(Sum / Count, Quantity.MaxDecimals),
        Aggregation.Unique => _values?.Count ?? 0,
        Aggregation.Latest => Latest?.Value,
        Aggregation.Percentile => NearestRank(metric.Percentile ?? 50m),
        _ => throw new InvalidOperationException($"Aggregation {metric.Aggregation} has no figure."),
    };

    /// <summary>A state with the given parts, for engines that store states.</summary>
    public static Aggregate Restore(long count, long skipped, decimal sum, decimal? min, decimal? max, LatestValue? latest, Dictionary<string, long>? values) =>
        new() { Count = count, Skipped = skipped, Sum = sum, Min = min, Max = max, Latest = latest, _values = values };

    // Nearest rank: the ceil(p/100 * n)-th smallest value (Hyndman and Fan 1996, definition 1).
    private decimal? NearestRank(decimal percentile)
    {
        if (_values is null || Count == 0) return null;
        var rank = (long)Math.Ceiling(percentile / 100m * Count);
        long seen = 0;
        foreach (var (value, count) in _values.Select(pair => (decimal.Parse(pair.Key), pair.Value)).OrderBy(pair => pair.Item1))
        {
            seen += count;
            if (seen >= rank) return value;
        }

        return null;
    }

    /// <summary>The text under which <see cref="Values"/> keep a number: 1.0 and 1.00 are one value.</summary>
    public static string Canonical(decimal value) => Trimmed(value).ToString(System.Globalization.CultureInfo.InvariantCulture);

    // Dividing by a one with 28 decimals strips trailing zeros.
    private static decimal Trimmed(decimal value) => value / 1.0000000000000000000000000000m;
}

/// <summary>The latest value and what decides between two at one instant.</summary>
/// <param name="Timestamp">Unix milliseconds.</param>
/// <param name="TransactionId">The event's id.</param>
/// <param name="Value">The value.</param>
public readonly record struct LatestValue(long Timestamp, string TransactionId, decimal Value)
{
    /// <summary>True where this one is later. Two customers may use one id at one instant: then the larger value wins, so that merging has no order.</summary>
    public bool IsAfter(LatestValue other)
    {
        if (Timestamp != other.Timestamp) return Timestamp > other.Timestamp;
        var order = string.CompareOrdinal(TransactionId, other.TransactionId);
        return order != 0 ? order > 0 : Value > other.Value;
    }
}
