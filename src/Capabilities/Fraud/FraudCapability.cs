using Breakwater.Fraud.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Fraud;

/// <summary>Registers detection and triage of stolen keys.</summary>
public static class FraudCapability
{
    /// <summary>Adds the capability. It needs the capability Metering.</summary>
    public static IServiceCollection AddFraud(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(FeatureScales.Published);
        services.AddSingleton(ScoreThresholds.Published);
        return services;
    }
}
