using Breakwater.Operations.Ports;

namespace Breakwater.Tests.Contracts;

/// <summary>What every keeper of backups does.</summary>
public abstract class BackupsContract
{
    protected abstract IBackups Backups { get; }

    [Fact]
    public async Task Copies_are_listed_newest_first_with_their_size()
    {
        Assert.Empty(await Backups.ListAsync(Some.Ct));
        var first = await Backups.CreateAsync("first", Some.Ct);
        var second = await Backups.CreateAsync("2nd-copy_B", Some.Ct);
        Assert.Equal([second, first], await Backups.ListAsync(Some.Ct));
        Assert.True(first.Bytes > 0);
    }

    [Fact]
    public async Task A_name_is_used_once()
    {
        var first = await Backups.CreateAsync("a", Some.Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Backups.CreateAsync("a", Some.Ct));
        Assert.Equal([first], await Backups.ListAsync(Some.Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a.b")]
    public async Task Names_lead_nowhere_else(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Backups.CreateAsync(name, Some.Ct));
        Assert.False(await Backups.DeleteAsync(name, Some.Ct));
    }

    [Fact]
    public async Task A_deleted_copy_is_gone()
    {
        await Backups.CreateAsync("a", Some.Ct);
        Assert.True(await Backups.DeleteAsync("a", Some.Ct));
        Assert.False(await Backups.DeleteAsync("a", Some.Ct));
        Assert.Empty(await Backups.ListAsync(Some.Ct));
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backups.CreateAsync("a", cancelled.Token));
        Assert.Empty(await Backups.ListAsync(Some.Ct));
        await Backups.CreateAsync("a", Some.Ct);
    }
}
