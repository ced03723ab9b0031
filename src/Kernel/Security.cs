namespace Breakwater.Kernel;

/// <summary>The five roles, the same in every part of the product and in the identity provider.</summary>
public enum Role
{
    /// <summary>Reads everything that is not secret.</summary>
    Analyst,

    /// <summary>Works fraud cases and acts on keys from a case.</summary>
    FraudAnalyst,

    /// <summary>Inspects and replays payment webhooks.</summary>
    Support,

    /// <summary>Runs jobs, redrives, sets thresholds and limits.</summary>
    Operator,

    /// <summary>Manages keys, catalog, prices and settings.</summary>
    Admin,
}

/// <summary>What a person or machine may do. Commands ask for a permission, never for a role.</summary>
public enum Permission
{
    /// <summary>See usage, catalog, keys without secrets, operations and audit.</summary>
    Read,

    /// <summary>Issue, rotate and revoke API keys.</summary>
    ManageKeys,

    /// <summary>Change the limit of a key or a customer.</summary>
    ManageLimits,

    /// <summary>Add and change metrics.</summary>
    ManageCatalog,

    /// <summary>Run a scheduled job now, pause and resume it.</summary>
    RunJobs,

    /// <summary>Void an event, load history.</summary>
    CorrectUsage,

    /// <summary>Add and change endpoints of alerts, send messages again.</summary>
    ManageAlerts,

    /// <summary>Verify the audit chain and the conservation of events, take backups.</summary>
    Verify,

    /// <summary>Work fraud cases: claim, comment, snooze, merge, decide.</summary>
    WorkCases,

    /// <summary>Suspend, resume and rotate a key or tighten its limit from a fraud case.</summary>
    ActOnKeys,

    /// <summary>Change from which score a day is reviewed or alerted.</summary>
    ManageThresholds,

    /// <summary>Rebuild what detection knows of customers.</summary>
    BuildBaselines,
}

/// <summary>Who acts: a signed-in person, the admin key, or a job.</summary>
/// <param name="Id">Stable id, e.g. <c>local:operator</c> or <c>admin-key</c>.</param>
/// <param name="Name">Name for screens.</param>
/// <param name="Roles">The roles held.</param>
public sealed record Actor(string Id, string Name, IReadOnlySet<Role> Roles)
{
    /// <summary>The product itself, for scheduled jobs and start-up.</summary>
    public static Actor System { get; } = new("system", "Breakwater", new HashSet<Role>(Enum.GetValues<Role>()));

    /// <summary>Whoever holds the admin key.</summary>
    public static Actor AdminKey { get; } = new("admin-key", "Admin key", new HashSet<Role> { Role.Admin, Role.Operator, Role.Analyst });

    /// <summary>True where one of the roles gives the permission.</summary>
    public bool May(Permission permission) => Roles.Any(role => Permissions.Of(role).Contains(permission));

    /// <summary>Null where the permission is held, else the refusal to show.</summary>
    public Problem? Refuse(Permission permission) => May(permission)
        ? null
        : Problem.Forbidden($"{Name} may not do this: it needs the role {string.Join(" or ", Permissions.RolesWith(permission))}.");
}

/// <summary>Which role may do what: the one table.</summary>
public static class Permissions
{
    private static readonly Dictionary<Role, HashSet<Permission>> Table = new()
    {
        [Role.Analyst] = [Permission.Read],
        [Role.FraudAnalyst] = [Permission.Read, Permission.WorkCases, Permission.ActOnKeys],
        [Role.Support] = [Permission.Read],
        [Role.Operator] =
        [
            Permission.Read, Permission.RunJobs, Permission.ManageLimits, Permission.ManageAlerts, Permission.Verify, Permission.ManageThresholds, Permission.BuildBaselines,
        ],
        [Role.Admin] = [.. Enum.GetValues<Permission>()],
    };

    /// <summary>The permissions of a role.</summary>
    public static IReadOnlySet<Permission> Of(Role role) => Table[role];

    /// <summary>The roles that hold a permission.</summary>
    public static IReadOnlyList<Role> RolesWith(Permission permission) =>
        [.. Table.Where(pair => pair.Value.Contains(permission)).Select(pair => pair.Key)];
}
