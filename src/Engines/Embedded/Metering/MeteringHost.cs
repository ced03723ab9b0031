using Breakwater.Engines.Embedded.Storage;
using Breakwater.Kernel;
using Breakwater.Kernel.Ports;
using Breakwater.Metering.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Breakwater.Engines.Embedded.Metering;

/// <summary>Registers the embedded ledger.</summary>
public static class EmbeddedMetering
{
    /// <summary>
    /// Adds <see cref="IUsageLedger"/> and <see cref="IUsageReader"/> on the data folder. Needs a <see cref="DataFolder"/>, an
    /// <see cref="ICatalogSource"/> and a <see cref="TimeProvider"/> among the services; settings come from the section <c>Metering</c>.
    /// </summary>
    public static IServiceCollection AddEmbeddedMetering(this IServiceCollection services)
    {
        services.AddOptions<EmbeddedMeteringOptions>().BindConfiguration("Metering").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmbeddedMeteringOptions>, ValidateEmbeddedMetering>());
        services.AddSingleton<MeteringHost>(provider => new MeteringHost(
            provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<ICatalogSource>(),
            provider.GetRequiredService<IOptions<EmbeddedMeteringOptions>>().Value, new DurableIo(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Breakwater.UsageLedger")));
        services.AddHostedService(provider => provider.GetRequiredService<MeteringHost>());
        services.AddSingleton<IUsageLedger, EmbeddedUsageLedger>();
        services.AddSingleton<IUsageReader, EmbeddedUsageReader>();
        services.AddSingleton<LedgerBackup>();
        services.AddSingleton<IEngineProbe, UsageLedgerProbe>();
        return services;
    }

    private sealed class ValidateEmbeddedMetering : IValidateOptions<EmbeddedMeteringOptions>
    {
        public ValidateOptionsResult Validate(string? name, EmbeddedMeteringOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}

/// <summary>Opens the store when the host starts and closes it when the host stops.</summary>
internal sealed class MeteringHost(
    DataFolder folder, ICatalogSource catalog, EmbeddedMeteringOptions options, DurableIo io, TimeProvider time, ILogger logger) : IHostedLifecycleService, IAsyncDisposable
{
    private MeteringStore? _store;
    private CancellationTokenSource? _closing;
    private Task _catchingUp = Task.CompletedTask;

    /// <summary>The open store.</summary>
    /// <exception cref="EngineUnavailableException">It is not open (yet, or any more).</exception>
    public MeteringStore Store => _store ?? throw new EngineUnavailableException(EmbeddedUsageLedger.EngineName, "The ledger is not open.");

    /// <summary>Opens the store before anything that needs it starts.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_store is not null) return;
        var store = await MeteringStore.OpenAsync(folder, catalog, options, io, time, logger, cancellationToken).ConfigureAwait(false);
        if (options.Columns) store.Columns.Start();
        var closing = _closing = new();
        _catchingUp = Task.Run(() => CatchUpAsync(store, closing.Token), CancellationToken.None);
        _store = store;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Closes the store after everything that needs it has stopped.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _store, null) is not { } store) return;
        await _closing!.CancelAsync().ConfigureAwait(false);
        await _catchingUp.ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    // A recount that a crash or a stop cut off goes on by itself; until it is done, readers take the metric from the events.
    private async Task CatchUpAsync(MeteringStore store, CancellationToken ct)
    {
        try
        {
            foreach (var metric in store.Incomplete())
            {
                logger.LogInformation("The metric {Metric} is counted from all stored events", metric.Code);
                await store.RecountAsync(metric, null, ct).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Goes on at the next start.
        }
        catch (Exception e)
        {
            // Readers still get exact figures, only slower.
            logger.LogWarning(e, "Metrics could not be counted from stored events; their figures are read from single events until the next start");
        }
    }
}

/// <summary>Says how the ledger is.</summary>
internal sealed class UsageLedgerProbe(MeteringHost host, TimeProvider time) : IEngineProbe
{
    /// <inheritdoc/>
    public Task<EngineHealth> ProbeAsync(CancellationToken ct)
    {
        var began = time.GetTimestamp();
        const string technology = "Segment files and SQLite";
        try
        {
            var status = LedgerStatusReader.Read(host.Store);
            var state = status.Fault is not null ? EngineState.Down : status.Durability == "os" ? EngineState.Degraded : EngineState.Healthy;
            var detail = status.Fault ?? (status.Durability == "os"
                ? "Stores without fsync: a power failure may lose the last seconds." : "Stores events durably.");
            var facts = new Dictionary<string, string>
            {
                ["Events stored"] = $"{status.StoredEvents:N0}",
                ["Store size"] = $"{status.Bytes / 1048576.0:N1} MB",
                ["Queue"] = $"{status.QueuedBatches:N0} of {status.QueueCapacity:N0} batches",
                ["Writers"] = $"{status.BusyWriters} of {status.Writers} busy",
                ["Commit"] = $"{status.CommitMs:N1} ms",
                ["Durability"] = status.Durability,
                ["Columns"] = host.Store.Options.Columns ? $"{host.Store.Lanes.Sum(lane => lane.Columns.Reach.Events):N0} of {status.StoredEvents:N0} events" : "off",
            };
            return Task.FromResult(new EngineHealth(EmbeddedUsageLedger.EngineName, technology, state, detail, time.GetElapsedTime(began), true, facts));
        }
        catch (Exception e)
        {
            // A probe reports; it never throws.
            var detail = e is EngineUnavailableException ? e.Message : "The ledger cannot be asked.";
            return Task.FromResult(new EngineHealth(EmbeddedUsageLedger.EngineName, technology, EngineState.Down, detail, time.GetElapsedTime(began), true, new Dictionary<string, string>()));
        }
    }
}
