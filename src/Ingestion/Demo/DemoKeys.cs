using Breakwater.Ingestion.Client;

namespace Breakwater.Ingestion.Demo;

/// <summary>The customers' own keys: issued once through the admin routes, remembered in a file of the data folder.</summary>
public sealed class DemoKeys(ApiClient api, CustomerKeyFile file)
{
    /// <summary>Requests per 60 seconds that each key may make.</summary>
    public const int RateLimit = 600;

    /// <summary>A key for every customer of the demonstration.</summary>
    /// <exception cref="ApiException">The host refuses or does not answer.</exception>
    public async Task<Dictionary<string, string>> EnsureAsync(CancellationToken ct)
    {
        var keys = await file.ReadAsync(ct);
        foreach (var customer in DemoCustomer.All)
        {
            if (!keys.ContainsKey(customer.Id)) keys[customer.Id] = await IssueAsync(customer.Id, ct);
        }

        return keys;
    }

    /// <summary>Issues a key and remembers it.</summary>
    /// <exception cref="ApiException">The host refuses or does not answer.</exception>
    public async Task<string> IssueAsync(string customer, CancellationToken ct)
    {
        var issued = await api.PostAsync<IssuedKey>("v1/admin/keys", new { customer_id = customer, name = "Demonstration", rate_limit = RateLimit }, ct);
        await file.AddAsync(new Dictionary<string, string> { [customer] = issued.ApiKey }, ct);
        return issued.ApiKey;
    }
}
