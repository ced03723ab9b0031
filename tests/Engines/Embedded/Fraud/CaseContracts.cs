using Breakwater.Access;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud.Ports;
using Breakwater.Kernel.Ports;
using Breakwater.Tests.Contracts.Fraud;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Embedded.Fraud;

/// <summary>The control store with keys and cases, in a folder of its own.</summary>
public sealed class CaseHarness : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-cases-").FullName;
    private readonly ServiceProvider _services;

    public CaseHarness()
    {
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Time)
            .AddEmbeddedControl(_ => new ControlOptions(_folder) { Patience = TimeSpan.FromSeconds(30) })
            .AddAccess(new ConfigurationBuilder().AddInMemoryCollection([new("Admin:ApiKey", "an-admin-key-for-tests")]).Build()).BuildServiceProvider();
        Rig = new(Get<ICaseStore>(), Get<ICaseViews>(), Get<IAuditLog>(), Get<INotifications>(), Get<ICustomerKeys>(), Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public CaseRig Rig { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class SqliteCaseStoreTests : CaseStoreContract, IAsyncDisposable
{
    private readonly CaseHarness _harness = new();

    protected override CaseRig Rig => _harness.Rig;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    protected override void Advance(TimeSpan time) => _harness.Time.Advance(time);
}

public sealed class SqliteCaseConcurrencyTests : CaseConcurrencyContract, IAsyncDisposable
{
    private readonly CaseHarness _harness = new();

    protected override CaseRig Rig => _harness.Rig;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}

public sealed class SqliteRecordFindingsTests : RecordFindingsContract, IAsyncDisposable
{
    private readonly CaseHarness _harness = new();

    protected override CaseRig Rig => _harness.Rig;

    public ValueTask DisposeAsync() => _harness.DisposeAsync();
}
