namespace Breakwater.Access.Ports;

/// <summary>Keeps keys and customers' limits. Every change is saved together with its audit entry, or neither.</summary>
public interface IKeyStore
{
    /// <summary>The key with that hash, or null.</summary>
    Task<ApiKey?> FindByHashAsync(string hash, CancellationToken ct);

    /// <summary>The key of that id, or null.</summary>
    Task<ApiKey?> FindAsync(KeyId id, CancellationToken ct);

    /// <summary>Adds a key.</summary>
    Task AddAsync(ApiKey key, AuditEntry entry, CancellationToken ct);

    /// <summary>Saves a changed key, and at once an added one where a rotation makes it.</summary>
    /// <returns>False where the stored version is not <c>changed.Version - 1</c>; then nothing was saved.</returns>
    Task<bool> UpdateAsync(ApiKey changed, ApiKey? added, AuditEntry entry, CancellationToken ct);

    /// <summary>Keys by <c>created</c> (newest first), <c>customer</c>, <c>name</c> or <c>last_used</c>; search matches id, hint, customer and name.</summary>
    /// <param name="page">The page, its order and the text to look for.</param>
    /// <param name="filter">Which keys.</param>
    /// <param name="now">The instant at which a key's state is meant.</param>
    /// <param name="ct">Ends the read.</param>
    Task<Page<KeyListing>> ListAsync(PageRequest page, KeyFilter filter, DateTimeOffset now, CancellationToken ct);

    /// <summary>All keys of the customers, newest first within each; customers without keys are missing.</summary>
    Task<IReadOnlyList<KeyListing>> OfCustomersAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken ct);

    /// <summary>Notes when keys were used last; may be late by some seconds.</summary>
    Task TouchAsync(IReadOnlyDictionary<KeyId, DateTimeOffset> used, CancellationToken ct);

    /// <summary>The limit for all keys of a customer, or null.</summary>
    Task<CustomerLimit?> CustomerLimitAsync(CustomerId customer, CancellationToken ct);

    /// <summary>Sets or (null) removes a customer's limit.</summary>
    Task SetCustomerLimitAsync(CustomerId customer, int? rateLimit, AuditEntry entry, CancellationToken ct);
}

/// <summary>Which keys a list holds.</summary>
/// <param name="Customer">Only this customer's; null for everybody's.</param>
/// <param name="State">Only those in this state; null for any.</param>
public sealed record KeyFilter(CustomerId? Customer = null, KeyState? State = null)
{
    /// <summary>Every key.</summary>
    public static KeyFilter All { get; } = new();
}

/// <summary>A key with what only the store knows.</summary>
/// <param name="Key">The key.</param>
/// <param name="LastUsedAt">When it was used last; null for never.</param>
public sealed record KeyListing(ApiKey Key, DateTimeOffset? LastUsedAt);
