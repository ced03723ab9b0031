namespace Breakwater.Kernel.Ports;

/// <summary>
/// The keys of customers, for whoever has to stop a loss without being the keys' administrator. Every change asks for
/// <see cref="Permission.ActOnKeys"/>, takes effect at once on this host and is written to the audit log with its reason.
/// </summary>
public interface ICustomerKeys
{
    /// <summary>All keys of the customers, newest first within each; customers without keys are missing.</summary>
    Task<IReadOnlyList<CustomerKey>> ListAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken ct);

    /// <summary>Has the key refused until it is resumed; a suspended one stays as it is.</summary>
    Task<Outcome<CustomerKey>> SuspendAsync(Actor actor, KeyId key, string reason, CancellationToken ct);

    /// <summary>Lets a suspended key work again; one that is not suspended stays as it is.</summary>
    Task<Outcome<CustomerKey>> ResumeAsync(Actor actor, KeyId key, string reason, CancellationToken ct);

    /// <summary>Puts a new key in its place; the old one works on for the overlap (not at all where it is suspended).</summary>
    Task<Outcome<SuccessorKey>> RotateAsync(Actor actor, KeyId key, TimeSpan overlap, string reason, CancellationToken ct);

    /// <summary>Lowers how many requests it may make in 60 seconds; never raises it.</summary>
    Task<Outcome<CustomerKey>> TightenAsync(Actor actor, KeyId key, int limit, string reason, CancellationToken ct);
}

/// <summary>A key as others than its administrators see it.</summary>
/// <param name="Id">Its public name.</param>
/// <param name="Customer">The one customer it speaks for.</param>
/// <param name="Name">Name for screens.</param>
/// <param name="Hint">First characters of the secret, to recognise it by.</param>
/// <param name="State">Its state now.</param>
/// <param name="RateLimit">Requests per 60 seconds.</param>
/// <param name="CreatedAt">When it was issued.</param>
/// <param name="LastUsedAt">When it was used last, a few seconds late at most; null for never.</param>
public sealed record CustomerKey(
    KeyId Id, CustomerId Customer, string Name, string Hint, KeyState State, int RateLimit, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>True where requests with it are accepted now.</summary>
    public bool Works => State is KeyState.Active or KeyState.Retiring;
}

/// <summary>A key that took another's place, with its secret, which can be shown this once only.</summary>
/// <param name="Key">The new key.</param>
/// <param name="Secret">Its secret.</param>
public sealed record SuccessorKey(CustomerKey Key, string Secret);
