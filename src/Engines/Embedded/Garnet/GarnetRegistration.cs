using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Engines.Embedded.Garnet;

/// <summary>Registers the embedded Garnet servers, which the Redis engine then connects to.</summary>
public static class GarnetRegistration
{
    /// <summary>Adds the servers.</summary>
    public static IServiceCollection AddEmbeddedGarnet(this IServiceCollection services, Func<IServiceProvider, GarnetOptions> options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisAddress>();
        services.AddSingleton(provider => new EmbeddedGarnet(
            options(provider), provider.GetRequiredService<RedisAddress>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EmbeddedGarnet>());
        services.AddSingleton<IMaintenance>(provider => provider.GetRequiredService<EmbeddedGarnet>());
        return services;
    }
}
