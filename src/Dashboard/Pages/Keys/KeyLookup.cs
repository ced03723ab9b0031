using Breakwater.Access.Ports;
using Breakwater.Access.Read;
using Breakwater.Kernel;

namespace Breakwater.Dashboard.Pages.Keys;

/// <summary>Reads what the dialogs need to know before anything is changed.</summary>
internal static class KeyLookup
{
    /// <summary>The key of that id as the list shows it.</summary>
    public static async Task<Outcome<KeyRow>> FindAsync(KeyQueries queries, Actor actor, string id, CancellationToken ct)
    {
        var found = await queries.ListAsync(actor, new PageRequest(0, 10, Search: id), KeyFilter.All, ct);
        if (found.Problem is { } problem) return problem;
        return found.Value.Items.FirstOrDefault(row => row.Key.Id.Value == id) is { } row
            ? row
            : Problem.NotFound("key", $"No key has the id {id}.");
    }

    /// <summary>The key with what its end would mean.</summary>
    public static async Task<Outcome<KeyImpact>> ImpactAsync(KeyQueries queries, Actor actor, string id, CancellationToken ct)
    {
        var key = await FindAsync(queries, actor, id, ct);
        if (key.Problem is { } problem) return problem;
        var all = await queries.ListAsync(actor, new PageRequest(0, PageRequest.MaxTake), new(key.Value.Key.CustomerId), ct);
        if (all.Problem is { } refused) return refused;
        var limit = await queries.CustomerLimitAsync(actor, key.Value.Key.CustomerId, ct);
        if (limit.Problem is { } unread) return unread;
        return new KeyImpact(key.Value, all.Value.Items.Count(row => row.Key.Id.Value != id && KeyWords.Works(row.State)), limit.Value?.RateLimit);
    }
}

/// <summary>A key, and what else its customer has.</summary>
/// <param name="Row">The key.</param>
/// <param name="Others">Other keys of the customer that are accepted now.</param>
/// <param name="CustomerLimit">Limit for all keys of the customer together, requests per 60 s; null where none is set.</param>
internal sealed record KeyImpact(KeyRow Row, int Others, int? CustomerLimit);
