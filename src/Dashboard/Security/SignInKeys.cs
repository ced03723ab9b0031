using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Dashboard.Security;

/// <summary>The keys that sign-in cookies and forms are protected with: a part of the store, so that a restart signs nobody out.</summary>
internal static class SignInKeys
{
    private const string Folder = "sign-in-keys";

    /// <summary>Keeps the keys in the data folder, readable by its owner only; without a data folder they live as long as the process.</summary>
    public static IServiceCollection AddSignInKeys(this IServiceCollection services, IConfiguration configuration)
    {
        var protection = services.AddDataProtection().SetApplicationName("Breakwater");
        if (configuration["Data:Path"] is not { Length: > 0 } data)
        {
            protection.UseEphemeralDataProtectionProvider();
            return services;
        }

        var folder = Path.Combine(data, Folder);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        protection.PersistKeysToFileSystem(new DirectoryInfo(folder));
        return services;
    }
}
