using Breakwater.Access.Ports;
using Breakwater.Engines.Embedded.Garnet;
using Breakwater.Engines.Redis;
using Breakwater.Kernel;
using Breakwater.Kernel.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Redis;

/// <summary>What belongs to these adapters alone: the server's clock, the window of claims, restarts, failures.</summary>
public sealed class EngineTests(GarnetServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_servers_own_clock_limits_too()
    {
        var limiter = new RedisRateLimiter(servers.Limits, "test:");
        var limit = new RateLimit($"clock-{Guid.NewGuid():N}", "key:k_1", 5);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => limiter.TryAcquireAsync([limit], Ct).AsTask()));
        Assert.Equal(5, answers.Count(answer => answer.Allowed));
        Assert.All(answers, answer => Assert.InRange(answer.Reset, TimeSpan.FromSeconds(50), IRateLimiter.Window));
    }

    [Fact]
    public async Task A_full_window_of_claims_makes_way_for_a_new_one()
    {
        var claims = new WindowClaims(servers.Claims, $"{Guid.NewGuid():N}:", 100, TimeProvider.System);
        Assert.Equal((bool[])[true], await claims.TryClaimAsync("c", ["first"], TimeSpan.FromHours(1), Ct));
        await claims.TryClaimAsync("c", [.. Enumerable.Range(0, 99).Select(i => $"t-{i}")], TimeSpan.FromHours(1), Ct);
        Assert.Equal((bool[])[true], await claims.TryClaimAsync("c", ["first"], TimeSpan.FromHours(1), Ct));
        Assert.Equal((bool[])[false], await claims.TryClaimAsync("c", ["first"], TimeSpan.FromHours(1), Ct));
    }

    [Fact]
    public async Task An_old_window_of_claims_is_forgotten()
    {
        var clock = new FakeTimeProvider();
        var claims = new WindowClaims(servers.Claims, $"{Guid.NewGuid():N}:", 1_000, clock);
        await claims.TryClaimAsync("c", ["a"], TimeSpan.FromHours(1), Ct);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal((bool[])[false], await claims.TryClaimAsync("c", ["a"], TimeSpan.FromHours(1), Ct));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((bool[])[true], await claims.TryClaimAsync("c", ["a"], TimeSpan.FromHours(1), Ct));
    }

    [Fact]
    public async Task A_key_claim_ends_with_its_time_to_live()
    {
        var claims = new KeyClaims(servers.Claims, $"{Guid.NewGuid():N}:");
        await claims.TryClaimAsync("c", ["a"], TimeSpan.FromMilliseconds(50), Ct);
        await Task.Delay(150, Ct);
        Assert.Equal((bool[])[true], await claims.TryClaimAsync("c", ["a"], TimeSpan.FromMinutes(1), Ct));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable_and_the_probe_says_so()
    {
        await using var nowhere = new RedisConnection("Rate limiter", _ => Task.FromResult("127.0.0.1:1,connectRetry=0"), 500);
        var limiter = new RedisRateLimiter(nowhere, "test:");
        var failure = await Assert.ThrowsAsync<EngineUnavailableException>(() => limiter.TryAcquireAsync([new("o", "s", 1)], Ct).AsTask());
        Assert.Equal("Rate limiter", failure.Engine);
        var health = await new RedisProbe(nowhere, "Redis", "test:", required: true).ProbeAsync(Ct);
        Assert.Equal((EngineState.Down, true), (health.State, health.Required));
    }

    [Fact]
    public async Task Limits_outlive_a_restart_and_claims_do_not()
    {
        var folder = Directory.CreateTempSubdirectory("bw-restart-").FullName;
        var limit = new RateLimit("o", "key:k_1", 2);
        await using (var first = await StartAsync(folder))
        {
            Assert.True((await first.Get<IRateLimiter>().TryAcquireAsync([limit], Ct)).Allowed);
            Assert.True((await first.Get<IRateLimiter>().TryAcquireAsync([limit], Ct)).Allowed);
            Assert.Equal((bool[])[true], await first.Get<IClaims>().TryClaimAsync("c", ["a"], TimeSpan.FromHours(1), Ct));
            Assert.Contains("Checkpoint", await first.Get<IMaintenance>().RunAsync(Ct), StringComparison.Ordinal);
        }

        await using (var second = await StartAsync(folder))
        {
            Assert.False((await second.Get<IRateLimiter>().TryAcquireAsync([limit], Ct)).Allowed);
            Assert.Equal((bool[])[true], await second.Get<IClaims>().TryClaimAsync("c", ["a"], TimeSpan.FromHours(1), Ct));
            Assert.All(await Task.WhenAll(second.All<IEngineProbe>().Select(probe => probe.ProbeAsync(Ct))), health => Assert.Equal(EngineState.Healthy, health.State));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("Redis:Configuration", "password=no-server-named")]
    [InlineData("Redis:TimeoutMs", "1")]
    [InlineData("Redis:ClaimWindow", "5")]
    [InlineData("Redis:KeyPrefix", "a b")]
    public void A_wrong_setting_is_named(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        using var services = new ServiceCollection().AddRedisEngine(configuration).BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<RedisOptions>>().Value);
        Assert.Contains(key, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    private static async Task<Started> StartAsync(string folder)
    {
        var services = new ServiceCollection().AddLogging()
            .AddEmbeddedGarnet(_ => new GarnetOptions(folder) { LimitsMemory = "64m", ClaimsMemory = "64m", FlushMs = 20 })
            .AddRedisEngine(new ConfigurationBuilder().Build()).BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await service.StartingAsync(Ct);
        return new(services);
    }

    private sealed class Started(ServiceProvider services) : IAsyncDisposable
    {
        public T Get<T>()
            where T : notnull => services.GetRequiredService<T>();

        public IEnumerable<T> All<T>() => services.GetServices<T>();

        public async ValueTask DisposeAsync()
        {
            await Task.Delay(100);
            foreach (var service in services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await service.StoppedAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
    }
}
