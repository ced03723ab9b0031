using System.Text.Json;
using Breakwater.Dashboard.State;
using Breakwater.Engines.Embedded.Metering;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Metering;
using Breakwater.Metering.Ingest;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Tests.Dashboard;

/// <summary>A page in front of the embedded ledger as well.</summary>
public abstract class MeteredPageTests : PageTests, IAsyncLifetime
{
    private readonly Pulse _usage = new(LiveTopics.Usage), _clock = new(LiveTopics.Clock);
    private int _sent;

    protected MeteredPageTests()
    {
        Services.AddSingleton(_ => DataFolder.Open(Path.Combine(Folder, "usage"), Time));
        Services.AddMetering(new ConfigurationBuilder().Build());
        Services.AddEmbeddedMetering();
        Services.AddSingleton<ILiveSource>(_usage);
        Services.AddSingleton<ILiveSource>(_clock);
    }

    public virtual async ValueTask InitializeAsync()
    {
        await Hosted<SeedCatalog>().StartingAsync(Ct);
        await Hosted<SeedCatalog>().StartAsync(Ct);
        await StartLedgerAsync();
        await Get<RecountWorker>().StartAsync(Ct);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await Get<RecountWorker>().StopAsync(CancellationToken.None);
        await StopLedgerAsync();
        await base.DisposeAsyncCore();
    }

    protected T Hosted<T>() => Services.GetServices<IHostedService>().OfType<T>().Single();

    protected async Task StartLedgerAsync() => await Ledger.StartingAsync(Ct);

    /// <summary>Closes the ledger: to the product, an engine that is gone.</summary>
    protected async Task StopLedgerAsync() => await Ledger.StoppedAsync(CancellationToken.None);

    /// <summary>Lets live panels look again.</summary>
    protected void Tick(int seconds = 11)
    {
        _usage.Version++;
        _clock.Version++;
        Time.Advance(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Sends events of a customer through the command that the API uses.</summary>
    protected async Task SendAsync(string type, int count, params (string Name, decimal Value)[] properties)
    {
        var at = Time.GetUtcNow().AddMinutes(-10).ToUnixTimeMilliseconds();
        var events = Enumerable.Range(0, count).Select(_ =>
        {
            var id = $"t{++_sent}";
            Property[] values = [.. properties.Select(property => new Property(property.Name, new PropertyValue(PropertyKind.Number, $"{property.Value}", property.Value)))];
            var json = JsonSerializer.SerializeToUtf8Bytes(new
            {
                transaction_id = id, customer_id = "acme", event_type = type, timestamp = at, properties = properties.ToDictionary(property => property.Name, property => property.Value),
            });
            return new UsageCandidate(
                new UsageEvent { CustomerId = new("acme"), TransactionId = new(id), EventType = type, Timestamp = at, Properties = values, Json = json, Content = ContentHash.Of(type, at, values) }, id, null);
        }).ToArray();
        Assert.Equal(count, (await Get<AcceptUsage>().RunAsync(events, "test", false, Ct)).Counts.Accepted);
    }

    // The ledger's own host is internal to its engine, like every adapter.
    private IHostedLifecycleService Ledger => Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single(service => service.GetType().Name == "MeteringHost");

    private sealed class Pulse(string topic) : ILiveSource
    {
        public string Topic => topic;

        public long Version { get; set; }
    }
}
