namespace Breakwater.Fraud.Model;

/// <summary>What an analyst may do with a case: pure rules, each giving the changed case with its step, or the reason why not.</summary>
public static class CaseRules
{
    /// <summary>Most findings that a case holds; a longer incident goes on as a case that follows it.</summary>
    public const int MaxFindings = 100;

    /// <summary>Days in a row under suspicion from which a decision is demanded: the baseline learns nothing meanwhile.</summary>
    public const int StandstillDays = 14;

    /// <summary>Most keys that a case names.</summary>
    public const int MaxKeys = 20;

    /// <summary>Longest text of an analyst, in characters.</summary>
    public const int MaxWords = 2_000;

    /// <summary>Most cases that one call may change.</summary>
    public const int MaxBulk = 1_000;

    /// <summary>Longest snooze.</summary>
    public static readonly TimeSpan MaxSnooze = TimeSpan.FromDays(14);

    /// <summary>How long a decision may be taken back.</summary>
    public static readonly TimeSpan UndoWithin = TimeSpan.FromHours(24);

    /// <summary>The person of an actor, as cases remember it.</summary>
    public static CaseOwner Person(Actor actor) => new(actor.Id, actor.Name);

    /// <summary>Takes a case that nobody has; one's own stays as it is.</summary>
    public static Outcome<CaseChange> Claim(CaseFile file, Actor actor, DateTimeOffset now) => file.Case switch
    {
        { State: not CaseState.Open } => NotOpen(file.Case),
        { Owner.Id: var owner } when owner == actor.Id => CaseChange.None(file),
        { Owner: not null } => Held(file.Case),
        _ => CaseChange.Of(file, file.Case with { Owner = Person(actor) }, actor, CaseStepKind.Claimed, now),
    };

    /// <summary>Gives one's case back; a case that nobody has stays as it is.</summary>
    public static Outcome<CaseChange> Release(CaseFile file, Actor actor, DateTimeOffset now) => file.Case switch
    {
        { State: not CaseState.Open } => NotOpen(file.Case),
        { Owner: null } => CaseChange.None(file),
        { Owner.Id: var owner } when owner != actor.Id => Held(file.Case),
        _ => CaseChange.Of(file, file.Case with { Owner = null }, actor, CaseStepKind.Released, now),
    };

    /// <summary>Gives a case to a person. Taking it from somebody else needs a reason.</summary>
    public static Outcome<CaseChange> Assign(CaseFile file, Actor actor, CaseOwner to, string? reason, DateTimeOffset now) => file.Case switch
    {
        { State: not CaseState.Open } => NotOpen(file.Case),
        { Owner.Id: var owner } when owner == to.Id => CaseChange.None(file),
        { Owner: { } owner } when owner.Id != actor.Id && string.IsNullOrWhiteSpace(reason) =>
            Problem.Invalid("reason", $"{owner.Name} works this case; say why it goes to {to.Name}."),
        { Owner: var owner } => CaseChange.Of(
            file, file.Case with { Owner = to }, actor, CaseStepKind.Assigned, now, owner is null ? $"To {to.Name}" : $"From {owner.Name} to {to.Name}", reason),
    };

    /// <summary>Puts a case out of the way; it is due no earlier than it comes back.</summary>
    public static Outcome<CaseChange> Snooze(CaseFile file, Actor actor, DateTimeOffset until, string? reason, DateTimeOffset now) =>
        until <= now || until > now + MaxSnooze ? Problem.Invalid("until", $"A case is snoozed for at most {MaxSnooze.TotalDays:N0} days from now.")
        : Refuse(file.Case, actor) is { } refusal ? refusal
        : CaseChange.Of(
            file, file.Case with { SnoozedUntil = until.ToUniversalTime(), DueAt = file.Case.DueAt > until ? file.Case.DueAt : until.ToUniversalTime() },
            actor, CaseStepKind.Snoozed, now, $"Until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC", reason);

    /// <summary>Takes a snooze back; the case is due as if it had been opened now, or earlier where it was.</summary>
    public static Outcome<CaseChange> Wake(CaseFile file, Actor actor, DateTimeOffset now)
    {
        if (Refuse(file.Case, actor) is { } refusal) return refusal;
        if (!file.Case.IsSnoozedAt(now)) return CaseChange.None(file);
        var due = now + CaseSeverities.TimeToDecide(file.Case.Severity);
        return CaseChange.Of(file, file.Case with { SnoozedUntil = null, DueAt = due < file.Case.DueAt ? due : file.Case.DueAt }, actor, CaseStepKind.Woken, now);
    }

