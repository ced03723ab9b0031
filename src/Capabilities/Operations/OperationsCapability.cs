using Breakwater.Operations.Ingest;
using Breakwater.Operations.Read;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Breakwater.Operations;

/// <summary>Registers operations: audit, jobs, notifications and alerts, engine health, backups.</summary>
public static class OperationsCapability
{
    /// <summary>Adds the capability. It needs an audit log, a job history, notifications, alerts, settings and backups from an engine.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AuditQueries>();
        services.AddSingleton<VerifyAudit>();
        services.AddSingleton<JobQueries>();
        services.AddSingleton<RunJob>();
        services.AddSingleton<PauseJob>();
        services.AddSingleton<NotificationQueries>();
        services.AddSingleton<EngineQueries>();
        services.AddSingleton<BackupQueries>();
        services.AddSingleton<CreateBackup>();
        return services.AddAlerts(configuration);
    }

    private static IServiceCollection AddAlerts(this IServiceCollection services, IConfiguration configuration)
    {
        // Local mode is the absence of an identity provider; there nobody else can reach this machine.
        services.AddOptions<AlertOptions>().Bind(configuration.GetSection("Alerts")).Configure(options => options.LocalMode = !configuration.GetSection("Authentication").Exists()).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AlertOptions>, AlertOptionsValidator>();
        services.AddSingleton<AlertQueries>();
        services.AddSingleton<AddAlertEndpoint>();
        services.AddSingleton<ChangeAlertEndpoint>();
        services.AddSingleton<RotateAlertSecret>();
        services.AddSingleton<RemoveAlertEndpoint>();
        services.AddSingleton<SendTestAlert>();
        services.AddSingleton<RedeliverAlert>();
        return services;
    }
}
