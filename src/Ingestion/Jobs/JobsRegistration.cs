using Breakwater.Operations.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Quartz;

namespace Breakwater.Ingestion.Jobs;

/// <summary>Registers the scheduled jobs.</summary>
public static class JobsRegistration
{
    /// <summary>Adds the scheduler and the product's jobs. It needs the capabilities Metering and Operations and their engines.</summary>
    public static IServiceCollection AddScheduledJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobOptions>().Bind(configuration.GetSection("Jobs")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<JobOptions>, JobOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<JobOptions>>().Value);
        services.AddQuartz();
        services.AddTransient<QuartzJob>();
        services.AddSingleton<ProductJobs>();
        services.AddSingleton<JobScheduler>(provider => ActivatorUtilities.CreateInstance<JobScheduler>(provider, provider.GetRequiredService<ProductJobs>().All()));
        services.AddSingleton<IJobScheduler>(provider => provider.GetRequiredService<JobScheduler>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<JobScheduler>());
        return services;
    }
}
