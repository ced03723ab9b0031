using System.Text;
using Breakwater.Access.Ingest;
using Breakwater.Access.Model;
using Breakwater.Access.Ports;
using Breakwater.Access.Read;
using Breakwater.Kernel;
using Breakwater.Kernel.Ports;

namespace Breakwater.Tests.Access;

/// <summary>A key from its issue to its end.</summary>
public sealed class KeyLifeTests : IAsyncDisposable
{
    private readonly AccessHarness _access = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _access.DisposeAsync();

    [Fact]
    public async Task An_issued_key_is_recognised_and_its_secret_is_nowhere_on_disk()
    {
        var issued = await _access.IssueAsync();
        Assert.StartsWith("bw_", issued.Secret, StringComparison.Ordinal);
        Assert.Equal("acme", (await _access.RecogniseAsync(issued.Secret)).Value.Key!.CustomerId.Value);
        Assert.Equal(100, issued.Key.RateLimit);
        Assert.StartsWith(issued.Key.Hint, issued.Secret, StringComparison.Ordinal);
        Assert.InRange(issued.Key.Hint.Length, 1, 8);

        var secret = Encoding.ASCII.GetBytes(issued.Secret);
        foreach (var path in Directory.GetFiles(_access.Folder, "*", SearchOption.AllDirectories))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, Ct);
            Assert.True(bytes.AsSpan().IndexOf(secret) < 0, path);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bw_unknown")]
    [InlineData("' OR 1=1 --")]
    public async Task Anything_else_is_nobody(string? secret)
    {
        var refused = await _access.RecogniseAsync(secret);
        Assert.Equal(ProblemKind.Unauthenticated, refused.Problem!.Kind);
        Assert.Equal(ProblemKind.Unauthenticated, (await _access.RecogniseAsync(new string('x', 100_000))).Problem!.Kind);
    }

    [Fact]
    public async Task A_revoked_key_ends_at_once_although_it_was_cached()
    {
        var issued = await _access.IssueAsync();
        Assert.True((await _access.RecogniseAsync(issued.Secret)).IsOk);
        Assert.True((await _access.Get<RevokeKey>().RunAsync(Actor.AdminKey, issued.Key.Id, "leaked", Ct)).Value);
        Assert.False((await _access.RecogniseAsync(issued.Secret)).IsOk);
        Assert.True((await _access.Get<RevokeKey>().RunAsync(Actor.AdminKey, issued.Secret, null, Ct)).Value);
        Assert.False((await _access.Get<RevokeKey>().RunAsync(Actor.AdminKey, "bw_never-issued", null, Ct)).Value);
        var entries = (await _access.Get<IAuditLog>().ListAsync(new(), Ct)).Items;
        Assert.Equal(["key.revoked", "key.issued"], entries.Select(entry => entry.Action));
        Assert.Equal("leaked", entries[0].Reason);
    }

    [Fact]
    public async Task A_key_revoked_by_another_process_ends_within_five_seconds()
    {
        var issued = await _access.IssueAsync();
        Assert.True((await _access.RecogniseAsync(issued.Secret)).IsOk);
        await using var elsewhere = new AccessHarness(_access);
        await elsewhere.Get<RevokeKey>().RunAsync(Actor.AdminKey, issued.Key.Id, null, Ct);
        _access.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False((await _access.RecogniseAsync(issued.Secret)).IsOk);
    }

    [Fact]
    public async Task A_key_ends_at_its_expiry()
    {
        var issued = await _access.IssueAsync(expiresAt: _access.Time.GetUtcNow().AddHours(1));
        _access.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.True((await _access.RecogniseAsync(issued.Secret)).IsOk);
        _access.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False((await _access.RecogniseAsync(issued.Secret)).IsOk);
    }

    [Fact]
    public async Task Rotation_lets_both_keys_work_until_the_overlap_ends()
    {
        var old = await _access.IssueAsync(limit: 7);
        var fresh = (await _access.Get<RotateKey>().RunAsync(Actor.AdminKey, old.Key.Id, TimeSpan.FromHours(2), Ct)).Value;
        Assert.Equal((7, "acme"), (fresh.Key.RateLimit, fresh.Key.CustomerId.Value));
        Assert.Equal(KeyState.Retiring, (await _access.RecogniseAsync(old.Secret)).Value.Key!.StateAt(_access.Time.GetUtcNow()));
        Assert.True((await _access.RecogniseAsync(fresh.Secret)).IsOk);
        Assert.Equal("key-not-active", (await _access.Get<RotateKey>().RunAsync(Actor.AdminKey, old.Key.Id, null, Ct)).Problem!.Type);

        _access.Time.Advance(TimeSpan.FromHours(2));
        Assert.False((await _access.RecogniseAsync(old.Secret)).IsOk);
        Assert.True((await _access.RecogniseAsync(fresh.Secret)).IsOk);
    }

