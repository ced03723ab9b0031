using Breakwater.Engines.Embedded.Control;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Metering;

/// <summary>Catalog, notifications and audit in a control store of its own, usage from <see cref="FoldReader"/>.</summary>
public sealed class MeteringHarness : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-metering-").FullName;
    private readonly ServiceProvider _services;

    public MeteringHarness(DateTimeOffset now, Action<IServiceCollection>? more = null)
    {
        Time = new(now);
        var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None)).AddSingleton<TimeProvider>(Time)
            .AddEmbeddedControl(_ => new ControlOptions(_folder)).AddSingleton<IUsageReader>(Reader)
            .AddSingleton<MetricCatalogCache>().AddSingleton<ICatalogSource>(provider => provider.GetRequiredService<MetricCatalogCache>());
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; }

    public FoldReader Reader { get; } = new();

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
