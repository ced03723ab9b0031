using Breakwater.Engines.Embedded.Backup;
using Breakwater.Engines.Embedded.Control;
using Breakwater.Engines.Embedded.Garnet;
using Breakwater.Engines.Embedded.Metering;
using Breakwater.Engines.Embedded.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Breakwater.Engines.Embedded;

/// <summary>The default engines: everything in one process and one data folder, nothing to install.</summary>
public static class EmbeddedEngines
{
    /// <summary>The setting that names the data folder.</summary>
    public const string PathKey = "Data:Path";

    /// <summary>Adds every embedded engine. The data folder is taken at first use; a second process is refused.</summary>
    public static IServiceCollection AddEmbeddedEngines(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => DataFolder.Open(configuration[PathKey] ?? "data", provider.GetRequiredService<TimeProvider>()));
        services.AddEmbeddedControl(provider => new ControlOptions(provider.GetRequiredService<DataFolder>().Root));
        services.AddEmbeddedBackups();
        services.AddEmbeddedMetering();
        if (string.IsNullOrEmpty(configuration["Redis:Configuration"]))
        {
            services.AddEmbeddedGarnet(provider => new GarnetOptions(provider.GetRequiredService<DataFolder>().Subfolder("garnet")));
        }

        return services;
    }
}
