using Breakwater.Access.Ports;
using Breakwater.Fraud.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Breakwater.Engines.Redis;

/// <summary>Registers the adapters that speak Redis' protocol: the limiter, the claims and the baselines.</summary>
public static class RedisEngine
{
    private const string Limits = "limits";
    private const string Claims = "claims";

    /// <summary>Adds the engine. Without <c>Redis:Configuration</c> it waits for the embedded server's address.</summary>
    public static IServiceCollection AddRedisEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RedisOptions>().Bind(configuration.GetSection("Redis")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RedisOptions>, RedisOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisAddress>();
        var outside = !string.IsNullOrEmpty(configuration["Redis:Configuration"]);
        var technology = outside ? "Redis" : "Garnet in this process";

        services.AddKeyedSingleton(Limits, (provider, _) => new RedisConnection(
            "Rate limiter", AddressOf(provider, outside, static (address, ct) => address.LimitsAsync(ct)), Options(provider).TimeoutMs));
        services.AddKeyedSingleton(Claims, (provider, _) => new RedisConnection(
            "Claims", AddressOf(provider, outside, static (address, ct) => address.ClaimsAsync(ct)), Options(provider).TimeoutMs));
        services.AddSingleton<IRateLimiter>(provider => new RedisRateLimiter(Connection(provider, Limits), Options(provider).KeyPrefix));
        services.AddSingleton<IClaims>(provider => outside
            ? new KeyClaims(Connection(provider, Claims), Options(provider).KeyPrefix)
            : new WindowClaims(Connection(provider, Claims), Options(provider).KeyPrefix, Options(provider).ClaimWindow, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IBaselineStore>(provider => new RedisBaselineStore(Connection(provider, Limits), Options(provider).KeyPrefix));
        services.AddHostedService(provider => new RedisWarmUp([Connection(provider, Limits), Connection(provider, Claims)]));
        services.AddSingleton<IEngineProbe>(provider => new RedisProbe(Connection(provider, Limits), technology, Options(provider).KeyPrefix, required: true));
        services.AddSingleton<IEngineProbe>(provider => new RedisProbe(Connection(provider, Claims), technology, Options(provider).KeyPrefix, required: false));
        return services;
    }

    private static Func<CancellationToken, Task<string>> AddressOf(IServiceProvider provider, bool outside, Func<RedisAddress, CancellationToken, Task<string>> embedded) =>
        outside ? _ => Task.FromResult(Options(provider).Configuration) : ct => embedded(provider.GetRequiredService<RedisAddress>(), ct);

    private static RedisOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<RedisOptions>>().Value;

    private static RedisConnection Connection(IServiceProvider provider, string name) => provider.GetRequiredKeyedService<RedisConnection>(name);
}
