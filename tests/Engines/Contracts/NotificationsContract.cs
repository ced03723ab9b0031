namespace Breakwater.Tests.Contracts;

/// <summary>What every list of conditions does.</summary>
public abstract class NotificationsContract
{
    protected abstract INotifications Notifications { get; }

    [Fact]
    public async Task Raising_a_key_again_updates_it()
    {
        await Notifications.RaiseAsync(Condition("usage-gap:acme", 0), Some.Ct);
        var again = Condition("usage-gap:acme", 5) with { Severity = Severity.Critical, Title = "Still silent" };
        await Notifications.RaiseAsync(again, Some.Ct);
        Assert.Equal(again, Assert.Single((await Notifications.ListAsync(new(), Some.Ct)).Items));
    }

    [Fact]
    public async Task Open_conditions_come_first_then_the_newest()
    {
        for (var i = 0; i < 4; i++) await Notifications.RaiseAsync(Condition($"c:{i}", i), Some.Ct);
        await Notifications.ResolveAsync("c:3", Some.Ct);
        await Notifications.ResolveAsync("unknown", Some.Ct);
        var list = await Notifications.ListAsync(new(), Some.Ct);
        Assert.Equal(["c:2", "c:1", "c:0", "c:3"], list.Items.Select(item => item.Key));
        Assert.NotNull(list.Items[3].ResolvedAt);
        Assert.Null(list.Items[0].ResolvedAt);
        Assert.Equal(["c:1"], (await Notifications.ListAsync(new(Skip: 1, Take: 1), Some.Ct)).Items.Select(item => item.Key));
        Assert.Equal(1, (await Notifications.ListAsync(new(Search: "C:2"), Some.Ct)).Total);
    }

    [Fact]
    public async Task Raising_a_resolved_condition_opens_it_again_and_resolving_twice_keeps_the_first_time()
    {
        await Notifications.RaiseAsync(Condition("c", 0), Some.Ct);
        await Notifications.ResolveAsync("c", Some.Ct);
        var first = (await Notifications.ListAsync(new(), Some.Ct)).Items[0].ResolvedAt;
        await Notifications.ResolveAsync("c", Some.Ct);
        Assert.Equal(first, (await Notifications.ListAsync(new(), Some.Ct)).Items[0].ResolvedAt);
        await Notifications.RaiseAsync(Condition("c", 1), Some.Ct);
        Assert.Null((await Notifications.ListAsync(new(), Some.Ct)).Items[0].ResolvedAt);
    }

    private static Notification Condition(string key, int minutes) =>
        new(key, Severity.Warning, $"{key} is silent", "No events since noon.", "/usage?customer=acme", Some.Instant.AddMinutes(minutes));
}
