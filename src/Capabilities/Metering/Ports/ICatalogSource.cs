namespace Breakwater.Metering.Ports;

/// <summary>The catalog as it is now, at hand without waiting: the ledger looks at it for every group of events that it stores.</summary>
public interface ICatalogSource
{
    /// <summary>The current snapshot; another instance after every saved change.</summary>
    MetricCatalog Current { get; }

    /// <summary>Loads the catalog where that has not happened yet: whoever counts must not begin with an empty one. A source that is complete from the start has nothing to do.</summary>
    /// <exception cref="EngineUnavailableException">Its store does not answer.</exception>
    Task EnsureLoadedAsync(CancellationToken ct) => Task.CompletedTask;
}
