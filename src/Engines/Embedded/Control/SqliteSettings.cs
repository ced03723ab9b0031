using Breakwater.Operations.Ports;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteSettings(ControlDatabase database) : ISettings
{
    public Task<string?> GetAsync(string key, CancellationToken ct) => database.ReadAsync(
        connection => (string?)connection.Scalar("SELECT value FROM settings WHERE key = $key", null, ("$key", key)), ct);

    public Task<IReadOnlyDictionary<string, string>> ListAsync(string prefix, CancellationToken ct) => database.ReadAsync<IReadOnlyDictionary<string, string>>(
        connection => connection.Rows(
            "SELECT key, value FROM settings WHERE substr(key, 1, length($prefix)) = $prefix ORDER BY key LIMIT 1000", row => (Key: row.GetString(0), Value: row.GetString(1)), null, ("$prefix", prefix))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
        ct);

    public Task SetAsync(string key, string? value, AuditEntry? entry, CancellationToken ct)
    {
        if (key.Length is 0 or > ISettings.MaxKey) throw new ArgumentException($"A setting's key has 1 to {ISettings.MaxKey} characters.", nameof(key));
        if (value?.Length > ISettings.MaxValue) throw new ArgumentException($"A setting's value has at most {ISettings.MaxValue} characters.", nameof(value));
        return database.WriteAsync(
            write =>
            {
                if (value is null) write.Run("DELETE FROM settings WHERE key = $key", ("$key", key));
                else write.Run("INSERT INTO settings (key, value) VALUES ($key, $value) ON CONFLICT (key) DO UPDATE SET value = $value", ("$key", key), ("$value", value));
                if (entry is not null) write.Append(entry);
                return true;
            },
            ct);
    }
}
