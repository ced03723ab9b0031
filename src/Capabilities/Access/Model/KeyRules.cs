namespace Breakwater.Access.Model;

/// <summary>What a key's fields may hold.</summary>
public static class KeyRules
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Longest overlap of a rotation.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(30);

    /// <summary>Null where the customer id is well-formed.</summary>
    public static Problem? CheckCustomer(string? customer) => customer is not null && Identifier.IsValid(customer)
        ? null
        : Problem.Invalid("customer_id", $"The customer id {Identifier.Rule}.");

    /// <summary>Null where the name can be shown in a list.</summary>
    public static Problem? CheckName(string? name) =>
        string.IsNullOrWhiteSpace(name) ? Problem.Invalid("name", "A key needs a name, so that people can tell it from others.")
        : name.Length > MaxNameLength ? Problem.Invalid("name", $"The name may have at most {MaxNameLength} characters.")
        : name.Any(char.IsControl) ? Problem.Invalid("name", "The name may not hold control characters.")
        : null;

    /// <summary>Null where the limit lies in its range.</summary>
    public static Problem? CheckLimit(int limit) => limit is >= 1 and <= ApiKey.MaxRateLimit
        ? null
        : Problem.Invalid("rate_limit", $"The limit must lie between 1 and {ApiKey.MaxRateLimit:N0} requests per 60 seconds.");

    /// <summary>Null where the reason fits the audit log.</summary>
    public static Problem? CheckReason(string? reason) =>
        reason?.Length > 1_000 ? Problem.Invalid("reason", "The reason may have at most 1,000 characters.") : null;

    /// <summary>Null where every scope is known and none is named twice.</summary>
    public static Problem? CheckScopes(IReadOnlyList<string> scopes) =>
        scopes.Count == 0 || scopes.Distinct(StringComparer.Ordinal).Count() != scopes.Count || scopes.Except(KeyScopes.All).Any()
            ? Problem.Invalid("scopes", $"Scopes are {string.Join(" and ", KeyScopes.All)}; name each at most once and at least one.")
            : null;
}
