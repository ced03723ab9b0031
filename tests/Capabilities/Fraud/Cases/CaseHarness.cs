using Breakwater.Access;
using Breakwater.Access.Ingest;
using Breakwater.Access.Read;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud;
using Breakwater.Fraud.Ports;
using Breakwater.Kernel;
using Breakwater.Kernel.Ports;
using Breakwater.Tests.Contracts.Fraud;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Fraud.Cases;

/// <summary>Cases and keys on their real store, on a clock that tests move.</summary>
public sealed class CaseHarness : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bw-fraud-").FullName;
    private readonly ServiceProvider _services;

    public CaseHarness()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Admin:ApiKey", "an-admin-key-for-tests")]).Build();
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Time).AddEmbeddedControl(_ => new ControlOptions(_folder))
            .AddAccess(configuration).AddFraud(configuration).BuildServiceProvider();
        Rig = new(Get<ICaseStore>(), Get<ICaseViews>(), Get<IAuditLog>(), Get<INotifications>(), Get<ICustomerKeys>(), Time);
    }

    public FakeTimeProvider Time { get; } = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public CaseRig Rig { get; }

    public static Actor As(params Role[] roles) => new("local:someone", "Someone", roles.ToHashSet());

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<IssuedKey> IssueAsync(string customer = "acme") =>
        (await Get<IssueKey>().RunAsync(Actor.AdminKey, new(customer, "Gateway"), TestContext.Current.CancellationToken)).Value;

    public async Task<bool> WorksAsync(IssuedKey key)
    {
        var known = await Get<Authenticator>().KeyAsync(key.Secret, "192.0.2.1", TestContext.Current.CancellationToken);
        await Get<LastUsed>().FlushAsync(TestContext.Current.CancellationToken);
        return known.IsOk;
    }

    public async Task<IReadOnlyList<Notification>> OpenNotificationsAsync() =>
        [.. (await Get<INotifications>().ListAsync(new(), TestContext.Current.CancellationToken)).Items.Where(item => item.ResolvedAt is null)];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
