using Breakwater.Metering.Ingest;
using Breakwater.Metering.Ports;
using Breakwater.Metering.Read;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Breakwater.Metering;

/// <summary>Registers usage metering.</summary>
public static class MeteringCapability
{
    /// <summary>Adds the capability. It needs a ledger, a reader, a catalog store and ingest statistics from an engine.</summary>
    public static IServiceCollection AddMetering(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MeteringOptions>().Bind(configuration.GetSection("Metering")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MeteringOptions>, MeteringOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IngestCounters>();
        services.AddHostedService<IngestCountersFlush>();
        services.TryAddSingleton<MetricCatalogCache>();
        services.TryAddSingleton<ICatalogSource>(provider => provider.GetRequiredService<MetricCatalogCache>());
        services.AddHostedService<SeedCatalog>();
        services.AddSingleton<Recounts>();
        services.AddSingleton<RecountWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<RecountWorker>());
        services.AddSingleton<DefineMetric>();
        services.AddSingleton<ArchiveMetric>();
        services.AddSingleton<DetectGaps>();
        services.AddSingleton<UsageQueries>();
        services.AddSingleton<UsageHistory>();
        services.AddSingleton<HourlyPattern>();
        services.AddSingleton<UsageHeatMap>();
        services.AddSingleton<TopMovers>();
        services.AddSingleton<CustomerQueries>();
        services.AddSingleton<EventQueries>();
        services.AddSingleton<OverviewQueries>();
        services.AddSingleton<CatalogQueries>();
        services.AddSingleton<VerifyUsage>();
        services.AddSingleton<ClaimFront>();
        services.AddSingleton<AcceptUsage>();
        services.AddSingleton<VoidUsage>();
        services.AddSingleton<TrackImport>();
        return services;
    }
}
