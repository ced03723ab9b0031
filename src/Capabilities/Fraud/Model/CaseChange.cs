using System.Text.Json;

namespace Breakwater.Fraud.Model;

/// <summary>A case as a change leaves it, with what the timeline and the audit log say about it.</summary>
/// <param name="File">The case afterwards.</param>
/// <param name="Steps">What happened; empty where nothing did.</param>
/// <param name="Actor">Who changed it.</param>
public sealed record CaseChange(CaseFile File, IReadOnlyList<CaseStep> Steps, Actor Actor)
{
    /// <summary>True where there is nothing to save.</summary>
    public bool IsNone => Steps.Count == 0;

    /// <summary>What the audit log says: one entry per step.</summary>
    public IEnumerable<AuditEntry> Entries => Steps.Select(step => Entry(Actor, File.Case.Id, step, File.Case.State));

    /// <summary>Nothing happened.</summary>
    public static CaseChange None(CaseFile file) => new(file, [], Actor.System);

    /// <summary>One step that makes the next version of a case.</summary>
    public static CaseChange Of(CaseFile before, FraudCase after, Actor actor, CaseStepKind kind, DateTimeOffset now, string? what = null, string? words = null) =>
        Of(before, before with { Case = after }, actor, kind, now, what, words);

    /// <summary>One step that makes the next version of a case and of its findings.</summary>
    public static CaseChange Of(CaseFile before, CaseFile after, Actor actor, CaseStepKind kind, DateTimeOffset now, string? what = null, string? words = null)
    {
        var version = before.Case.Version + 1;
        var changed = after with { Case = after.Case with { Version = version, UpdatedAt = now } };
        return new(changed, [new(now, CaseRules.Person(actor), kind, what, CaseWords.Tidy(words), version)], actor);
    }

    /// <summary>A step as the audit log tells it.</summary>
    internal static AuditEntry Entry(Actor actor, CaseId id, CaseStep step, CaseState? state) => new(
        actor, "case." + JsonNamingPolicy.KebabCaseLower.ConvertName(step.Kind.ToString()), $"case:{id}", step.Words,
        JsonSerializer.Serialize(new { what = step.What, version = step.Version, state = state?.ToString() }));
}

/// <summary>The rule for what analysts write.</summary>
public static class CaseWords
{
    /// <summary>Null where the text may be stored: at most 2,000 characters, no control characters but line breaks and tabs. Markup is text.</summary>
    public static Problem? Check(string field, string? words, bool required) =>
        string.IsNullOrWhiteSpace(words) ? required ? Problem.Invalid(field, "Say it in words: 1 to 2,000 characters.") : null
        : words.Trim().Length > CaseRules.MaxWords ? Problem.Invalid(field, $"The text may have at most {CaseRules.MaxWords:N0} characters.")
        : words.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? Problem.Invalid(field, "The text may not hold control characters.")
        : !IsWhole(words) ? Problem.Invalid(field, "The text is not valid Unicode.")
        : null;

    /// <summary>The text without surrounding space; null where nothing is left.</summary>
    public static string? Tidy(string? words) => string.IsNullOrWhiteSpace(words) ? null : words.Trim();

    // Half a surrogate pair would be stored as something else than what was written.
    private static bool IsWhole(string words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!char.IsSurrogate(words[i])) continue;
            if (!char.IsHighSurrogate(words[i]) || ++i == words.Length || !char.IsLowSurrogate(words[i])) return false;
        }

        return true;
    }
}
