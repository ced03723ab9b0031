using Breakwater.Fraud.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Breakwater.Fraud;

/// <summary>Registers detection and triage of stolen keys.</summary>
public static class FraudCapability
{
    /// <summary>Adds the capability. It needs the capability Metering, <see cref="ICustomerKeys"/> from Access, and an <see cref="IBaselineStore"/>, an <see cref="IScoreStore"/>, an <see cref="ICaseStore"/> and <see cref="ICaseViews"/> from engines.</summary>
    public static IServiceCollection AddFraud(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddDetection();
        services.AddCases();
        return services;
    }
}
