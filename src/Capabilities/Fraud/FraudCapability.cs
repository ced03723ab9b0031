using Breakwater.Fraud.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Breakwater.Fraud;

/// <summary>Registers detection and triage of stolen keys.</summary>
public static class FraudCapability
{
    /// <summary>Adds the capability. It needs the capability Metering, <see cref="ICustomerKeys"/> from Access, and <see cref="ICaseStore"/> and <see cref="ICaseViews"/> from an engine.</summary>
    public static IServiceCollection AddFraud(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(FeatureScales.Published);
        services.AddSingleton(ScoreThresholds.Published);
        services.TryAddSingleton(TimeProvider.System);
        services.AddCases();
        return services;
    }
}
