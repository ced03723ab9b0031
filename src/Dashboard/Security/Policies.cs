using Breakwater.Kernel;
using Microsoft.AspNetCore.Authorization;

namespace Breakwater.Dashboard.Security;

/// <summary>One authorisation policy per permission. Roles are decided in the kernel's table alone.</summary>
public static class Policies
{
    /// <summary>The policy that asks for a permission, e.g. for <c>AuthorizeView Policy</c>.</summary>
    public static string Name(Permission permission) => "may:" + permission;

    /// <summary>Registers every policy.</summary>
    internal static void Add(AuthorizationOptions options)
    {
        foreach (var permission in Enum.GetValues<Permission>())
        {
            options.AddPolicy(Name(permission), policy => policy
                .RequireAuthenticatedUser()
                .RequireAssertion(context => Actors.From(context.User).May(permission)));
        }
    }
}
