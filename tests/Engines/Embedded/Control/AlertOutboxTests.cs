using Breakwater.Kernel;
using Breakwater.Kernel.Ports;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Breakwater.Tests.Contracts;
using Microsoft.Data.Sqlite;

namespace Breakwater.Tests.Embedded.Control;

public sealed class SqliteAlertStoreTests : AlertStoreContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override IAlertStore Store => _harness.Get<IAlertStore>();

    protected override INotifications Notifications => _harness.Get<INotifications>();

    protected override IAuditLog Log => _harness.Get<IAuditLog>();

    protected override DateTimeOffset Now => _harness.Time.GetUtcNow();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    protected override void Advance(TimeSpan time) => _harness.Time.Advance(time);
}

/// <summary>What SQLite adds: one transaction, one file that only its owner reads, housekeeping.</summary>
public sealed class AlertOutboxTests : IAsyncDisposable
{
    private static readonly AlertEndpoint Endpoint = new(new("ep_1"), "https://hooks.example.com/", "", Severity.Info, [], AlertEndpointState.Enabled, Some.Instant);

    private readonly ControlHarness _harness = new();

    private IAlertStore Store => _harness.Get<IAlertStore>();

    [Fact]
    public async Task A_notification_whose_message_cannot_be_written_is_not_raised_either()
    {
        await Store.AddAsync(Endpoint, WebhookSecret.New(), Some.Entry(), Some.Ct);
        var condition = new Notification("gap:a", Severity.Warning, "t", "b", "/", Some.Instant);
        Raw("ALTER TABLE alert_deliveries RENAME TO away");
        await Assert.ThrowsAsync<EngineUnavailableException>(() => _harness.Get<INotifications>().RaiseAsync(condition, Some.Ct));
        Raw("ALTER TABLE away RENAME TO alert_deliveries");
        Assert.Empty((await _harness.Get<INotifications>().ListAsync(new(), Some.Ct)).Items);
        await _harness.Get<INotifications>().RaiseAsync(condition, Some.Ct);
        Assert.Single((await Store.DeliveriesAsync(new(), new(), Some.Ct)).Items);
    }

    [Fact]
    public async Task Secrets_and_leases_survive_a_restart()
    {
        var secret = WebhookSecret.New();
        await Store.AddAsync(Endpoint, secret, Some.Entry(), Some.Ct);
        await _harness.Get<INotifications>().RaiseAsync(new("gap:a", Severity.Warning, "t", "b", "/", Some.Instant), Some.Ct);
        var before = Assert.Single(await Store.LeaseAsync(1, TimeSpan.FromSeconds(20), Some.Ct));
        await _harness.ReopenAsync();
        Assert.Empty(await Store.LeaseAsync(1, TimeSpan.FromSeconds(20), Some.Ct));
        _harness.Time.Advance(TimeSpan.FromSeconds(20));
        var after = Assert.Single(await Store.LeaseAsync(1, TimeSpan.FromSeconds(20), Some.Ct));
        Assert.Equal((before.MessageId, secret), (after.MessageId, after.Secrets.Current));
    }

    [Fact]
    public async Task Only_the_owner_reads_the_file_that_holds_secrets()
    {
        if (OperatingSystem.IsWindows()) return;
        await Store.AddAsync(Endpoint, WebhookSecret.New(), Some.Entry(), Some.Ct);
        AssertPrivate();
        await _harness.ReopenAsync(options =>
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(options.DatabasePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        });
        await _harness.Get<IAuditLog>().AppendAsync(Some.Entry(), Some.Ct);
        AssertPrivate();
    }

    [Fact]
    public async Task Ended_deliveries_are_dropped_after_90_days_and_waiting_ones_never()
    {
        await Store.AddAsync(Endpoint, WebhookSecret.New(), Some.Entry(), Some.Ct);
        await _harness.Get<INotifications>().RaiseAsync(new("gap:a", Severity.Warning, "t", "b", "/", Some.Instant), Some.Ct);
        await _harness.Get<INotifications>().RaiseAsync(new("gap:b", Severity.Warning, "t", "b", "/", Some.Instant), Some.Ct);
        var work = Assert.Single(await Store.LeaseAsync(1, TimeSpan.FromSeconds(20), Some.Ct));
        await Store.SettleAsync(work, new(work.Delivery, 1, _harness.Time.GetUtcNow(), TimeSpan.Zero, 200, null, "ok", 1), null, false, Some.Ct);
        _harness.Time.Advance(TimeSpan.FromDays(91));
        await _harness.Get<IMaintenance>().RunAsync(Some.Ct);
        Assert.Equal("gap:b", Assert.Single((await Store.DeliveriesAsync(new(), new(), Some.Ct)).Items).Message.Key);
        Assert.Equal(0, (await Store.AttemptsAsync(work.Delivery, new(), Some.Ct)).Total);
        Assert.Equal(1L, Raw("SELECT COUNT(*) FROM alert_messages"));
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    private void AssertPrivate() => Assert.All(
        Directory.EnumerateFiles(_harness.Options.Folder, "control.db*"), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file)));

    private object? Raw(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_harness.Options.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
