using System.Security.Claims;
using Breakwater.Kernel;

namespace Breakwater.Dashboard.Security;

/// <summary>A user of local mode: one per role, named by it.</summary>
/// <param name="Role">The only role held.</param>
/// <param name="Title">The role in words.</param>
/// <param name="May">What the role may do, in words.</param>
public sealed record LocalUser(Role Role, string Title, string May)
{
    /// <summary>Stable id, as the audit log shows it.</summary>
    public string Id => "local:" + Title.ToLowerInvariant().Replace(' ', '-');

    /// <summary>Name for screens.</summary>
    public string Name => "Local " + Title.ToLowerInvariant();
}

/// <summary>The five users of local mode.</summary>
public static class LocalUsers
{
    /// <summary>Name of the authentication type that local sign-ins carry.</summary>
    public const string AuthenticationType = "local";

    /// <summary>All of them, in the order of the sign-in page.</summary>
    public static IReadOnlyList<LocalUser> All { get; } =
    [
        new(Role.Analyst, "Analyst", "Reads usage, catalog, keys, operations and audit"),
        new(Role.FraudAnalyst, "Fraud analyst", "Works fraud cases and acts on keys from a case"),
        new(Role.Support, "Support", "Answers customers: looks up usage, events and keys"),
        new(Role.Operator, "Operator", "Runs jobs, sets limits and thresholds, verifies the store"),
        new(Role.Admin, "Admin", "Everything: keys, catalog, corrections, settings"),
    ];

    /// <summary>The user with that id; null where there is none.</summary>
    public static LocalUser? Find(string? id) => All.FirstOrDefault(user => user.Id == id);

    /// <summary>A fresh session of a user.</summary>
    public static ClaimsPrincipal Principal(LocalUser user, string session, DateTimeOffset opened) => new(new ClaimsIdentity(
        [
            new(SessionClaims.Subject, user.Id),
            new(SessionClaims.Name, user.Name),
            new(SessionClaims.Role, user.Role.ToString()),
            new(SessionClaims.Session, session),
            new(SessionClaims.Opened, opened.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ],
        AuthenticationType, SessionClaims.Name, SessionClaims.Role));
}
