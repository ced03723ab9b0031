using Breakwater.Access.Ingest;
using Breakwater.Access.Read;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Breakwater.Access;

/// <summary>Registers API keys, limits and authentication.</summary>
public static class AccessCapability
{
    /// <summary>Adds the capability. It needs an <see cref="IKeyStore"/> and an <see cref="IRateLimiter"/> from an engine.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccessOptions>().Configure(options => Configure(options, configuration)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<KeyCache>();
        services.AddSingleton<FailedAttempts>();
        services.AddSingleton<LastUsed>();
        services.AddHostedService(provider => provider.GetRequiredService<LastUsed>());
        services.AddSingleton<Authenticator>();
        services.AddSingleton<KeyQueries>();
        services.AddSingleton<IssueKey>();
        services.AddSingleton<RotateKey>();
        services.AddSingleton<RevokeKey>();
        services.AddSingleton<SuspendKey>();
        services.AddSingleton<SetKeyLimit>();
        services.AddSingleton<SetCustomerLimit>();
        services.AddSingleton<ICustomerKeys, CustomerKeys>();
        return services;
    }

    // Local mode (no identity provider) makes its own key; elsewhere the admin routes stay closed until one is configured.
    private static void Configure(AccessOptions options, IConfiguration configuration)
    {
        configuration.GetSection("Access").Bind(options);
        options.AdminKey = configuration["Admin:ApiKey"] ?? "";
        if (options.AdminKey.Length > 0 || configuration.GetSection("Authentication").Exists() || configuration["Data:Path"] is not { Length: > 0 } folder) return;
        try
        {
            (options.AdminKey, options.AdminKeyPath) = AdminKeyFile.Ensure(folder);
        }
        catch (InvalidOperationException fault)
        {
            options.AdminKeyFault = fault.Message;
        }
    }
}
