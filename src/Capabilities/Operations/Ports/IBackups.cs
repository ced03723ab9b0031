namespace Breakwater.Operations.Ports;

/// <summary>Copies of the whole store.</summary>
public interface IBackups
{
    /// <summary>Makes a consistent copy while the product runs.</summary>
    /// <param name="name">Name of the copy, 1 to 64 characters of <c>[A-Za-z0-9_-]</c>; it must not exist yet.</param>
    /// <param name="ct">Cancels and removes the half-made copy.</param>
    Task<Backup> CreateAsync(string name, CancellationToken ct);

    /// <summary>All copies, newest first.</summary>
    Task<IReadOnlyList<Backup>> ListAsync(CancellationToken ct);
}

/// <summary>A copy of the store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Path">Where it is.</param>
public sealed record Backup(string Name, DateTimeOffset CreatedAt, long Bytes, string Path);
