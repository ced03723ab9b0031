namespace Breakwater.Access.Ingest;

/// <summary>Keys for whoever stops a loss: the same commands as for administrators, under the right to act on keys.</summary>
internal sealed class CustomerKeys(IKeyStore store, SuspendKey suspend, RotateKey rotate, SetKeyLimit setLimit, TimeProvider time) : ICustomerKeys
{
    public async Task<IReadOnlyList<CustomerKey>> ListAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return [.. (await store.OfCustomersAsync(customers, ct)).Select(listing => Shown(listing.Key, listing.LastUsedAt, now))];
    }

    public async Task<Outcome<CustomerKey>> SuspendAsync(Actor actor, KeyId key, string reason, CancellationToken ct) => Shown(await suspend.RunAsync(actor, key, reason, ct));

    public async Task<Outcome<CustomerKey>> ResumeAsync(Actor actor, KeyId key, string reason, CancellationToken ct) => Shown(await suspend.ResumeAsync(actor, key, reason, ct));

    public async Task<Outcome<SuccessorKey>> RotateAsync(Actor actor, KeyId key, TimeSpan overlap, string reason, CancellationToken ct) =>
        (await rotate.RunAsync(actor, Permission.ActOnKeys, key, overlap, reason, ct)).Match<Outcome<SuccessorKey>>(
            issued => new SuccessorKey(Shown(issued.Key, null, time.GetUtcNow()), issued.Secret), problem => problem);

    public async Task<Outcome<CustomerKey>> TightenAsync(Actor actor, KeyId key, int limit, string reason, CancellationToken ct)
    {
        if (actor.Refuse(Permission.ActOnKeys) is { } refusal) return refusal;
        if (await store.FindAsync(key, ct) is { } known && limit > known.RateLimit)
        {
            return Problem.Invalid("rate_limit", $"The limit is {known.RateLimit:N0} requests in 60 seconds; from here it can only be lowered.");
        }

        return Shown(await setLimit.RunAsync(actor, Permission.ActOnKeys, key, limit, reason, ct));
    }

    private Outcome<CustomerKey> Shown(Outcome<ApiKey> changed) => changed.Match<Outcome<CustomerKey>>(key => Shown(key, null, time.GetUtcNow()), problem => problem);

    private static CustomerKey Shown(ApiKey key, DateTimeOffset? lastUsed, DateTimeOffset now) =>
        new(key.Id, key.CustomerId, key.Name, key.Hint, key.StateAt(now), key.RateLimit, key.CreatedAt, lastUsed);
}
