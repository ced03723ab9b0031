using Breakwater.Engines.Embedded.Metering;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;
using Breakwater.Tests.Contracts.Metering;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Tests.Embedded.Metering;

public sealed class MeteringHostTests
{
    [Fact]
    public async Task A_closed_host_refuses_and_opens_again_with_what_it_held()
    {
        var ct = TestContext.Current.CancellationToken;
        var root = Directory.CreateTempSubdirectory("breakwater-test-").FullName;
        try
        {
            using var folder = DataFolder.Open(root, TimeProvider.System);
            await using var host = new MeteringHost(folder, new Fixed(), EmbeddedHarness.Small(), new DurableIo(), TimeProvider.System, NullLogger.Instance);
            var ledger = new EmbeddedUsageLedger(host);
            for (var round = 1; round <= 3; round++)
            {
                await host.StartingAsync(ct);
                await host.StartingAsync(ct);
                await ledger.AppendAsync(Usage.Batch(Usage.Event($"round{round}", Usage.Start, new("c"), size: 1)), ct);
                Assert.Equal(round, ledger.Status.StoredEvents);
                await host.StoppedAsync(ct);
                Assert.Throws<EngineUnavailableException>(() => host.Store);
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private sealed class Fixed : ICatalogSource
    {
        public MetricCatalog Current { get; } = new(Usage.Catalog);

        public Task EnsureLoadedAsync(CancellationToken ct) => Task.CompletedTask;
    }
}
