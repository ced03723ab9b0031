namespace Breakwater.Operations.Ports;

/// <summary>Small named texts that outlive a restart: a paused job, the shift of an import.</summary>
public interface ISettings
{
    /// <summary>Longest key, characters.</summary>
    public const int MaxKey = 128;

    /// <summary>Longest value, characters.</summary>
    public const int MaxValue = 65_536;

    /// <summary>The value, or null where none is set.</summary>
    Task<string?> GetAsync(string key, CancellationToken ct);

    /// <summary>All values whose key starts with the prefix, by key; at most 1,000.</summary>
    Task<IReadOnlyDictionary<string, string>> ListAsync(string prefix, CancellationToken ct);

    /// <summary>Sets or (null) removes a value, together with its audit entry where one is given.</summary>
    /// <exception cref="ArgumentException">The key is empty or longer than <see cref="MaxKey"/>, or the value longer than <see cref="MaxValue"/>.</exception>
    Task SetAsync(string key, string? value, AuditEntry? entry, CancellationToken ct);
}
