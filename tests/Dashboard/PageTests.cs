using Breakwater.Access;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Kernel.Ports;
using Breakwater.Operations;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace Breakwater.Tests.Dashboard;

/// <summary>A page in front of a real control store, with a person of one role before it.</summary>
public abstract class PageTests : BunitContext
{
    private readonly SignedIn _who = new();

    protected PageTests()
    {
        Folder = Directory.CreateTempSubdirectory("breakwater-page-").FullName;
        JSInterop.Mode = JSRuntimeMode.Loose;
        var configuration = new ConfigurationBuilder().Build();
        Services.AddSingleton<IConfiguration>(configuration);
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<ILoggerProvider>(Log);
        Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace));
        Services.AddMudServices();
        Services.AddEmbeddedControl(_ => new ControlOptions(Folder) { Patience = TimeSpan.FromSeconds(20) });
        Services.AddAccess(configuration);
        Services.AddOperations(configuration);
        Services.AddSingleton<SharedLoads>();
        Services.AddScoped<LiveUpdates>();
        Services.AddScoped<ViewSettings>();
        Services.AddScoped<Announcer>();
        Services.AddScoped<Browser>();
        Services.AddSingleton<ICurrentActor>(_who);
        SignIn(Role.Admin);
    }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Where the store is.</summary>
    protected string Folder { get; }

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero));

    /// <summary>Everything that was logged.</summary>
    protected LogLines Log { get; } = new();

    /// <summary>Who is signed in.</summary>
    protected Actor Actor => _who.Actor;

    protected string Address => Get<NavigationManager>().Uri;

    protected T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    protected void SignIn(Role role) => _who.Actor = As(role);

    protected static Actor As(Role role) => Actors.From(LocalUsers.Principal(LocalUsers.All.Single(user => user.Role == role), "s", DateTimeOffset.UnixEpoch));

    /// <summary>Opens a page at an address.</summary>
    protected IRenderedComponent<Frame> Open<TPage>(string address, IDictionary<string, object>? route = null) where TPage : IComponent
    {
        Get<NavigationManager>().NavigateTo(address);
        return Render<Frame>(parameters => parameters.Add(frame => frame.Actor, Actor).Add(frame => frame.Page, typeof(TPage)).Add(frame => frame.Route, route));
    }

    protected async Task<IReadOnlyList<AuditRecord>> AuditAsync() => (await Get<IAuditLog>().ListAsync(new(Take: 1_000), Ct)).Items;

    /// <summary>Runs a statement on the store's file, behind the product's back.</summary>
    protected void Sql(string statement)
    {
        using var connection = Raw();
        Run(connection, statement);
    }

    /// <summary>Takes a table away until the result is disposed: to the product, an engine that fails.</summary>
    protected IDisposable Break(string table)
    {
        Sql($"ALTER TABLE {table} RENAME TO {table}_away");
        return new Undo(() => Sql($"ALTER TABLE {table}_away RENAME TO {table}"));
    }

    /// <summary>Keeps the store busy before its first use until the result is disposed: reads wait.</summary>
    protected IDisposable Stall()
    {
        var connection = Raw();
        Run(connection, "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; CREATE TABLE busy (x)");
        var log = Get<IAuditLog>();
        var blocked = Task.Run(() => log.AppendAsync(new(Actor.System, "test.waited", "test:1"), CancellationToken.None), CancellationToken.None);
        // Until that write holds the store's one writer, a page would find it free.
        SpinWait.SpinUntil(() => blocked.IsCompleted, TimeSpan.FromMilliseconds(200));
        return new Undo(() =>
        {
            Run(connection, "ROLLBACK");
            connection.Dispose();
        });
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        Directory.Delete(Folder, recursive: true);
    }

    private static void Run(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of tests, written in them.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private SqliteConnection Raw()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "control.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private sealed class SignedIn : ICurrentActor
    {
        public Actor Actor { get; set; } = Actors.Nobody;

        public ValueTask<Actor> GetAsync() => new(Actor);
    }

    private sealed class Undo(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
