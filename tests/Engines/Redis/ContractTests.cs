using Breakwater.Access.Ports;
using Breakwater.Engines.Redis;
using Breakwater.Fraud.Ports;
using Breakwater.Kernel.Ports;
using Breakwater.Tests.Contracts;
using Breakwater.Tests.Contracts.Fraud;
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

/// <summary>Baselines on the embedded Garnet.</summary>
public sealed class GarnetBaselineStoreTests(GarnetServers servers) : BaselineStoreContract
{
    protected override IBaselineStore Store { get; } = new RedisBaselineStore(servers.Limits, $"{Guid.NewGuid():N}:");

    [Fact]
    public async Task Baselines_are_kept_for_90_days_and_a_damaged_one_is_none()
    {
        var prefix = $"{Guid.NewGuid():N}:";
        var store = new RedisBaselineStore(servers.Limits, prefix);
        await store.SaveAsync([SomeFraud.Baseline("acme")], Some.Ct);
        var key = $"{prefix}baseline:{{acme}}:api_calls";
        Assert.InRange((await servers.Limits.RunAsync(database => database.KeyTimeToLiveAsync(key), Some.Ct))!.Value.TotalDays, 89.9, 90);
        await servers.Limits.RunAsync(database => database.StringSetAsync(key, new byte[] { 1, 2, 3 }), Some.Ct);
        Assert.Empty(await store.GetAsync(SomeFraud.Calls, [new("acme")], Some.Ct));
        await servers.Limits.RunAsync(database => database.StringSetAsync(key, "another form"), Some.Ct);
        Assert.Empty(await store.GetAsync(SomeFraud.Calls, [new("acme")], Some.Ct));
    }
}

/// <summary>Baselines on a Redis server.</summary>
public sealed class RedisServerBaselineStoreTests(RedisServer server) : BaselineStoreContract
{
    protected override IBaselineStore Store { get; } = new RedisBaselineStore(server.Connection, $"{Guid.NewGuid():N}:");
}
