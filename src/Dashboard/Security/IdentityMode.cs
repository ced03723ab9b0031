using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Breakwater.Dashboard.Security;

/// <summary>
/// How people sign in. Local mode is chosen by the absence of an identity configuration, whatever the environment is called;
/// what protects it is that only this machine can reach it (<see cref="LoopbackGate"/>).
/// </summary>
/// <param name="Providers">Configured identity sections, empty in local mode.</param>
public sealed record IdentityMode(IReadOnlyList<string> Providers)
{
    private static readonly string[] Sections = ["Authentication:Entra", "Authentication:Oidc"];

    /// <summary>True where the five local users may sign in.</summary>
    public bool IsLocal => Providers.Count == 0;

    /// <summary>Reads the mode from the configuration.</summary>
    public static IdentityMode From(IConfiguration configuration) =>
        new([.. Sections.Where(name => configuration.GetSection(name).Exists())]);
}

/// <summary>Stops the start where an identity provider is configured that this version cannot use: falling back to local sign-in would open the door.</summary>
internal sealed class IdentityValidator(IdentityMode mode) : IValidateOptions<SignInOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInOptions options) => mode.IsLocal
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(mode.Providers.Select(key =>
            $"{key}: this version signs in local users only, so it does not start with an identity provider configured. Remove the section to use local sign-in on this machine."));
}

/// <summary>Settings of the sign-in.</summary>
public sealed class SignInOptions
{
    /// <summary>How long a sign-in lasts without use.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(12);
}
