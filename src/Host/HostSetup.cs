namespace Breakwater.Host;

/// <summary>What every start has in common, whatever the environment's name.</summary>
internal static class HostSetup
{
    /// <summary>Where the host listens unless told otherwise.</summary>
    public const string Url = "http://127.0.0.1:5080";

    /// <summary>A builder with the product's defaults under the configuration, and the command line on top of it.</summary>
    public static WebApplicationBuilder CreateBuilder(HostArguments arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["urls"] = Url,
                ["Role"] = "all",
                ["Data:Path"] = "data",
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Breakwater"] = "Information",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
                // It warns that keys in files are not encrypted; the folder is its owner's alone.
                ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
                // A start that fails is told in words; below Critical the host would log the same with a stack trace.
                ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
            },
        });
        // A settings file beside the working directory, as a copy of appsettings.sample.json is used.
        List<string> wrong = [];
        builder.Configuration.AddJsonFile(file =>
        {
            (file.Path, file.Optional) = (Path.Combine(Environment.CurrentDirectory, "appsettings.json"), true);
            file.OnLoadException = failed =>
            {
                wrong.Add(failed.Exception is InvalidDataException broken ? Settings.Unreadable(broken) : failed.Exception.Message);
                failed.Ignore = true;
            };
            file.ResolveFileProvider();
        });
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddInMemoryCollection(arguments.Settings);
        wrong.AddRange(Settings.Check(builder.Configuration));
        var settings = builder.Services.AddOptions<Settings>().ValidateOnStart();
        foreach (var error in wrong) settings.Validate(static _ => false, error);
        // Unpublished builds serve the assets of packages and projects from their own folders, in every environment.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Host.UseDefaultServiceProvider(services => (services.ValidateScopes, services.ValidateOnBuild) = (true, true));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }
}
