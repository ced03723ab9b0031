using System.Text.Json;

namespace Breakwater.Tests.Cli.EndToEnd;

/// <summary>The demonstration fills a store through the API, once, and live traffic follows.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task History_is_filled_once_and_live_traffic_ends_with_ctrl_c()
    {
        var first = (await CliAsync("demo", "--days", "4", "--json")).Json;
        Assert.Equal(15, first.GetProperty("customers").GetInt32());
        Assert.InRange(first.GetProperty("accepted").GetInt64(), 10_000, 60_000);
        var second = (await CliAsync("demo", "--days", "4", "--json")).Json;
        Assert.Equal(0, second.GetProperty("duplicates").GetInt64());
        Assert.InRange(second.GetProperty("accepted").GetInt64(), 0, 200);

        using var process = Programs.Start("Cli", _folder.Path, "demo", "--live", "--rate", "40", "--json", "--data", _folder.File("data"));
        var end = Programs.EndAsync(process);
        while (!process.HasExited && !File.Exists(_folder.File("data/customer-keys.json"))) await Task.Delay(50, Ct);
        // Until the archive grows, live traffic has not begun; how long that takes is the machine's matter.
        for (var (before, waited) = (Archived(), 0); Archived() == before && !process.HasExited && waited < 600; waited++) await Task.Delay(100, Ct);
        await Task.Delay(TimeSpan.FromSeconds(4), Ct);
        await Programs.SendInterruptAsync(process);
        var live = await end;
        Assert.Equal(0, live.Code);
        Assert.InRange(live.Json.GetProperty("live_requests").GetInt64(), 3, 10_000);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("data/customer-keys.json")));

        var keys = (await CliAsync("keys", "list", "--json")).Json;
        Assert.Equal(15, keys.GetProperty("total").GetInt32());
        var verified = await CliAsync("verify", "--json");
        Assert.Equal(0, verified.Code);
        Assert.True(verified.Json.GetProperty("usage").GetProperty("ledger_events").GetInt64() > first.GetProperty("accepted").GetInt64());
    }

    public void Dispose() => _folder.Dispose();

    private long Archived() => Directory.EnumerateFiles(_folder.File("data"), "*.ndjson", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);

    private Task<Finished> CliAsync(params string[] arguments) => Programs.CliAsync(_folder.Path, [.. arguments, "--data", _folder.File("data")]);
}