    /// <summary>Asks for a second pair of eyes, or takes that back. Anybody who works cases may.</summary>
    public static Outcome<CaseChange> Escalate(CaseFile file, Actor actor, bool escalated, string? reason, DateTimeOffset now) =>
        file.Case.State != CaseState.Open ? NotOpen(file.Case)
        : file.Case.Escalated == escalated ? CaseChange.None(file)
        : CaseChange.Of(file, file.Case with { Escalated = escalated }, actor, escalated ? CaseStepKind.Escalated : CaseStepKind.Deescalated, now, null, reason);

    /// <summary>Marks the incident's usage as disputed, or takes that back. A confirmed case may be marked too.</summary>
    public static Outcome<CaseChange> Dispute(CaseFile file, Actor actor, bool disputed, string? reason, DateTimeOffset now) =>
        file.Case.State is not (CaseState.Open or CaseState.Confirmed) && disputed ? NotOpen(file.Case)
        : file.Case.State == CaseState.Open && Refuse(file.Case, actor) is { } refusal ? refusal
        : file.Case.Disputed == disputed ? CaseChange.None(file)
        : CaseChange.Of(file, file.Case with { Disputed = disputed }, actor, disputed ? CaseStepKind.Disputed : CaseStepKind.Undisputed, now, null, reason);

    /// <summary>Decides a case; whoever decides one that nobody has becomes its owner.</summary>
    public static Outcome<CaseChange> Decide(CaseFile file, Actor actor, CaseRuling ruling, DateTimeOffset now)
    {
        if (Refuse(file.Case, actor) is { } refusal) return refusal;
        var state = DecisionReasons.Leads(ruling.Reason);
        var decided = file.Case with { State = state, Owner = Person(actor), SnoozedUntil = null, Decision = new(ruling, now, Person(actor)) };
        var what = ruling.RebaselineFrom is { } from ? $"{ruling.Reason}; days before {from:yyyy-MM-dd} no longer teach" : ruling.Reason.ToString();
        return CaseChange.Of(file, decided, actor, state == CaseState.Confirmed ? CaseStepKind.Confirmed : CaseStepKind.Dismissed, now, what, ruling.Words);
    }

    /// <summary>Takes a decision back while it is young and no other case has taken the incident up.</summary>
    public static Outcome<CaseChange> Reopen(CaseFile file, CaseBook book, Actor actor, string? reason, DateTimeOffset now)
    {
        if (file.Case.Decision is not { } decision) return new Problem(ProblemKind.Conflict, "case-not-decided", $"The case {file.Case.Id} is not decided.");
        if (now - decision.At > UndoWithin)
        {
            return new Problem(
                ProblemKind.Conflict, "too-late", $"The decision of {decision.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC is more than {UndoWithin.TotalHours:N0} hours old.",
                "Baselines have learned from it. A new incident becomes a case of its own.");
        }

        if (book.Open.FirstOrDefault(other => CaseFiles.Gap(other.Case.Incident, file.Case.Incident) <= Incidents.MaxGap) is { } next)
        {
            return new Problem(
                ProblemKind.Conflict, "case-followed", $"The case {next.Case.Id} is open for the same incident.", "Nothing was changed. Decide that one; it says that it follows this one.");
        }

        var due = now + CaseSeverities.TimeToDecide(file.Case.Severity);
        return CaseChange.Of(file, file.Case with { State = CaseState.Open, Decision = null, Owner = Person(actor), DueAt = due }, actor, CaseStepKind.Reopened, now, null, reason);
    }

    /// <summary>Null where the actor may change an open case: its own, or one that nobody has.</summary>
    public static Problem? Refuse(FraudCase @case, Actor actor) =>
        @case.State != CaseState.Open ? NotOpen(@case) : @case.Owner is { } owner && owner.Id != actor.Id ? Held(@case) : null;

    /// <summary>Why nothing can be done with a case that is not open.</summary>
    public static Problem NotOpen(FraudCase @case) => new(
        ProblemKind.Conflict, "case-not-open",
        @case.MergedInto is { } other ? $"The case {@case.Id} went on as {other}."
        : @case.Decision is { } decision ? $"{decision.By.Name} decided the case {@case.Id} already." : $"The case {@case.Id} is not open.",
        "Nothing was changed. Load it again.");

    private static Problem Held(FraudCase @case) => new(
        ProblemKind.Conflict, "case-held", $"{@case.Owner!.Name} works the case {@case.Id}.", "Nothing was changed. Assign it to yourself with a reason to take it over.");
}
