using Breakwater.Engines.Embedded.Control;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Operations;

/// <summary>The capability over a control store in a folder of its own.</summary>
public sealed class OperationsHarness : IAsyncDisposable
{
    private ServiceProvider _services;

    public OperationsHarness(Action<IServiceCollection>? more = null)
    {
        Folder = Directory.CreateTempSubdirectory("breakwater-operations-").FullName;
        More = more ?? (_ => { });
        _services = Build();
    }

    public string Folder { get; }

    public string DatabasePath => Path.Combine(Folder, "control.db");

    public string HeadPath => Path.Combine(Folder, "audit.head");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Action<IServiceCollection> More { get; }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Stops the product, lets someone with access to the files work on them, and starts it again.</summary>
    public async Task TamperAsync(Action<SqliteConnection>? database, Action? files = null)
    {
        await _services.DisposeAsync();
        if (database is not null)
        {
            using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
            connection.Open();
            database(connection);
        }

        files?.Invoke();
        _services = Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(Time).AddEmbeddedControl(_ => new ControlOptions(Folder))
            .AddSingleton<VerifyAudit>().AddSingleton<AuditQueries>().AddSingleton<JobQueries>().AddSingleton<RunJob>().AddSingleton<PauseJob>()
            .AddSingleton<NotificationQueries>().AddSingleton<EngineQueries>();
        More(services);
        return services.BuildServiceProvider();
    }
}
