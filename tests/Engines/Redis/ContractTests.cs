using Breakwater.Access.Ports;
using Breakwater.Engines.Redis;
using Breakwater.Kernel.Ports;
using Breakwater.Tests.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Redis;

/// <summary>The limiter on the embedded Garnet.</summary>
public sealed class GarnetRateLimiterTests(GarnetServers servers) : RateLimiterContract
{
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    protected override IRateLimiter Limiter => new RedisRateLimiter(servers.Limits, "test:", _clock);

    protected override void Advance(TimeSpan by) => _clock.Advance(by);
}

/// <summary>The limiter on a Redis server.</summary>
public sealed class RedisServerRateLimiterTests(RedisServer server) : RateLimiterContract
{
    private readonly RedisConnection _connection = server.Connection;
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    protected override IRateLimiter Limiter => new RedisRateLimiter(_connection, "test:", _clock);

    protected override void Advance(TimeSpan by) => _clock.Advance(by);
}

/// <summary>Claims in a window on the embedded Garnet.</summary>
public sealed class GarnetWindowClaimsTests(GarnetServers servers) : ClaimsContract
{
    protected override IClaims Claims { get; } = new WindowClaims(servers.Claims, $"{Guid.NewGuid():N}:", 100_000, TimeProvider.System);
}

/// <summary>Claims as keys on the embedded Garnet.</summary>
public sealed class GarnetKeyClaimsTests(GarnetServers servers) : ClaimsContract
{
    protected override IClaims Claims => new KeyClaims(servers.Claims, "test:");
}

/// <summary>Claims as keys on a Redis server.</summary>
public sealed class RedisServerKeyClaimsTests(RedisServer server) : ClaimsContract
{
    protected override IClaims Claims => new KeyClaims(server.Connection, "test:");
}
