namespace Breakwater.Fraud.Model;

/// <summary>Putting cases together and taking them apart.</summary>
public static class CaseMerges
{
    /// <summary>Puts open cases of one customer together. All must be the actor's or nobody's.</summary>
    public static Outcome<IReadOnlyList<CaseChange>> Merge(CaseFile into, IReadOnlyList<CaseFile> others, Actor actor, string? reason, DateTimeOffset now)
    {
        if (others.Count == 0 || others.Any(other => other.Case.Id == into.Case.Id)) return Problem.Invalid("cases", "Name at least one other case to merge.");
        foreach (var file in others.Prepend(into))
        {
            if (CaseRules.Refuse(file.Case, actor) is { } refusal) return refusal;
            if (file.Case.Customer != into.Case.Customer) return Problem.Invalid("cases", "Only cases of one customer can be merged.");
        }

        var merged = into;
        foreach (var other in others)
        {
            foreach (var finding in other.Findings)
            {
                var known = merged.Findings.FirstOrDefault(day => CaseFiles.SameDay(day, finding));
                if (known is null || CaseFiles.Replaces(finding, known)) merged = CaseFiles.Put(merged, finding, now);
            }

            merged = Absorb(merged, other);
        }

        if (merged.Findings.Count > CaseRules.MaxFindings) return Problem.Invalid("cases", $"Together they have more than {CaseRules.MaxFindings} findings.");
        var names = string.Join(", ", others.Select(other => other.Case.Id.Value));
        merged = merged with { Case = merged.Case with { Owner = CaseRules.Person(actor) } };
        return (CaseChange[])
        [
            CaseChange.Of(into, merged, actor, CaseStepKind.Joined, now, names, reason),
            .. others.Select(other => Gone(other, into.Case.Id, actor, now, reason)),
        ];
    }

    /// <summary>Makes a case of its own of some findings; at least one stays. Both are the actor's afterwards.</summary>
    public static Outcome<IReadOnlyList<CaseChange>> Split(CaseFile file, IReadOnlyCollection<(MetricCode Metric, DateOnly Date)> chosen, Actor actor, string? reason, DateTimeOffset now)
    {
        if (CaseRules.Refuse(file.Case, actor) is { } refusal) return refusal;
        var parts = file.Findings.ToLookup(finding => chosen.Contains((finding.Metric, finding.Date)));
        if (parts[true].Count() != chosen.Distinct().Count()) return Problem.Invalid("findings", "The case has no such finding.");
        if (!parts[true].Any() || !parts[false].Any()) return Problem.Invalid("findings", "Choose at least one finding, and leave at least one.");
        var opened = CaseFiles.Open(file.Case.Customer, [.. parts[true]], file.Case.Id, now);
        var owner = CaseRules.Person(actor);
        var rest = CaseFiles.With(file, parts[false], now);
        opened = opened with { Case = opened.Case with { Owner = owner, KeptApart = true, Keys = file.Case.Keys, Disputed = file.Case.Disputed } };
        rest = rest with { Case = rest.Case with { Owner = owner, KeptApart = true } };
        return (CaseChange[])
        [
            CaseChange.Of(file, rest, actor, CaseStepKind.Split, now, $"{parts[true].Count()} findings went on as {opened.Case.Id}", reason),
            CaseChange.Of(opened, opened, actor, CaseStepKind.Opened, now, $"Split from {file.Case.Id}", reason),
        ];
    }

    /// <summary>What another case leaves to the one that it goes on as, beside its findings.</summary>
    internal static CaseFile Absorb(CaseFile into, CaseFile from) => into with
    {
        Case = into.Case with
        {
            Keys = [.. into.Case.Keys.Union(from.Case.Keys).Take(CaseRules.MaxKeys)],
            Escalated = into.Case.Escalated || from.Case.Escalated,
            Disputed = into.Case.Disputed || from.Case.Disputed,
            DueAt = from.Case.DueAt < into.Case.DueAt ? from.Case.DueAt : into.Case.DueAt,
        },
    };

    /// <summary>A case that went on as another one; its findings went with it.</summary>
    internal static CaseChange Gone(CaseFile file, CaseId into, Actor actor, DateTimeOffset now, string? reason = null) => CaseChange.Of(
        file, new CaseFile(file.Case with { State = CaseState.Merged, MergedInto = into, Owner = null, SnoozedUntil = null }, []), actor, CaseStepKind.Merged, now, $"Into {into}", reason);
}
