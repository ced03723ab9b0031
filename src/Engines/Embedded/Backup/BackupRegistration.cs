using Breakwater.Operations.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Engines.Embedded.Backup;

/// <summary>Registers copies of the embedded store.</summary>
public static class BackupRegistration
{
    /// <summary>Adds <see cref="IBackups"/> over the data folder.</summary>
    public static IServiceCollection AddEmbeddedBackups(this IServiceCollection services) => services.AddSingleton<IBackups, EmbeddedBackups>();
}
