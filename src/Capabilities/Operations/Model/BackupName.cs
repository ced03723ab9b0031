namespace Breakwater.Operations.Model;

/// <summary>The rule for names of backups: they become names of folders.</summary>
public static class BackupName
{
    /// <summary>The rule in words.</summary>
    public const string Rule = "must be 1 to 64 characters of A-Z a-z 0-9 _ -";

    /// <summary>True where the name follows the rule.</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
