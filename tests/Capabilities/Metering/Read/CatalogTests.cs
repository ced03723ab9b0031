using Breakwater.Engines.Embedded;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering.Ingest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Tests.Metering.Read;

public sealed class CatalogTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-catalog-").FullName;
    private ServiceProvider _services;

    public CatalogTests() => _services = Build();

    [Fact]
    public async Task A_new_store_starts_with_four_metrics_once()
    {
        for (var start = 0; start < 3; start++)
        {
            await Get<SeedCatalog>().StartingAsync(Ct);
            Assert.Equal(["api_calls", "bandwidth", "compute_time", "storage_peak"], Get<MetricCatalogCache>().Current.All.Select(metric => metric.Code.Value));
            Assert.Equal(4, (await Get<IAuditLog>().ListAsync(new(), Ct)).Total);
            await _services.DisposeAsync();
            _services = Build();
        }
    }

    [Fact]
    public async Task A_catalog_that_was_edited_is_left_alone()
    {
        var own = SeedCatalog.Metrics[0] with { Code = new("own") };
        await Get<IMetricStore>().SaveAsync(own, 0, new(Actor.System, "metric.defined", "metric:own"), Ct);
        await Get<SeedCatalog>().StartingAsync(Ct);
        Assert.Equal(["own"], Get<MetricCatalogCache>().Current.All.Select(metric => metric.Code.Value));
    }

    [Fact]
    public void A_second_process_is_refused_the_folder()
    {
        Get<DataFolder>();
        using var second = Build();
        Assert.Throws<DataFolderInUseException>(() => second.GetRequiredService<IMetricStore>());
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    private ServiceProvider Build() => new ServiceCollection()
        .AddEmbeddedEngines(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [EmbeddedEngines.PathKey] = _folder }).Build())
        .AddSingleton<MetricCatalogCache>().AddSingleton<SeedCatalog>().BuildServiceProvider();
}
