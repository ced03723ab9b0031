using Breakwater.Access.Model;
using Breakwater.Access.Ports;

namespace Breakwater.Tests.Contracts;

/// <summary>What every key store does.</summary>
public abstract class KeyStoreContract
{
    protected abstract IKeyStore Store { get; }

    protected abstract IAuditLog Log { get; }

    [Fact]
    public async Task A_key_comes_back_whole_by_hash_and_by_id()
    {
        var key = Some.Key("1") with { ExpiresAt = Some.Instant.AddDays(1), RevokedAt = Some.Instant.AddHours(1), SuspendedAt = Some.Instant.AddHours(2), ReplacedBy = new KeyId("k_9"), Scopes = [KeyScopes.Read] };
        await Store.AddAsync(key, Some.Entry("key.issued"), Some.Ct);
        foreach (var found in new[] { await Store.FindByHashAsync(key.Hash, Some.Ct), await Store.FindAsync(key.Id, Some.Ct) })
        {
            Assert.Equal(key with { Scopes = found!.Scopes }, found);
            Assert.Equal(key.Scopes, found.Scopes);
        }

        Assert.Null(await Store.FindByHashAsync("no", Some.Ct));
        Assert.Null(await Store.FindAsync(new("no"), Some.Ct));
        Assert.Equal("key.issued", Assert.Single((await Log.ListAsync(new(), Some.Ct)).Items).Action);
    }

    [Fact]
    public async Task A_key_that_cannot_be_added_leaves_no_audit_entry()
    {
        await Store.AddAsync(Some.Key("1"), Some.Entry(), Some.Ct);
        await Assert.ThrowsAnyAsync<Exception>(() => Store.AddAsync(Some.Key("1"), Some.Entry(), Some.Ct));
        Assert.Equal(1, (await Log.ListAsync(new(), Some.Ct)).Total);
    }

    [Fact]
    public async Task Only_the_version_that_was_read_is_changed()
    {
        await Store.AddAsync(Some.Key("1"), Some.Entry(), Some.Ct);
        var changed = Some.Key("1") with { RateLimit = 7, Version = 2 };
        Assert.True(await Store.UpdateAsync(changed, null, Some.Entry("key.limited"), Some.Ct));
        Assert.False(await Store.UpdateAsync(changed with { RateLimit = 8 }, Some.Key("2"), Some.Entry("key.limited"), Some.Ct));
        Assert.Equal(7, (await Store.FindAsync(changed.Id, Some.Ct))!.RateLimit);
        Assert.Null(await Store.FindAsync(new("k_2"), Some.Ct));
        Assert.Equal(2, (await Log.ListAsync(new(), Some.Ct)).Total);
        Assert.False(await Store.UpdateAsync(Some.Key("3") with { Version = 2 }, null, Some.Entry(), Some.Ct));
    }

    [Fact]
    public async Task A_rotation_saves_both_keys_or_neither()
    {
        var old = Some.Key("1");
        await Store.AddAsync(old, Some.Entry(), Some.Ct);
        var retired = old with { Version = 2, ReplacedBy = new KeyId("k_2"), RevokedAt = Some.Instant };
        await Assert.ThrowsAnyAsync<Exception>(() => Store.UpdateAsync(retired, Some.Key("2") with { Hash = old.Hash }, Some.Entry(), Some.Ct));
        Assert.Equal(1, (await Store.FindAsync(old.Id, Some.Ct))!.Version);
        Assert.True(await Store.UpdateAsync(retired, Some.Key("2"), Some.Entry(), Some.Ct));
        Assert.Equal(new KeyId("k_2"), (await Store.FindAsync(old.Id, Some.Ct))!.ReplacedBy);
        Assert.NotNull(await Store.FindAsync(new("k_2"), Some.Ct));
        Assert.Equal(2, (await Log.ListAsync(new(), Some.Ct)).Total);
    }

