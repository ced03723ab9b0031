namespace Breakwater.Kernel.Ports;

/// <summary>
/// Housekeeping of one engine, done now and then by a scheduled job: checkpoints, dropping what is past its retention.
/// Nothing depends on it for correctness; without it files only grow.
/// </summary>
public interface IMaintenance
{
    /// <summary>The engine's name as Operations shows it.</summary>
    string Engine { get; }

    /// <summary>Does the work and tells the result in one sentence.</summary>
    /// <exception cref="EngineUnavailableException">The engine does not answer; the next run tries again.</exception>
    Task<string> RunAsync(CancellationToken ct);
}
