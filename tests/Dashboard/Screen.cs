using Microsoft.Extensions.Time.Testing;
using MudBlazor;
using MudBlazor.Services;

namespace Breakwater.Tests.Dashboard;

/// <summary>A circuit without a browser: the dashboard's own services, a clock that stands still, and an actor to choose.</summary>
public abstract class Screen : BunitContext
{
    protected Screen()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<SharedLoads>();
        Services.AddScoped<LiveUpdates>();
        Services.AddScoped<ViewSettings>();
        Services.AddScoped<Announcer>();
        Services.AddScoped<Browser>();
        Services.AddSingleton<ICurrentActor>(new FixedActor(this));
    }

    /// <summary>Monday 23 November 2026, 14:05:07 UTC.</summary>
    protected static DateTimeOffset Start { get; } = new(2026, 11, 23, 14, 5, 7, TimeSpan.Zero);

    protected FakeTimeProvider Clock { get; } = new(Start);

    /// <summary>Who sits in front of the screen; an admin unless the test says otherwise.</summary>
    protected Actor Actor { get; set; } = As(Role.Admin);

    protected static Actor As(Role role) => Actors.From(LocalUsers.Principal(LocalUsers.All.Single(user => user.Role == role), "session", Start));

    /// <summary>Waits for something that happens outside the renderer, such as a cancellation or a shared read.</summary>
    protected static async Task Until(Func<bool> happened)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(15));
        while (!happened()) await Task.Delay(5, patience.Token);
    }

    /// <summary>Needed once before a component that opens popovers (pickers, menus).</summary>
    protected void WithPopovers() => Render<MudPopoverProvider>();

    private sealed class FixedActor(Screen screen) : ICurrentActor
    {
        public ValueTask<Actor> GetAsync() => ValueTask.FromResult(screen.Actor);
    }
}

/// <summary>A source that a test moves by hand.</summary>
public sealed class HandSource(string topic) : ILiveSource
{
    private long _version;

    public string Topic => topic;

    public long Version => Interlocked.Read(ref _version);

    public void Move() => Interlocked.Increment(ref _version);
}
