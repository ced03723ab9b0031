using Breakwater.Operations.Ports;

namespace Breakwater.Tests.Contracts;

/// <summary>What every store of settings does.</summary>
public abstract class SettingsContract
{
    protected abstract ISettings Settings { get; }

    protected abstract IAuditLog Log { get; }

    [Fact]
    public async Task Values_are_set_replaced_listed_and_removed()
    {
        Assert.Null(await Settings.GetAsync("a", Some.Ct));
        await Settings.SetAsync("import.a", "1", null, Some.Ct);
        await Settings.SetAsync("import.a", "2", Some.Entry(), Some.Ct);
        await Settings.SetAsync("import_b", "'; DROP TABLE settings;--", null, Some.Ct);
        Assert.Equal("2", await Settings.GetAsync("import.a", Some.Ct));
        Assert.Equal("'; DROP TABLE settings;--", await Settings.GetAsync("import_b", Some.Ct));
        Assert.Equal(["import.a"], (await Settings.ListAsync("import.", Some.Ct)).Keys);
        Assert.Empty(await Settings.ListAsync("%", Some.Ct));
        await Settings.SetAsync("import.a", null, null, Some.Ct);
        Assert.Null(await Settings.GetAsync("import.a", Some.Ct));
        Assert.Equal(1, (await Log.ListAsync(new(), Some.Ct)).Total);
    }

    [Fact]
    public async Task Sizes_are_bounded()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Settings.SetAsync("", "x", null, Some.Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Settings.SetAsync(new string('k', ISettings.MaxKey + 1), "x", null, Some.Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Settings.SetAsync("k", new string('v', ISettings.MaxValue + 1), null, Some.Ct));
    }
}
