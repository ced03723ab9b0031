namespace Breakwater.Webhooks.Model;

/// <summary>A webhook exactly as it came.</summary>
/// <param name="Headers">Names do not care for case; several of one name are joined by commas.</param>
/// <param name="Body">The bytes that were signed.</param>
public sealed record WebhookRequest(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Makes one.</summary>
    public static WebhookRequest Of(IEnumerable<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers) all[name] = all.TryGetValue(name, out var earlier) ? $"{earlier},{value}" : value;
        return new(all, body);
    }

    /// <summary>A header; null where it is missing or empty.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
