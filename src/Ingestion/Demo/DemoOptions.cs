using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Breakwater.Ingestion.Demo;

/// <summary>Settings of the demonstration, section <c>Demo</c>.</summary>
public sealed class DemoOptions
{
    /// <summary>True to run it.</summary>
    public bool Enabled { get; set; }

    /// <summary>Days of history that the first start fills, 1 to 365.</summary>
    public int Days { get; set; } = 60;

    /// <summary>Events per second of all customers together in the first minutes after a start, 0.1 to 100; see <see cref="DemoPace"/>.</summary>
    public double LiveEventsPerSecond { get; set; } = 3;

    /// <summary>Where the customers' keys are kept; the host's data folder.</summary>
    public string DataFolder { get; internal set; } = "";
}

/// <summary>Checks the settings of the demonstration and names each wrong key.</summary>
internal sealed class DemoOptionsValidator : IValidateOptions<DemoOptions>
{
    public ValidateOptionsResult Validate(string? name, DemoOptions options)
    {
        List<string> errors = [];
        if (options.Days is < 1 or > 365) errors.Add($"Demo:Days must lie between 1 and 365; it is {options.Days}.");
        if (options.LiveEventsPerSecond is not (>= 0.1 and <= 100)) errors.Add($"Demo:LiveEventsPerSecond must lie between 0.1 and 100; it is {options.LiveEventsPerSecond}.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}

/// <summary>Registers the demonstration.</summary>
public static class DemoRegistration
{
    /// <summary>Adds history and live traffic to a host that was started with <c>--demo</c>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration, for section <c>Demo</c>.</param>
    /// <param name="dataFolder">The host's data folder, where admin key and customers' keys are kept.</param>
    public static IServiceCollection AddDemo(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        services.AddOptions<DemoOptions>().Configure(options =>
        {
            configuration.GetSection("Demo").Bind(options);
            options.DataFolder = dataFolder;
        }).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DemoOptions>, DemoOptionsValidator>();
        return services.AddHostedService<DemoTraffic>();
    }
}
