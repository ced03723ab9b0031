namespace Breakwater.Kernel.Ports;

/// <summary>State of an engine.</summary>
public enum EngineState
{
    /// <summary>Answers as it should.</summary>
    Healthy,

    /// <summary>Works with a restriction that the detail names.</summary>
    Degraded,

    /// <summary>Does not answer.</summary>
    Down,
}

/// <summary>What a probe saw.</summary>
/// <param name="Engine">Name for screens, e.g. "Usage ledger".</param>
/// <param name="Technology">What it runs on, e.g. "Segment files and SQLite".</param>
/// <param name="State">The verdict.</param>
/// <param name="Detail">In words, without secrets.</param>
/// <param name="Latency">How long the probe took.</param>
/// <param name="Required">True where readiness depends on it.</param>
/// <param name="Facts">Named figures with units for the Operations page, e.g. "Store size" to "1.2 GB".</param>
public sealed record EngineHealth(
    string Engine, string Technology, EngineState State, string Detail, TimeSpan Latency, bool Required,
    IReadOnlyDictionary<string, string> Facts);

/// <summary>Asks one engine how it is. Every adapter that talks to something registers one.</summary>
public interface IEngineProbe
{
    /// <summary>Probes the engine; never throws for an engine that is down.</summary>
    Task<EngineHealth> ProbeAsync(CancellationToken ct);
}