    [Fact]
    public async Task Limits_of_key_and_customer_take_effect_at_once()
    {
        var issued = await _access.IssueAsync();
        Assert.Equal([new RateLimit("acme", $"key:{issued.Key.Id}", 100)], (await _access.RecogniseAsync(issued.Secret)).Value.Limits);
        await _access.Get<SetKeyLimit>().RunAsync(Actor.AdminKey, issued.Key.Id, 5, Ct);
        await _access.Get<SetCustomerLimit>().RunAsync(Actor.AdminKey, "acme", 9, Ct);
        Assert.Equal([5, 9], (await _access.RecogniseAsync(issued.Secret)).Value.Limits.Select(limit => limit.Limit));
        await _access.Get<SetCustomerLimit>().RunAsync(Actor.AdminKey, "acme", null, Ct);
        Assert.Equal([5], (await _access.RecogniseAsync(issued.Secret)).Value.Limits.Select(limit => limit.Limit));
    }

    [Fact]
    public async Task Use_is_noted_a_little_later()
    {
        var issued = await _access.IssueAsync();
        await _access.RecogniseAsync(issued.Secret);
        Assert.Null(Assert.Single((await _access.Get<KeyQueries>().ListAsync(Actor.AdminKey, new(), KeyFilter.All, Ct)).Value.Items).LastUsedAt);
        await _access.Get<LastUsed>().FlushAsync(Ct);
        Assert.Equal(_access.Time.GetUtcNow(), Assert.Single((await _access.Get<KeyQueries>().ListAsync(Actor.AdminKey, new(), KeyFilter.All, Ct)).Value.Items).LastUsedAt);
    }

    [Theory]
    [InlineData(null, "n", 1, "customer_id")]
    [InlineData("a b", "n", 1, "customer_id")]
    [InlineData("acme", " ", 1, "name")]
    [InlineData("acme", "a\u0007", 1, "name")]
    [InlineData("acme", "n", 0, "rate_limit")]
    [InlineData("acme", "n", 1_000_001, "rate_limit")]
    public async Task A_wrong_field_is_named_and_nothing_is_stored(string? customer, string name, int limit, string field)
    {
        Assert.Equal(field, (await _access.Get<IssueKey>().RunAsync(Actor.AdminKey, new(customer, name, limit), Ct)).Problem!.Field);
        Assert.Equal("scopes", (await _access.Get<IssueKey>().RunAsync(Actor.AdminKey, new("acme", "n", 1, ["everything"]), Ct)).Problem!.Field);
        Assert.Equal("expires_at", (await _access.Get<IssueKey>().RunAsync(Actor.AdminKey, new("acme", "n", 1, null, _access.Time.GetUtcNow()), Ct)).Problem!.Field);
        Assert.Equal(0, (await _access.Get<KeyQueries>().ListAsync(Actor.AdminKey, new(), KeyFilter.All, Ct)).Value.Total);
        Assert.Equal(0, (await _access.Get<IAuditLog>().ListAsync(new(), Ct)).Total);
    }

    [Theory]
    [InlineData(Role.Analyst, false, false)]
    [InlineData(Role.FraudAnalyst, false, false)]
    [InlineData(Role.Support, false, false)]
    [InlineData(Role.Operator, false, true)]
    [InlineData(Role.Admin, true, true)]
    public async Task Each_command_asks_for_its_permission(Role role, bool mayManageKeys, bool mayManageLimits)
    {
        var issued = await _access.IssueAsync();
        var actor = AccessHarness.As(role);
        Assert.Equal(mayManageKeys, (await _access.Get<IssueKey>().RunAsync(actor, new("acme", "n"), Ct)).IsOk);
        Assert.Equal(mayManageLimits, (await _access.Get<SetKeyLimit>().RunAsync(actor, issued.Key.Id, 3, Ct)).IsOk);
        Assert.Equal(mayManageLimits, (await _access.Get<SetCustomerLimit>().RunAsync(actor, "acme", 3, Ct)).IsOk);
        Assert.Equal(mayManageKeys, (await _access.Get<RotateKey>().RunAsync(actor, issued.Key.Id, null, Ct)).IsOk);
        Assert.Equal(mayManageKeys, (await _access.Get<RevokeKey>().RunAsync(actor, issued.Key.Id, null, Ct)).IsOk);
        Assert.True((await _access.Get<KeyQueries>().ListAsync(actor, new(), KeyFilter.All, Ct)).IsOk);
        Assert.False((await _access.Get<KeyQueries>().ListAsync(AccessHarness.As(), new(), KeyFilter.All, Ct)).IsOk);
    }
}
