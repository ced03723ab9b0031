using System.Collections.Concurrent;

namespace Breakwater.Access.Read;

/// <summary>
/// Keys looked up lately, so that the hot path asks the store once per key and few seconds. A change made in this
/// process takes effect at once; one made elsewhere after <see cref="AccessOptions.KeyCacheSeconds"/> at the latest.
/// </summary>
public sealed class KeyCache(IKeyStore store, Microsoft.Extensions.Options.IOptions<AccessOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, KeyEntry> _entries = new(StringComparer.Ordinal);
    private readonly TimeSpan _life = TimeSpan.FromSeconds(options.Value.KeyCacheSeconds);
    private readonly int _capacity = options.Value.MaxCachedKeys;
    private long _generation;

    /// <summary>The key of that hash with its customer's limit; a null key where none exists.</summary>
    /// <exception cref="EngineUnavailableException">The store does not answer.</exception>
    public ValueTask<KeyEntry> FindAsync(string hash, CancellationToken ct) =>
        _entries.TryGetValue(hash, out var entry) && time.GetElapsedTime(entry.LoadedAt) < _life ? new(entry) : LoadAsync(hash, ct);

    /// <summary>Forgets one key after a change.</summary>
    public void Forget(string hash)
    {
        Interlocked.Increment(ref _generation);
        _entries.TryRemove(hash, out _);
    }

    /// <summary>Forgets a customer's keys after a change of its limit.</summary>
    public void Forget(CustomerId customer)
    {
        Interlocked.Increment(ref _generation);
        foreach (var (hash, entry) in _entries)
        {
            if (entry.Key?.CustomerId == customer) _entries.TryRemove(hash, out _);
        }
    }

    private async ValueTask<KeyEntry> LoadAsync(string hash, CancellationToken ct)
    {
        var generation = Interlocked.Read(ref _generation);
        var key = await store.FindByHashAsync(hash, ct);
        var limit = key is null ? null : await store.CustomerLimitAsync(key.CustomerId, ct);
        var entry = new KeyEntry(key, limit?.RateLimit, time.GetTimestamp());

        // A change between the read and here would otherwise be overwritten by what was read before it.
        if (generation != Interlocked.Read(ref _generation)) return entry;

        // Unknown keys come from anybody: they may not push known ones out without bound, so a full cache starts anew.
        if (_entries.Count >= _capacity) _entries.Clear();
        _entries[hash] = entry;
        if (generation != Interlocked.Read(ref _generation)) _entries.TryRemove(hash, out _);
        return entry;
    }
}

/// <summary>A cached answer of the store.</summary>
/// <param name="Key">The key; null where none has that hash.</param>
/// <param name="CustomerLimit">Limit for all the customer's keys, requests per 60 seconds; null for none.</param>
/// <param name="LoadedAt">Timestamp of the time provider when it was read.</param>
public sealed record KeyEntry(ApiKey? Key, int? CustomerLimit, long LoadedAt)
{
    /// <summary>The limits that hold for a request with this key, ready for the limiter.</summary>
    public IReadOnlyList<RateLimit> Limits { get; } =
        Key is null ? []
        : CustomerLimit is { } all ? [new(Key.CustomerId.Value, $"key:{Key.Id}", Key.RateLimit), new(Key.CustomerId.Value, "customer", all)]
        : [new(Key.CustomerId.Value, $"key:{Key.Id}", Key.RateLimit)];
}
