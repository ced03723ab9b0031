namespace Breakwater.Metering.Ports;

/// <summary>The catalog as it is now, at hand without waiting: the ledger looks at it for every group of events that it stores.</summary>
public interface ICatalogSource
{
    /// <summary>The current snapshot; another instance after every saved change.</summary>
    MetricCatalog Current { get; }
}
