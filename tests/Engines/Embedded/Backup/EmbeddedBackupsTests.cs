using Breakwater.Engines.Embedded.Backup;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Kernel.Ports;
using Breakwater.Metering.Ports;
using Breakwater.Operations.Ports;
using Breakwater.Operations.Read;
using Breakwater.Tests.Contracts;

namespace Breakwater.Tests.Embedded.Backup;

public sealed class EmbeddedBackupsContractTests : BackupsContract, IAsyncLifetime
{
    private readonly StoreHarness _store = new();

    protected override IBackups Backups => _store.Get<IBackups>();

    public async ValueTask InitializeAsync() => await _store.StartAsync(Some.Ct);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}

/// <summary>A copy made under load becomes a store in which everything that was acknowledged before it is counted once.</summary>
public sealed class BackupAndRestoreTests : IAsyncLifetime
{
    private readonly StoreHarness _store = new();
    private readonly string _target = Path.Combine(Path.GetTempPath(), $"breakwater-restored-{Guid.NewGuid():N}");

    public async ValueTask InitializeAsync()
    {
        await _store.StartAsync(Some.Ct);
        await _store.Get<IMetricStore>().SaveAsync(Some.Metric("latency"), 0, Some.Entry("metric.defined"), Some.Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        if (Directory.Exists(_target)) Directory.Delete(_target, recursive: true);
    }

    [Fact]
    public async Task A_copy_made_while_events_arrive_restores_to_a_store_that_adds_up()
    {
        for (var i = 0; i < 200; i++) await _store.StoreAsync(i, Some.Ct);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(1, 4).Select(writer => Task.Run(async () =>
        {
            var written = 0;
            for (; !stop.IsCancellationRequested && written < 5_000; written++) await _store.StoreAsync((writer * 100_000) + written, Some.Ct);
            return written;
        }, Some.Ct)).ToList();
        var copies = new List<string>();
        for (var i = 0; i < 3; i++) copies.Add((await _store.Get<IBackups>().CreateAsync($"copy-{i}", Some.Ct)).Path);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await _store.StopAsync();

        foreach (var copy in copies)
        {
            await RestoreBackup.RunAsync(copy, _target, TimeProvider.System, Some.Ct);
            var restored = await new StoreHarness(_target).StartAsync(Some.Ct);
            await using (restored)
            {
                var report = await restored.Get<IUsageLedger>().VerifyAsync(null, Some.Ct);
                Assert.Empty(report.Differences);
                Assert.InRange(report.ArchivedEvents, 200, long.MaxValue);
                for (var i = 0; i < 200; i++) Assert.NotNull(await restored.Get<IUsageLedger>().FindAsync(new($"customer-{i % 7}"), new($"t{i}"), Some.Ct));
                // Going on works: the copy knows which events it has.
                await Assert.ThrowsAsync<InvalidOperationException>(() => restored.StoreAsync(0, Some.Ct));
                await restored.StoreAsync(999_999, Some.Ct);
                Assert.Single(await restored.Get<IMetricStore>().CurrentAsync(Some.Ct));
                Assert.True((await new VerifyAudit(restored.Get<IAuditLog>()).RunAsync(Kernel.Actor.AdminKey, null, Some.Ct)).Value.IsWhole);
            }
        }
    }

    [Fact]
    public async Task A_store_in_use_and_a_folder_with_something_in_it_are_refused()
    {
        await _store.StoreAsync(1, Some.Ct);
        var copy = (await _store.Get<IBackups>().CreateAsync("copy", Some.Ct)).Path;
        await Assert.ThrowsAsync<DataFolderInUseException>(() => RestoreBackup.RunAsync(copy, _store.Folder, TimeProvider.System, Some.Ct));
        Directory.CreateDirectory(_target);
        await File.WriteAllTextAsync(Path.Combine(_target, "mine.txt"), "mine", Some.Ct);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => RestoreBackup.RunAsync(copy, _target, TimeProvider.System, Some.Ct));
        Assert.Contains("not empty", fault.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_target, "mine.txt"), Some.Ct));
    }

    [Fact]
    public async Task Every_damage_of_a_copy_is_found_before_anything_is_written()
    {
        for (var i = 0; i < 20; i++) await _store.StoreAsync(i, Some.Ct);
        var copy = (await _store.Get<IBackups>().CreateAsync("copy", Some.Ct)).Path;
        await RestoreBackup.VerifyAsync(copy, Some.Ct);
        var files = Directory.GetFiles(copy, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0).ToList();
        Assert.True(files.Count >= 4);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, Some.Ct);
            foreach (Action damage in new Action[]
            {
                () => File.Delete(file),
                () => File.WriteAllBytes(file, bytes[..^1]),
                () => File.WriteAllBytes(file, [.. bytes[..(bytes.Length / 2)], (byte)(bytes[bytes.Length / 2] ^ 1), .. bytes[((bytes.Length / 2) + 1)..]]),
            })
            {
                damage();
                // One flipped bit of the manifest may leave it readable and true, for instance inside its date.
                if (Path.GetFileName(file) != "manifest.json" || !File.Exists(file)) await Assert.ThrowsAsync<InvalidDataException>(() => RestoreBackup.RunAsync(copy, _target, TimeProvider.System, Some.Ct));
                await File.WriteAllBytesAsync(file, bytes, Some.Ct);
            }
        }

        Assert.False(Directory.Exists(_target));
        await RestoreBackup.RunAsync(copy, _target, TimeProvider.System, Some.Ct);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/outside")]
    [InlineData("events/../../outside")]
    public async Task A_manifest_that_leads_outside_is_refused(string path)
    {
        var copy = (await _store.Get<IBackups>().CreateAsync("copy", Some.Ct)).Path;
        var manifest = Path.Combine(copy, "manifest.json");
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest, Some.Ct)).Replace("\"control.db\"", $"\"{path}\"", StringComparison.Ordinal), Some.Ct);
        Assert.Contains("outside itself", (await Assert.ThrowsAsync<InvalidDataException>(() => RestoreBackup.RunAsync(copy, _target, TimeProvider.System, Some.Ct))).Message, StringComparison.Ordinal);
    }
}
