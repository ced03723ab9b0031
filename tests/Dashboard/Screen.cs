using Breakwater.Dashboard.Security;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
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
