using System.Text.Json;

namespace Breakwater.Ingestion.Client;

/// <summary>
/// Customers' keys that the demonstration and imports were issued, in a file that only its owner can read: the store itself
/// keeps no secret, and a key that is issued anew at every start would fill the list of keys.
/// </summary>
/// <param name="path">The file; it need not exist.</param>
public sealed class CustomerKeyFile(string path)
{
    /// <summary>The file's name inside a data folder.</summary>
    public const string Name = "customer-keys.json";

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>Customer id to secret; empty where the file is missing or unreadable.</summary>
    public async Task<Dictionary<string, string>> ReadAsync(CancellationToken ct)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(file, cancellationToken: ct) ?? [];
        }
        catch (Exception cause) when (cause is IOException or JsonException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Adds keys to the file; written aside and moved into place, so that a crash leaves the old or the new one.</summary>
    public async Task AddAsync(IReadOnlyDictionary<string, string> keys, CancellationToken ct)
    {
        var all = await ReadAsync(ct);
        foreach (var (customer, secret) in keys) all[customer] = secret;
        var draft = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(draft, options))
        {
            await JsonSerializer.SerializeAsync(file, new SortedDictionary<string, string>(all, StringComparer.Ordinal), cancellationToken: ct);
        }

        File.Move(draft, path, overwrite: true);
    }
}
