using System.Text.Json;

namespace Breakwater.Access.Ingest;

/// <summary>Sets or removes the limit for all keys of a customer together.</summary>
public sealed class SetCustomerLimit(IKeyStore store, KeyCache cache)
{
    /// <summary>Sets the limit (requests per 60 seconds, 1 to 1,000,000); null removes it.</summary>
    public Task<Outcome<Done>> RunAsync(Actor actor, string? customerId, int? limit, CancellationToken ct) => RunAsync(actor, customerId, limit, null, ct);

    /// <summary>As above, with the reason for the audit log (at most 1,000 characters, or null).</summary>
    public async Task<Outcome<Done>> RunAsync(Actor actor, string? customerId, int? limit, string? reason, CancellationToken ct)
    {
        var problem = actor.Refuse(Permission.ManageLimits) ?? KeyRules.CheckCustomer(customerId)
            ?? (limit is { } value ? KeyRules.CheckLimit(value) : null) ?? KeyRules.CheckReason(reason);
        if (problem is not null) return problem;
        var customer = new CustomerId(customerId!);
        var before = await store.CustomerLimitAsync(customer, ct);
        if (before?.RateLimit == limit) return default(Done);
        var details = JsonSerializer.Serialize(new { before = before?.RateLimit, after = limit });
        await store.SetCustomerLimitAsync(customer, limit, new(actor, "customer.limit-set", $"customer:{customer}", reason, details), ct);
        cache.Forget(customer);
        return default(Done);
    }
}
