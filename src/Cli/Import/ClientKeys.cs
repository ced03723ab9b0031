using Breakwater.Cli.Output;
using Breakwater.Ingestion.Client;

namespace Breakwater.Cli.Import;

/// <summary>
/// One key for every client of a trace, so that each can ask for its own usage. The store's own list of keys says which have
/// one, so that a repeated import issues none twice.
/// </summary>
internal sealed class ClientKeys(ApiClient api, CustomerKeyFile file, string contentHash)
{
    private const int PageSize = 1_000;

    /// <summary>Name of the keys of this import.</summary>
    private string Name => $"Import {contentHash[..12]}";

    /// <summary>Issues what is missing.</summary>
    /// <returns>How many keys were issued.</returns>
    public async Task<int> EnsureAsync(IEnumerable<string> customers, Terminal terminal, CancellationToken ct)
    {
        var have = new HashSet<string>(StringComparer.Ordinal);
        for (var skip = 0; ; skip += PageSize)
        {
            var page = await api.GetAsync<KeyPage>($"v1/admin/keys?sort=customer&skip={skip}&take={PageSize}&search={Uri.EscapeDataString(Name)}", ct);
            have.UnionWith(page.Keys.Where(key => key.Name == Name).Select(key => key.CustomerId));
            if (page.Keys.Count < PageSize) break;
        }

        var missing = customers.Where(customer => !have.Contains(customer)).ToList();
        if (missing.Count > 0) terminal.Note($"Issues {missing.Count:N0} keys, one for each client.");
        foreach (var customer in missing)
        {
            var issued = await api.PostAsync<IssuedKey>("v1/admin/keys", new { customer_id = customer, name = Name }, ct);
            await file.AddAsync(new Dictionary<string, string> { [customer] = issued.ApiKey }, ct);
        }

        return missing.Count;
    }

    internal sealed record KeyPage(IReadOnlyList<KeyLine> Keys, long Total);

    internal sealed record KeyLine(string CustomerId, string Name);
}
