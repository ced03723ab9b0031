using Microsoft.Extensions.Options;

namespace Breakwater.Access;

/// <summary>Settings of API keys and their limits, section <c>Access</c>; the admin key is <c>Admin:ApiKey</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>The admin key, 16 to 256 characters; empty where admin routes are closed.</summary>
    public string AdminKey { get; internal set; } = "";

    /// <summary>The file that the admin key was read from; null where configuration gave it.</summary>
    public string? AdminKeyPath { get; internal set; }

    /// <summary>Why that file gave no key; null where it did.</summary>
    internal string? AdminKeyFault { get; set; }

    /// <summary>Seconds for which a looked-up key is trusted, 1 to 60.</summary>
    public int KeyCacheSeconds { get; set; } = 5;

    /// <summary>Keys (known and unknown) kept in memory, 100 to 1,000,000.</summary>
    public int MaxCachedKeys { get; set; } = 50_000;

    /// <summary>Failed authentications that one address may make in 60 seconds before it is answered 429, 1 to 10,000.</summary>
    public int FailedAttemptsPerMinute { get; set; } = 60;
}

/// <summary>Checks the settings of this capability and names each wrong key.</summary>
internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        List<string> errors = options.AdminKeyFault is { } fault ? [$"Admin:ApiKey: {fault}"] : [];
        if (options.AdminKey.Length is > 0 and (< AdminKeyFile.MinLength or > Model.KeySecret.MaxLength))
        {
            errors.Add($"Admin:ApiKey must have {AdminKeyFile.MinLength} to {Model.KeySecret.MaxLength} characters; it has {options.AdminKey.Length}.");
        }

        Check(errors, "Access:KeyCacheSeconds", options.KeyCacheSeconds, 1, 60);
        Check(errors, "Access:MaxCachedKeys", options.MaxCachedKeys, 100, 1_000_000);
        Check(errors, "Access:FailedAttemptsPerMinute", options.FailedAttemptsPerMinute, 1, 10_000);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(List<string> errors, string key, int value, int min, int max)
    {
        if (value < min || value > max) errors.Add($"{key} must lie between {min:N0} and {max:N0}; it is {value:N0}.");
    }
}
