using Breakwater.Access.Ports;
using Breakwater.Fraud.Ports;
using Breakwater.Kernel.Ports;
using Breakwater.Metering.Ports;
using Breakwater.Operations.Ports;
using Breakwater.Tests.Contracts;
using Breakwater.Tests.Contracts.Fraud;

namespace Breakwater.Tests.Embedded.Control;

public sealed class SqliteKeyStoreTests : KeyStoreContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override IKeyStore Store => _harness.Get<IKeyStore>();

    protected override IAuditLog Log => _harness.Get<IAuditLog>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}

public sealed class SqliteMetricStoreTests : MetricStoreContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override IMetricStore Store => _harness.Get<IMetricStore>();

    protected override IAuditLog Log => _harness.Get<IAuditLog>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}

public sealed class SqliteAuditLogTests : AuditLogContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override IAuditLog Log => _harness.Get<IAuditLog>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}

public sealed class SqliteIngestStatsTests : IngestStatsContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override IIngestStats Stats => _harness.Get<IIngestStats>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}

public sealed class SqliteNotificationsTests : NotificationsContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override INotifications Notifications => _harness.Get<INotifications>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}

public sealed class SqliteJobHistoryTests : JobHistoryContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override IJobHistory History => _harness.Get<IJobHistory>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}

public sealed class SqliteSettingsTests : SettingsContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override ISettings Settings => _harness.Get<ISettings>();

    protected override IAuditLog Log => _harness.Get<IAuditLog>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}

public sealed class SqliteImportStoreTests : ImportStoreContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override IImportStore Store => _harness.Get<IImportStore>();

    protected override IAuditLog Log => _harness.Get<IAuditLog>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}

public sealed class SqliteScoreStoreTests : ScoreStoreContract, IAsyncDisposable
{
    private readonly ControlHarness _harness = new();

    protected override IScoreStore Store => _harness.Get<IScoreStore>();

    protected override IAuditLog Log => _harness.Get<IAuditLog>();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}
