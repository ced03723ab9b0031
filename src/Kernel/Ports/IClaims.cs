namespace Breakwater.Kernel.Ports;

/// <summary>
/// First-come claims on names, the fast front of deduplication. A claim is a hint: whoever relies on it must be
/// right without it, because claims may be lost (restart, eviction, an emptied server).
/// </summary>
public interface IClaims
{
    /// <summary>Claims each name in the scope for the given time.</summary>
    /// <returns>
    /// For each name in order: true where this call claimed it first, false where it was claimed before. A name among several
    /// may be answered false although it was free, where the engine cannot tell it from its neighbours; a single one never is.
    /// </returns>
    /// <exception cref="EngineUnavailableException">The engine does not answer; carry on without it.</exception>
    ValueTask<bool[]> TryClaimAsync(string scope, IReadOnlyList<string> names, TimeSpan ttl, CancellationToken ct);

    /// <summary>Gives claims back, where what they stood for did not happen.</summary>
    ValueTask ReleaseAsync(string scope, IReadOnlyList<string> names, CancellationToken ct);
}
