namespace Breakwater.Access.Read;

/// <summary>Reads keys and limits; secrets are not in any answer.</summary>
public sealed class KeyQueries(IKeyStore store, TimeProvider time)
{
    /// <summary>One page of keys; see <see cref="IKeyStore.ListAsync"/> for sorting and search.</summary>
    public async Task<Outcome<Page<KeyRow>>> ListAsync(Actor actor, PageRequest page, KeyFilter filter, CancellationToken ct)
    {
        if (actor.Refuse(Permission.Read) is { } refusal) return refusal;
        var now = time.GetUtcNow();
        var found = await store.ListAsync(page.Clamped(), filter, now, ct);
        return new Page<KeyRow>([.. found.Items.Select(listing => new KeyRow(listing.Key, listing.Key.StateAt(now), listing.LastUsedAt))], found.Total);
    }

    /// <summary>The limit for all keys of a customer, or null where none is set.</summary>
    public async Task<Outcome<CustomerLimit?>> CustomerLimitAsync(Actor actor, CustomerId customer, CancellationToken ct) =>
        actor.Refuse(Permission.Read) is { } refusal ? refusal : await store.CustomerLimitAsync(customer, ct);
}

/// <summary>A key as a list shows it.</summary>
/// <param name="Key">The key.</param>
/// <param name="State">Its state now.</param>
/// <param name="LastUsedAt">When it was used last, a few seconds late at most; null for never.</param>
public sealed record KeyRow(ApiKey Key, KeyState State, DateTimeOffset? LastUsedAt);
