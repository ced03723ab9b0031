using Breakwater.Operations.Ingest;
using Breakwater.Operations.Read;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Breakwater.Operations;

/// <summary>Registers operations: audit, jobs, notifications, engine health, backups.</summary>
public static class OperationsCapability
{
    /// <summary>Adds the capability. It needs an audit log, a job history, notifications, settings and backups from an engine.</summary>
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
        return services;
    }
}
