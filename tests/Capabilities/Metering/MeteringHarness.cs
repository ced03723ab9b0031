using Breakwater.Engines.Embedded.Control;
using Breakwater.Engines.Embedded.Metering;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Metering;

/// <summary>The capability over the embedded engines in a folder of its own, with a clock that stands still and a catalog of its own.</summary>
public abstract class MeteringHarness : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-metering-").FullName;
    private readonly Metric[] _catalog;
    private readonly List<UsageEvent> _waiting = [];
    private readonly ServiceProvider _services;
    private int _made;

    protected MeteringHarness(DateTimeOffset now, params Metric[] catalog)
        : this(now, static (_, _) => { }, [], catalog)
    {
    }

    /// <param name="now">What the clock shows.</param>
    /// <param name="more">Adds further engines.</param>
    /// <param name="settings">Their settings.</param>
    /// <param name="catalog">The catalog.</param>
    protected MeteringHarness(DateTimeOffset now, Action<IServiceCollection, IConfiguration> more, Dictionary<string, string?> settings, params Metric[] catalog)
    {
        (Time, _catalog) = (new(now), catalog);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddSingleton<TimeProvider>(Time).AddSingleton<IConfiguration>(configuration)
            .AddSingleton(_ => DataFolder.Open(Path.Combine(_folder, "usage"), TimeProvider.System))
            .AddEmbeddedControl(_ => new ControlOptions(_folder)).AddEmbeddedMetering().AddMetering(configuration);
        more(services, configuration);
        _services = services.BuildServiceProvider();
    }

    protected FakeTimeProvider Time { get; }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Everything that was sent, for oracles.</summary>
    protected List<UsageEvent> Sent { get; } = [];

    /// <summary>Saves the catalog and opens the ledger, as the host does.</summary>
    public virtual async ValueTask InitializeAsync()
    {
        var store = _services.GetRequiredService<IMetricStore>();
        foreach (var metric in _catalog) Assert.True(await store.SaveAsync(metric, 0, new(Actor.System, "metric.defined", $"metric:{metric.Code}"), Ct));
        await _services.GetRequiredService<MetricCatalogCache>().RefreshAsync(Ct);
        await Ledger.StartingAsync(Ct);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseLedgerAsync();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A service, after everything that was added has been stored.</summary>
    protected async Task<T> AskAsync<T>() where T : notnull
    {
        await SendAsync();
        return Get<T>();
    }

    /// <summary>An event that is stored before the next question.</summary>
    protected void Add(string customer, DateTimeOffset at, string type = "api_request", params (string Name, object? Value)[] properties) => _waiting.Add(ArchivedEvent.Create(
        new(customer), new($"t{_made++}"), type, at.ToUnixTimeMilliseconds(), [.. properties.Select(property => new Property(property.Name, property.Value switch
        {
            null => default,
            string text => new PropertyValue(PropertyKind.Text, text, 0),
            var number => new PropertyValue(PropertyKind.Number, FormattableString.Invariant($"{number}"), Convert.ToDecimal(number)),
        }))]));

    /// <summary>Stores what was added.</summary>
    protected async Task SendAsync()
    {
        foreach (var batch in _waiting.Chunk(10_000))
        {
            var results = await Get<IUsageLedger>().AppendAsync(new(batch, Time.GetUtcNow(), "k_test", true), Ct);
            Assert.All(results, result => Assert.Equal(EventStatus.Accepted, result.Status));
        }

        Sent.AddRange(_waiting);
        _waiting.Clear();
    }

    /// <summary>Closes the ledger: to the product, an engine that does not answer.</summary>
    protected Task CloseLedgerAsync() => Ledger.StoppedAsync(CancellationToken.None);

    // The ledger's own host is internal to its engine, like every adapter.
    private IHostedLifecycleService Ledger => _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single(service => service.GetType().Name == "MeteringHost");
}
