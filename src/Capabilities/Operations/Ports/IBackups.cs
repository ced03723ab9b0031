namespace Breakwater.Operations.Ports;

/// <summary>Copies of the whole store.</summary>
public interface IBackups
{
    /// <summary>Makes a consistent copy while the product runs.</summary>
    /// <param name="name">Name of the copy, 1 to 64 characters of <c>[A-Za-z0-9_-]</c>; it must not exist yet.</param>
    /// <param name="ct">Cancels and removes the half-made copy.</param>
    /// <exception cref="ArgumentException">The name does not follow the rule.</exception>
    /// <exception cref="InvalidOperationException">There is a copy of that name already; it was left as it is.</exception>
    /// <exception cref="EngineUnavailableException">The copy could not be written, e.g. for want of space.</exception>
    Task<Backup> CreateAsync(string name, CancellationToken ct);

    /// <summary>All copies, newest first.</summary>
    Task<IReadOnlyList<Backup>> ListAsync(CancellationToken ct);

    /// <summary>Removes a copy.</summary>
    /// <returns>False where there is none of that name.</returns>
    Task<bool> DeleteAsync(string name, CancellationToken ct);
}

/// <summary>A copy of the store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Path">Where it is.</param>
public sealed record Backup(string Name, DateTimeOffset CreatedAt, long Bytes, string Path);
