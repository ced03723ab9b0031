using Breakwater.Fraud.Read;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Fraud;

/// <summary>What judges days.</summary>
internal static class DetectionServices
{
    public static void AddDetection(this IServiceCollection services)
    {
        services.AddSingleton<BaselineBuilder>();
        services.AddSingleton<ScoreFleet>();
        services.AddSingleton<BuildBaselines>();
        services.AddSingleton<SetThresholds>();
        services.AddSingleton<SetTimeZone>();
        services.AddSingleton<AnomalyCheck>();
        services.AddSingleton<DayCheck>();
        services.AddSingleton<DayHistory>();
        services.AddSingleton<RiskQueries>();
        services.AddSingleton<ThresholdBacktest>();
    }
}
