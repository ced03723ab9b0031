using Breakwater.Engines.Embedded.Metering;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Benchmarks;

/// <summary>The embedded ledger on a folder, with the seeded catalog.</summary>
internal sealed class OpenLedger : IAsyncDisposable
{
    public static readonly Metric[] Catalog =
    [
        new(new("api_calls"), "API calls", "api_request", Aggregation.Count, null, "calls", ["endpoint", "region"]),
        new(new("bandwidth"), "Bandwidth", "api_request", Aggregation.Sum, "bytes", "bytes", ["endpoint", "region"]),
        new(new("storage_peak"), "Peak storage", "storage", Aggregation.Max, "gb_stored", "GB", []),
        new(new("compute_time"), "Compute time", "compute", Aggregation.Sum, "cpu_ms", "ms", []),
    ];

    private readonly DataFolder _folder;
    private readonly MeteringHost _host;

    private OpenLedger(DataFolder folder, MeteringHost host) => (_folder, _host) = (folder, host);

    public IUsageLedger Ledger => new EmbeddedUsageLedger(_host);

    public IUsageReader Reader => new EmbeddedUsageReader(_host);

    public Task FlushAsync() => Task.WhenAll(_host.Store.Lanes.Select(lane => lane.FlushAsync()));

    /// <summary>Puts everything that is stored into the tables and the columns; gives the size of the columns' files.</summary>
    public async Task<long> FillColumnsAsync()
    {
        await FlushAsync();
        await _host.Store.Columns.FillAsync(CancellationToken.None);
        return _host.Store.Lanes.Sum(lane => lane.Columns.Bytes());
    }

    public static Metric Metric(string code) => Catalog.Single(metric => metric.Code.Value == code);

    public static async Task<OpenLedger> AtAsync(string root, EmbeddedMeteringOptions options)
    {
        var folder = DataFolder.Open(root, TimeProvider.System);
        var host = new MeteringHost(folder, new Fixed(), options, new DurableIo(), TimeProvider.System, NullLogger.Instance);
        try
        {
            await host.StartingAsync(CancellationToken.None);
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        return new OpenLedger(folder, host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Fixed : ICatalogSource
    {
        public MetricCatalog Current { get; } = new(Catalog);
    }
}

/// <summary>Events of the shape that the load generator sends: uniform over 29 days, three types, two groupings.</summary>
internal sealed class EventStream(int seed, string prefix, int customers, bool uuids = false)
{
    private const long SpanMs = 29L * 86_400_000;
    private static readonly string[] Endpoints = ["/users", "/orders", "/products", "/search", "/invoices", "/v2/reports/daily", "/health", "/v2/items", "/login", "/export"];
    private static readonly string[] Regions = ["us-east-1", "eu-west-1", "ap-south-1"];
    private readonly Random _random = new(seed);
    private long _sequence;

    /// <summary>End of the 29 days: 2026-03-30T00:00:00Z, Unix milliseconds.</summary>
    public const long End = 1_774_828_800_000;

    public UsageEvent[] Batch(int size)
    {
        var batch = new UsageEvent[size];
        var customer = $"load_cust_{_random.Next(customers)}";
        for (var i = 0; i < size; i++) batch[i] = Next(customer);
        return batch;
    }

    private UsageEvent Next(string customer)
    {
        var id = uuids ? Guid.NewGuid().ToString("N") : $"{prefix}_{_sequence++}";
        var at = End - 60_000 - _random.NextInt64(SpanMs);
        var kind = _random.NextDouble();
        return kind < 0.9
            ? ArchivedEvent.Create(new(customer), new(id), "api_request", at,
                Text("endpoint", Endpoints[_random.Next(10)]), Number("bytes", _random.Next(20_000)), Text("region", Regions[_random.Next(3)]))
            : kind < 0.95
                ? ArchivedEvent.Create(new(customer), new(id), "storage", at, Number("gb_stored", _random.Next(50_000) / 100m))
                : ArchivedEvent.Create(new(customer), new(id), "compute", at, Number("cpu_ms", _random.Next(5_000)));
    }

    private static Property Text(string name, string value) => new(name, new(PropertyKind.Text, value, 0));

    private static Property Number(string name, decimal value) => new(name, new(PropertyKind.Number, value.ToString(), value));
}
