using System.Diagnostics;
using Breakwater.Engines.Embedded.Garnet;
using Breakwater.Engines.Redis;
using Breakwater.Kernel.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: AssemblyFixture(typeof(Breakwater.Tests.Redis.GarnetServers))]
[assembly: AssemblyFixture(typeof(Breakwater.Tests.Redis.RedisServer))]

namespace Breakwater.Tests.Redis;

/// <summary>The embedded servers, once for all tests.</summary>
public sealed class GarnetServers : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bw-garnet-").FullName;
    private ServiceProvider? _services;

    public RedisAddress Address => _services!.GetRequiredService<RedisAddress>();

    internal RedisConnection Limits { get; private set; } = null!;

    internal RedisConnection Claims { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _services = new ServiceCollection().AddLogging().AddEmbeddedGarnet(_ => new GarnetOptions(_folder) { LimitsMemory = "64m", ClaimsMemory = "64m" }).BuildServiceProvider();
        foreach (var service in _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await service.StartingAsync(CancellationToken.None);
        Limits = new RedisConnection("Limits", Address.LimitsAsync, 5_000);
        Claims = new RedisConnection("Claims", Address.ClaimsAsync, 5_000);
    }

    public async ValueTask DisposeAsync()
    {
        await Limits.DisposeAsync();
        await Claims.DisposeAsync();
        await _services!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A redis-server of this machine on a socket of its own, or the one that BREAKWATER_TEST_REDIS names.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private const string Variable = "BREAKWATER_TEST_REDIS";
    private readonly string _folder = Directory.CreateTempSubdirectory("bw-redis-").FullName;
    private Process? _process;
    private RedisConnection? _connection;

    internal RedisConnection Connection
    {
        get
        {
            if (_connection is null) Assert.Skip($"No redis-server is installed and {Variable} names none.");
            return _connection;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var configured = Environment.GetEnvironmentVariable(Variable);
        var socket = Path.Combine(_folder, "redis.sock");
        if (configured is null)
        {
            var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);
            if (program is null) return;
            _process = Process.Start(new ProcessStartInfo(program, ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", _folder]) { RedirectStandardOutput = true });
            for (var tries = 0; !File.Exists(socket) && tries < 100; tries++) await Task.Delay(50);
            configured = $"!{socket}";
        }

        _connection = new RedisConnection("Redis", _ => Task.FromResult(configured), 5_000);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
