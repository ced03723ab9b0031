using System.Runtime.CompilerServices;
using Breakwater.Metering.Ports;

namespace Breakwater.Tests.Dashboard;

/// <summary>A door in front of the real engines: while it is shut, reads wait, as they do at an engine that is slow.</summary>
public sealed class Door
{
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets everybody through who waits or comes later.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Lets one through when it is open.</summary>
    public Task PassAsync(CancellationToken ct) => _open.Task.WaitAsync(ct);

    /// <summary>Puts the door in front of what is registered already.</summary>
    public void Before(IServiceCollection services)
    {
        Wrap<IUsageReader>(services, engine => new Reader(engine, this));
        Wrap<IIngestStats>(services, engine => new Stats(engine, this));
    }

    private static void Wrap<T>(IServiceCollection services, Func<T, T> around)
        where T : class
    {
        var engine = services.Last(service => service.ServiceType == typeof(T)).ImplementationType!;
        services.AddSingleton(provider => around((T)ActivatorUtilities.CreateInstance(provider, engine)));
    }

    private sealed class Reader(IUsageReader engine, Door door) : IUsageReader
    {
        public async Task<IReadOnlyList<UsageSlice>> ReadAsync(UsageRead read, CancellationToken ct)
        {
            await door.PassAsync(ct);
            return await engine.ReadAsync(read, ct);
        }

        public async IAsyncEnumerable<CustomerHours> HoursAsync(HoursRead read, [EnumeratorCancellation] CancellationToken ct)
        {
            await door.PassAsync(ct);
            await foreach (var one in engine.HoursAsync(read, ct)) yield return one;
        }

        public async Task<Page<CustomerActivity>> CustomersAsync(PageRequest page, CancellationToken ct)
        {
            await door.PassAsync(ct);
            return await engine.CustomersAsync(page, ct);
        }

        public async Task<IReadOnlyList<string>> PropertiesAsync(string eventType, CancellationToken ct)
        {
            await door.PassAsync(ct);
            return await engine.PropertiesAsync(eventType, ct);
        }
    }

    private sealed class Stats(IIngestStats engine, Door door) : IIngestStats
    {
        public Task AddAsync(IReadOnlyList<IngestMinute> minutes, CancellationToken ct) => engine.AddAsync(minutes, ct);

        public async Task<IReadOnlyList<IngestMinute>> ReadAsync(TimeRange range, CancellationToken ct)
        {
            await door.PassAsync(ct);
            return await engine.ReadAsync(range, ct);
        }
    }
}
