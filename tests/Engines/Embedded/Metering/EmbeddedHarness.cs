using Breakwater.Engines.Embedded.Metering;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Breakwater.Tests.Contracts.Metering;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Tests.Embedded.Metering;

/// <summary>The embedded ledger on a folder of its own.</summary>
internal sealed class EmbeddedHarness : LedgerHarness
{
    private readonly Catalog _catalog;
    private DataFolder? _folder;
    private MeteringHost? _host;

    private EmbeddedHarness(string root, EmbeddedMeteringOptions options, DurableIo io, Metric[] catalog) =>
        (Root, Options, Io, _catalog) = (root, options, io, new Catalog(catalog));

    public string Root { get; }

    public EmbeddedMeteringOptions Options { get; }

    public DurableIo Io { get; }

    public bool KeepFiles { get; set; }

    public MeteringHost Host => _host!;

    public MeteringStore Store => _host!.Store;

    public override IUsageLedger Ledger => new EmbeddedUsageLedger(_host!);

    public override IUsageReader Reader => Options.FewEvents < 0 ? new ThroughColumns(this) : new EmbeddedUsageReader(_host!);

    public static EmbeddedMeteringOptions Small(int writers = 1) =>
        new() { Writers = writers, FlushEvents = 1_000, FlushCells = 1_000, SegmentBytes = 1_048_576 };

    /// <summary>Every question that would read single events goes to the columns, which are filled before it.</summary>
    public static EmbeddedMeteringOptions Columns(int writers = 1)
    {
        var options = Small(writers);
        options.FewEvents = -1;
        options.Columns = false;
        return options;
    }

    public static async Task<EmbeddedHarness> OpenAsync(Metric[] catalog, EmbeddedMeteringOptions? options = null, DurableIo? io = null, string? root = null)
    {
        var harness = new EmbeddedHarness(root ?? Path.Combine(Path.GetTempPath(), $"breakwater-test-{Guid.NewGuid():N}"), options ?? Small(), io ?? new DurableIo(), catalog);
        await harness.StartAsync();
        return harness;
    }

    public async Task StartAsync()
    {
        _folder = DataFolder.Open(Root, TimeProvider.System);
        _host = new MeteringHost(_folder, _catalog, Options, Io, TimeProvider.System, NullLogger.Instance);
        try
        {
            await _host.StartingAsync(CancellationToken.None);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    public async Task StopAsync()
    {
        await _host!.DisposeAsync();
        _folder!.Dispose();
    }

    public LedgerBackup Backup => new(_host!, _folder!);

    public Task FlushAsync() => Task.WhenAll(Store.Lanes.Select(lane => lane.FlushAsync()));

    public override void SetCatalog(params Metric[] metrics) => _catalog.Current = new MetricCatalog(metrics);

    public override async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (!KeepFiles) Directory.Delete(Root, recursive: true);
    }

    private sealed class ThroughColumns(EmbeddedHarness harness) : IUsageReader
    {
        private readonly EmbeddedUsageReader _reader = new(harness._host!);

        public async Task<IReadOnlyList<UsageSlice>> ReadAsync(UsageRead read, CancellationToken ct)
        {
            await harness.FlushAsync();
            await harness.Store.Columns.FillAsync(ct);
            return await _reader.ReadAsync(read, ct);
        }

        public IAsyncEnumerable<CustomerHours> HoursAsync(HoursRead read, CancellationToken ct) => _reader.HoursAsync(read, ct);

        public Task<Page<CustomerActivity>> CustomersAsync(PageRequest page, CancellationToken ct) => _reader.CustomersAsync(page, ct);

        public Task<IReadOnlyList<string>> PropertiesAsync(string eventType, CancellationToken ct) => _reader.PropertiesAsync(eventType, ct);
    }

    private sealed class Catalog(Metric[] metrics) : ICatalogSource
    {
        public MetricCatalog Current { get; set; } = new(metrics);

        public Task EnsureLoadedAsync(CancellationToken ct) => Task.CompletedTask;
    }
}
