using Breakwater.Access.Ingest;
using Breakwater.Access.Read;
using Breakwater.Kernel;
using Breakwater.Kernel.Ports;

namespace Breakwater.Tests.Access;

/// <summary>Keys that are suspended, and what a fraud analyst may do to keys.</summary>
public sealed class SuspensionTests : IAsyncDisposable
{
    private static readonly Actor Analyst = AccessHarness.As(Role.FraudAnalyst);
    private readonly AccessHarness _access = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ICustomerKeys Keys => _access.Get<ICustomerKeys>();

    public ValueTask DisposeAsync() => _access.DisposeAsync();

    [Fact]
    public async Task A_suspended_key_is_refused_at_once_although_it_was_cached_and_works_again_when_resumed()
    {
        var issued = await _access.IssueAsync();
        Assert.True((await _access.RecogniseAsync(issued.Secret)).IsOk);
        Assert.Equal(KeyState.Suspended, (await Keys.SuspendAsync(Analyst, issued.Key.Id, "odd", Ct)).Value.State);
        Assert.Equal(ProblemKind.Unauthenticated, (await _access.RecogniseAsync(issued.Secret)).Problem!.Kind);
        Assert.Equal(KeyState.Suspended, Assert.Single((await _access.Get<KeyQueries>().ListAsync(Analyst, new(), new(), Ct)).Value.Items).State);
        Assert.True((await Keys.SuspendAsync(Analyst, issued.Key.Id, "odd again", Ct)).IsOk);
        Assert.Equal(KeyState.Active, (await Keys.ResumeAsync(Analyst, issued.Key.Id, "explained", Ct)).Value.State);
        Assert.True((await _access.RecogniseAsync(issued.Secret)).IsOk);
        var entries = (await _access.Get<IAuditLog>().ListAsync(new(), Ct)).Items;
        Assert.Equal(["key.resumed", "key.suspended", "key.issued"], entries.Select(entry => entry.Action));
        Assert.Equal(["explained", "odd", null], entries.Select(entry => entry.Reason));
    }

    [Fact]
    public async Task A_key_that_ended_is_neither_suspended_nor_resumed()
    {
        var (revoked, expired) = (await _access.IssueAsync(), await _access.IssueAsync(expiresAt: _access.Time.GetUtcNow().AddHours(1)));
        await Keys.SuspendAsync(Analyst, revoked.Key.Id, "odd", Ct);
        await _access.Get<RevokeKey>().RunAsync(Actor.AdminKey, revoked.Key.Id, null, Ct);
        _access.Time.Advance(TimeSpan.FromHours(1));
        foreach (var key in new[] { revoked, expired })
        {
            Assert.Equal("key-ended", (await Keys.SuspendAsync(Analyst, key.Key.Id, "odd", Ct)).Problem!.Type);
            Assert.Equal("key-ended", (await Keys.ResumeAsync(Analyst, key.Key.Id, "odd", Ct)).Problem!.Type);
        }

        Assert.Equal("unknown-key", (await Keys.SuspendAsync(Analyst, new("k_none"), "odd", Ct)).Problem!.Type);
    }

    [Fact]
    public async Task Rotating_a_suspended_key_gives_a_working_one_and_ends_the_old_one_at_once()
    {
        var issued = await _access.IssueAsync();
        await Keys.SuspendAsync(Analyst, issued.Key.Id, "odd", Ct);
        var made = (await Keys.RotateAsync(Analyst, issued.Key.Id, TimeSpan.FromHours(2), "stolen", Ct)).Value;
        Assert.True((await _access.RecogniseAsync(made.Secret)).IsOk);
        Assert.False((await _access.RecogniseAsync(issued.Secret)).IsOk);
        var states = (await Keys.ListAsync([new("acme"), new("nobody")], Ct)).ToDictionary(key => key.Id, key => key.State);
        Assert.Equal((2, KeyState.Revoked, KeyState.Active), (states.Count, states[issued.Key.Id], states[made.Key.Id]));
        Assert.Equal("key-not-active", (await Keys.RotateAsync(Analyst, issued.Key.Id, TimeSpan.Zero, "again", Ct)).Problem!.Type);
    }

    [Fact]
    public async Task A_retiring_key_can_be_suspended_but_not_rotated_twice()
    {
        var issued = await _access.IssueAsync();
        await Keys.RotateAsync(Analyst, issued.Key.Id, TimeSpan.FromHours(2), "stolen", Ct);
        Assert.Equal(KeyState.Suspended, (await Keys.SuspendAsync(Analyst, issued.Key.Id, "odd", Ct)).Value.State);
        Assert.Equal("key-not-active", (await Keys.RotateAsync(Analyst, issued.Key.Id, TimeSpan.Zero, "again", Ct)).Problem!.Type);
        Assert.Equal(KeyState.Retiring, (await Keys.ResumeAsync(Analyst, issued.Key.Id, "fine", Ct)).Value.State);
        _access.Time.Advance(TimeSpan.FromHours(2));
        Assert.False((await _access.RecogniseAsync(issued.Secret)).IsOk);
    }

    [Fact]
    public async Task From_a_case_a_limit_only_falls()
    {
        var issued = await _access.IssueAsync(limit: 100);
        Assert.Equal("rate_limit", (await Keys.TightenAsync(Analyst, issued.Key.Id, 101, "more", Ct)).Problem!.Field);
        Assert.Equal("rate_limit", (await Keys.TightenAsync(Analyst, issued.Key.Id, 0, "none", Ct)).Problem!.Field);
        Assert.Equal(5, (await Keys.TightenAsync(Analyst, issued.Key.Id, 5, "odd", Ct)).Value.RateLimit);
        Assert.Equal([5], (await _access.RecogniseAsync(issued.Secret)).Value.Limits.Select(limit => limit.Limit));
    }

    [Theory]
    [InlineData(Role.Analyst, false)]
    [InlineData(Role.FraudAnalyst, true)]
    [InlineData(Role.Support, false)]
    [InlineData(Role.Operator, false)]
    [InlineData(Role.Admin, true)]
    public async Task Acting_on_keys_is_a_right_of_its_own(Role role, bool may)
    {
        var issued = await _access.IssueAsync();
        var actor = AccessHarness.As(role);
        Assert.Equal(may, (await Keys.SuspendAsync(actor, issued.Key.Id, "odd", Ct)).IsOk);
        Assert.Equal(may, (await Keys.ResumeAsync(actor, issued.Key.Id, "odd", Ct)).IsOk);
        Assert.Equal(may, (await Keys.TightenAsync(actor, issued.Key.Id, 3, "odd", Ct)).IsOk);
        Assert.Equal(may, (await Keys.RotateAsync(actor, issued.Key.Id, TimeSpan.Zero, "odd", Ct)).IsOk);
    }
}
