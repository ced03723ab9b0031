using Breakwater.Access;
using Breakwater.Access.Ingest;
using Breakwater.Access.Read;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Access;

/// <summary>The capability on its real store, on a clock that tests move.</summary>
public sealed class AccessHarness : IAsyncDisposable
{
    public const string AdminKey = "an-admin-key-for-tests";
    private readonly ServiceProvider _services;

    /// <summary>Makes a store, or a second process's view of another's.</summary>
    public AccessHarness(AccessHarness? sameStoreAs = null)
    {
        Folder = sameStoreAs?.Folder ?? Directory.CreateTempSubdirectory("bw-access-").FullName;
        Time = sameStoreAs?.Time ?? new FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Admin:ApiKey", AdminKey), new("Access:FailedAttemptsPerMinute", "5")]).Build();
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Time)
            .AddEmbeddedControl(_ => new ControlOptions(Folder)).AddAccess(configuration).BuildServiceProvider();
    }

    public string Folder { get; }

    public FakeTimeProvider Time { get; }

    public static Actor As(params Role[] roles) => new("local:someone", "Someone", roles.ToHashSet());

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<IssuedKey> IssueAsync(string customer = "acme", int? limit = null, DateTimeOffset? expiresAt = null) =>
        (await Get<IssueKey>().RunAsync(Actor.AdminKey, new(customer, "Test", limit, null, expiresAt), TestContext.Current.CancellationToken)).Value;

    public async Task<Outcome<KeyEntry>> RecogniseAsync(string? secret, string peer = "192.0.2.1") =>
        await Get<Authenticator>().KeyAsync(secret, peer, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
