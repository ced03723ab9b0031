using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>The one snapshot of the catalog that everybody in the process shares. Loaded at the start, refreshed after every save.</summary>
public sealed class MetricCatalogCache(IMetricStore store) : ICatalogSource, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile MetricCatalog _current = new([]);
    private volatile bool _loaded;

    /// <inheritdoc/>
    public MetricCatalog Current => _current;

    /// <inheritdoc/>
    public Task EnsureLoadedAsync(CancellationToken ct) => _loaded ? Task.CompletedTask : RefreshAsync(ct);

    /// <summary>Reads the catalog from its store.</summary>
    /// <exception cref="EngineUnavailableException">The store does not answer; the snapshot stays as it was.</exception>
    public async Task RefreshAsync(CancellationToken ct)
    {
        // One at a time, or a slow older answer could replace a newer one.
        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            _current = new MetricCatalog(await store.CurrentAsync(ct).ConfigureAwait(false));
            _loaded = true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