    [Fact]
    public async Task Of_writers_at_the_same_time_exactly_one_wins_a_version()
    {
        await Store.AddAsync(Some.Key("1"), Some.Entry(), Some.Ct);
        var wins = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() => Store.UpdateAsync(Some.Key("1") with { RateLimit = i, Version = 2 }, null, Some.Entry(), Some.Ct))));
        Assert.Single(wins, won => won);
        Assert.Equal(2, (await Log.ListAsync(new(), Some.Ct)).Total);
    }

    [Fact]
    public async Task Lists_sort_page_search_and_keep_to_a_customer()
    {
        await Store.AddAsync(Some.Key("a", "zeta", "Alpha", 1), Some.Entry(), Some.Ct);
        await Store.AddAsync(Some.Key("b", "acme", "beta", 2), Some.Entry(), Some.Ct);
        await Store.AddAsync(Some.Key("c", "acme", "100%_sure", 3), Some.Entry(), Some.Ct);
        await Store.TouchAsync(new Dictionary<KeyId, DateTimeOffset> { [new("k_a")] = Some.Instant.AddHours(2), [new("k_b")] = Some.Instant, [new("gone")] = Some.Instant }, Some.Ct);
        await Store.TouchAsync(new Dictionary<KeyId, DateTimeOffset> { [new("k_a")] = Some.Instant.AddHours(1) }, Some.Ct);

        Assert.Equal("cba", await Ids(new()));
        Assert.Equal("abc", await Ids(new(Sort: "created")));
        Assert.Equal("cab", await Ids(new(Sort: "name")));
        Assert.Equal("a", (await Ids(new(Sort: "customer", Descending: true)))[..1]);
        Assert.Equal("abc", await Ids(new(Sort: "last_used", Descending: true)));
        Assert.Equal("b", await Ids(new(Skip: 1, Take: 1)));
        Assert.Equal("cb", await Ids(new(), new("acme")));
        Assert.Equal("c", await Ids(new(Search: "%_S")));
        Assert.Equal("a", await Ids(new(Search: "ZET")));
        Assert.Equal("", await Ids(new(Search: "'; DROP TABLE api_keys;--")));
        var listing = (await Store.ListAsync(new(Search: "k_a"), KeyFilter.All, Some.Instant, Some.Ct)).Items[0];
        Assert.Equal(Some.Instant.AddHours(2), listing.LastUsedAt);
        Assert.Equal(3, (await Store.ListAsync(new(Take: 1), KeyFilter.All, Some.Instant, Some.Ct)).Total);

        async Task<string> Ids(PageRequest page, CustomerId? customer = null) =>
            string.Concat((await Store.ListAsync(page, new(customer), Some.Instant, Some.Ct)).Items.Select(item => item.Key.Id.Value[2..]));
    }

    [Fact]
    public async Task Lists_keep_to_a_state_as_it_is_at_an_instant()
    {
        var now = Some.Instant.AddHours(1);
        await Store.AddAsync(Some.Key("a", minutes: 1), Some.Entry(), Some.Ct);
        await Store.AddAsync(Some.Key("b", minutes: 2) with { ExpiresAt = now.AddMilliseconds(1) }, Some.Entry(), Some.Ct);
        await Store.AddAsync(Some.Key("c", minutes: 3) with { ExpiresAt = now }, Some.Entry(), Some.Ct);
        await Store.AddAsync(Some.Key("d", minutes: 4) with { RevokedAt = now.AddMilliseconds(1) }, Some.Entry(), Some.Ct);
        await Store.AddAsync(Some.Key("e", minutes: 5) with { RevokedAt = now, ExpiresAt = now }, Some.Entry(), Some.Ct);
        await Store.AddAsync(Some.Key("f", "zeta", minutes: 6) with { RevokedAt = now.AddDays(1), ExpiresAt = now.AddDays(-1) }, Some.Entry(), Some.Ct);
        await Store.AddAsync(Some.Key("g", minutes: 7) with { SuspendedAt = now.AddHours(-1), RevokedAt = now.AddDays(1) }, Some.Entry(), Some.Ct);

        foreach (var (state, ids) in new[] { (KeyState.Active, "ba"), (KeyState.Retiring, "d"), (KeyState.Expired, "fc"), (KeyState.Revoked, "e"), (KeyState.Suspended, "g") })
        {
            var found = await Store.ListAsync(new(), new(State: state), now, Some.Ct);
            Assert.Equal((ids, ids.Length), (string.Concat(found.Items.Select(item => item.Key.Id.Value[2..])), found.Total));
            Assert.All(found.Items, item => Assert.Equal(state, item.Key.StateAt(now)));
        }

        var one = await Store.ListAsync(new(Take: 1, Search: "key"), new(new("acme"), KeyState.Active), now, Some.Ct);
        Assert.Equal(("k_b", 2), (Assert.Single(one.Items).Key.Id.Value, one.Total));
        Assert.Equal("k_c", Assert.Single((await Store.ListAsync(new(), new(new("acme"), KeyState.Expired), now, Some.Ct)).Items).Key.Id.Value);
        // Every key is in the list of exactly one state, of those to come as well.
        var sum = 0L;
        foreach (var state in Enum.GetValues<KeyState>()) sum += (await Store.ListAsync(new(Take: 1), new(State: state), now, Some.Ct)).Total;
        Assert.Equal((7, 7), (sum, (await Store.ListAsync(new(), KeyFilter.All, now, Some.Ct)).Total));
    }

    [Fact]
    public async Task Keys_of_several_customers_come_in_one_answer_newest_first()
    {
        foreach (var (id, customer, minutes) in new[] { ("a", "acme", 1), ("b", "zeta", 2), ("c", "acme", 3), ("d", "other", 4) }) await Store.AddAsync(Some.Key(id, customer, minutes: minutes), Some.Entry(), Some.Ct);
        await Store.TouchAsync(new Dictionary<KeyId, DateTimeOffset> { [new("k_a")] = Some.Instant }, Some.Ct);
        var found = await Store.OfCustomersAsync([new("zeta"), new("acme"), new("no'body")], Some.Ct);
        Assert.Equal(["k_c", "k_a", "k_b"], found.Select(listing => listing.Key.Id.Value));
        Assert.Equal([null, Some.Instant, null], found.Select(listing => listing.LastUsedAt));
        Assert.Empty(await Store.OfCustomersAsync([], Some.Ct));
    }

    [Fact]
    public async Task A_suspension_is_saved_and_taken_back()
    {
        await Store.AddAsync(Some.Key("1"), Some.Entry(), Some.Ct);
        Assert.True(await Store.UpdateAsync(Some.Key("1") with { SuspendedAt = Some.Instant, Version = 2 }, null, Some.Entry(), Some.Ct));
        Assert.Equal(KeyState.Suspended, (await Store.FindAsync(new("k_1"), Some.Ct))!.StateAt(Some.Instant));
        Assert.True(await Store.UpdateAsync(Some.Key("1") with { Version = 3 }, null, Some.Entry(), Some.Ct));
        Assert.Equal(KeyState.Active, (await Store.FindAsync(new("k_1"), Some.Ct))!.StateAt(Some.Instant));
    }

    [Fact]
    public async Task A_customers_limit_is_set_changed_and_removed_with_its_audit_entry()
    {
        CustomerId acme = new("acme");
        Assert.Null(await Store.CustomerLimitAsync(acme, Some.Ct));
        await Store.SetCustomerLimitAsync(acme, 500, Some.Entry(), Some.Ct);
        await Store.SetCustomerLimitAsync(acme, 600, Some.Entry(), Some.Ct);
        Assert.Equal(new CustomerLimit(acme, 600, 2), await Store.CustomerLimitAsync(acme, Some.Ct));
        await Store.SetCustomerLimitAsync(acme, null, Some.Entry(), Some.Ct);
        Assert.Null(await Store.CustomerLimitAsync(acme, Some.Ct));
        Assert.Null(await Store.CustomerLimitAsync(new("other"), Some.Ct));
        Assert.Equal(3, (await Log.ListAsync(new(), Some.Ct)).Total);
    }
}
