using Breakwater.Engines.Embedded.Control;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Embedded.Control;

/// <summary>A control store in a folder of its own.</summary>
public sealed class ControlHarness : IAsyncDisposable
{
    private ServiceProvider _services;

    public ControlHarness(Func<ControlOptions, ControlOptions>? configure = null)
    {
        Options = new ControlOptions(Directory.CreateTempSubdirectory("breakwater-control-").FullName) { Patience = TimeSpan.FromSeconds(10) };
        if (configure is not null) Options = configure(Options);
        _services = Build();
    }

    public ControlOptions Options { get; private set; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Closes the store and opens it again, as after a restart.</summary>
    public async Task ReopenAsync(Action<ControlOptions>? between = null, Func<ControlOptions, ControlOptions>? configure = null)
    {
        await _services.DisposeAsync();
        between?.Invoke(Options);
        if (configure is not null) Options = configure(Options);
        _services = Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(Options.Folder, recursive: true);
    }

    private ServiceProvider Build() => new ServiceCollection().AddSingleton<TimeProvider>(Time).AddEmbeddedControl(_ => Options).BuildServiceProvider();
}
