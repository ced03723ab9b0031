using Breakwater.Access.Ports;
using Breakwater.Engines.Embedded.Fraud;
using Breakwater.Fraud.Ports;
using Breakwater.Metering.Ports;
using Breakwater.Operations.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Engines.Embedded.Control;

/// <summary>Registers the control store: keys, catalog, fraud cases, audit log, statistics, notifications and alerts, job history and settings in one SQLite file.</summary>
public static class ControlRegistration
{
    /// <summary>Adds the control store.</summary>
    public static IServiceCollection AddEmbeddedControl(this IServiceCollection services, Func<IServiceProvider, ControlOptions> options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new ControlDatabase(options(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IKeyStore, SqliteKeyStore>();
        services.AddSingleton<IMetricStore, SqliteMetricStore>();
        services.AddSingleton<IAuditLog, SqliteAuditLog>();
        services.AddSingleton<IIngestStats, SqliteIngestStats>();
        services.AddSingleton<INotifications, SqliteNotifications>();
        services.AddSingleton<IAlertStore, SqliteAlertStore>();
        services.AddSingleton<IJobHistory, SqliteJobHistory>();
        services.AddSingleton<ISettings, SqliteSettings>();
        services.AddSingleton<IImportStore, SqliteImportStore>();
        services.AddSingleton<IScoreStore, SqliteScoreStore>();
        services.AddSingleton<ICaseStore, SqliteCaseStore>();
        services.AddSingleton<ICaseViews, SqliteCaseViews>();
        services.AddSingleton<ControlMaintenance>();
        services.AddSingleton<IEngineProbe>(provider => provider.GetRequiredService<ControlMaintenance>());
        services.AddSingleton<IMaintenance>(provider => provider.GetRequiredService<ControlMaintenance>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ControlMaintenance>());
        return services;
    }
}
