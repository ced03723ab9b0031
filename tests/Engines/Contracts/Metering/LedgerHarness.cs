using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Tests.Contracts.Metering;

/// <summary>An engine under test with its reader, made by a derived suite.</summary>
public abstract class LedgerHarness : IAsyncDisposable
{
    public abstract IUsageLedger Ledger { get; }

    public abstract IUsageReader Reader { get; }

    /// <summary>Replaces the catalog, as a saved change would.</summary>
    public abstract void SetCatalog(params Metric[] metrics);

    /// <summary>Closes the engine and opens it again on the same data.</summary>
    public abstract Task RestartAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>The catalog of the contract suites and short ways to make events and questions.</summary>
public static class Usage
{
    public const long Hour = 3_600_000;

    /// <summary>2026-03-02T00:00:00Z, a Monday.</summary>
    public const long Start = 1_772_409_600_000;

    public static readonly DateTimeOffset Arrival = DateTimeOffset.FromUnixTimeMilliseconds(Start + (40 * 24 * Hour));

    public static readonly CustomerId Acme = new("acme");

    public static readonly CustomerId Beta = new("beta");

    /// <summary>One metric of every aggregation, on events of type <c>request</c>.</summary>
    public static readonly Metric[] Catalog =
    [
        Make("calls", Aggregation.Count, null), Make("bytes", Aggregation.Sum), Make("largest", Aggregation.Max), Make("smallest", Aggregation.Min),
        Make("mean", Aggregation.Avg), Make("distinct", Aggregation.Unique), Make("latest", Aggregation.Latest),
        Make("p90", Aggregation.Percentile) with { Percentile = 90m },
    ];

    public static Metric Make(string code, Aggregation aggregation, string? property = "size", params string[] dimensions) =>
        new(new(code), code, "request", aggregation, property, "unit", dimensions.Length > 0 ? dimensions : ["region"]);

    public static Metric Metric(string code) => Catalog.Single(metric => metric.Code.Value == code);

    public static UsageEvent Event(string id, long at, CustomerId? customer = null, string type = "request", decimal? size = 1, string? region = "eu", string? plan = null)
    {
        var properties = new List<Property>();
        if (size is { } number) properties.Add(new("size", new(PropertyKind.Number, number.ToString(), number)));
        if (region is not null) properties.Add(new("region", new(PropertyKind.Text, region, 0)));
        if (plan is not null) properties.Add(new("plan", new(PropertyKind.Text, plan, 0)));
        return ArchivedEvent.Create(customer ?? Acme, new(id), type, at, [.. properties]);
    }

    public static UsageBatch Batch(params UsageEvent[] events) => new(events, Arrival, "key_1", false);

    public static TimeRange Range(long from, long to) => TimeRange.FromUnixMs(from, to);

    public static TimeRange Month { get; } = Range(Start, Start + (30 * 24 * Hour));

    public static async Task<EventStatus[]> Append(this LedgerHarness harness, params UsageEvent[] events) =>
        [.. (await harness.Ledger.AppendAsync(Batch(events), CancellationToken.None)).Select(result => result.Status)];

    public static Task<IReadOnlyList<UsageSlice>> Read(this LedgerHarness harness, Metric metric, CustomerId? customer, TimeRange range, string? groupBy = null) =>
        harness.Reader.ReadAsync(new(metric, customer, [range], groupBy), CancellationToken.None);

    public static async Task<decimal?> Figure(this LedgerHarness harness, Metric metric, CustomerId? customer, TimeRange range)
    {
        var slices = await harness.Read(metric, customer, range);
        return slices.Count == 0 ? new Aggregate().Figure(metric) : Assert.Single(slices).State.Figure(metric);
    }
}
