namespace Breakwater.Fraud.Model;

/// <summary>Names a case.</summary>
/// <param name="Value"><c>c_</c> and 16 lower-case hexadecimal characters.</param>
public readonly record struct CaseId(string Value)
{
    /// <summary>A new id from the system's random source.</summary>
    public static CaseId New() => new("c_" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)));

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Where a case stands.</summary>
public enum CaseState
{
    /// <summary>Somebody has to decide it.</summary>
    Open,

    /// <summary>It was fraud. Its days never teach a baseline.</summary>
    Confirmed,

    /// <summary>It was expected. Its days teach again.</summary>
    Dismissed,

    /// <summary>It went on as another case; see <see cref="FraudCase.MergedInto"/>.</summary>
    Merged,
}

/// <summary>How much depends on a case; see <see cref="CaseSeverities"/>.</summary>
public enum CaseSeverity
{
    /// <summary>Worth a look when there is time.</summary>
    Low,

    /// <summary>Somebody should look today.</summary>
    Medium,

    /// <summary>Somebody should look within hours.</summary>
    High,

    /// <summary>Somebody should look now.</summary>
    Critical,
}

/// <summary>The one analyst who works a case.</summary>
/// <param name="Id">Stable id, e.g. <c>local:fraud-analyst</c>.</param>
/// <param name="Name">Name at that time.</param>
public sealed record CaseOwner(string Id, string Name);

/// <summary>Usage at stake in one metric: what lies above the usual, hour by hour (<see cref="CaseStakes"/>).</summary>
/// <param name="Metric">Code of the metric.</param>
/// <param name="Amount">Usage, 0 or more.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Share">The same as a share of the expected usage of the days concerned, 0 or more.</param>
public sealed record CaseStake(MetricCode Metric, double Amount, string Unit, double Share);

/// <summary>One incident of one customer: all that a queue shows of it. What was found is in <see cref="CaseFile"/>.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Customer">Whose usage.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Severity">How much depends on it.</param>
/// <param name="Score">Highest score of its findings, 0 to 50.</param>
/// <param name="Verdict">Worst verdict of its findings.</param>
/// <param name="Attack">The attack that explains the finding of the highest score best.</param>
/// <param name="Metrics">Metrics concerned, in order of their codes.</param>
/// <param name="Stakes">Usage at stake, largest share first.</param>
/// <param name="Incident">From the first hour that stood out to the end of the last one scored.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="DueAt">Until when somebody should have decided it (<see cref="CaseSeverities.TimeToDecide"/>).</param>
/// <param name="UpdatedAt">When anything about it changed last.</param>
/// <param name="Version">1 for a new case, one more with every change; saving asks for the version that was read.</param>
public sealed record FraudCase(
    CaseId Id, CustomerId Customer, CaseState State, CaseSeverity Severity, double Score, DayVerdict Verdict, AttackHypothesis Attack, IReadOnlyList<MetricCode> Metrics,
    IReadOnlyList<CaseStake> Stakes, TimeRange Incident, DateTimeOffset OpenedAt, DateTimeOffset DueAt, DateTimeOffset UpdatedAt, int Version = 1)
{
    /// <summary>What weighs most in the finding of the highest score, in words; null where an earlier build opened it. Shown by <see cref="Read.FindingWords.Of(FraudCase)"/>.</summary>
    public string? Headline { get; init; }

    /// <summary>Longest run of days, one after the other and of one metric, that the case keeps from teaching the baseline.</summary>
    public int HeldDays { get; init; }

    /// <summary>True where the baseline has stood still for so long that only a decision helps: it no longer knows what is usual.</summary>
    public bool IsStandstill => State == CaseState.Open && HeldDays >= CaseRules.StandstillDays;

    /// <summary>The one analyst who works it; null while nobody does.</summary>
    public CaseOwner? Owner { get; init; }

    /// <summary>Out of the way until then; null where it is not snoozed.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>Somebody asked for a second pair of eyes.</summary>
    public bool Escalated { get; init; }

    /// <summary>The incident's usage is disputed: it is not to be billed before that is settled.</summary>
    public bool Disputed { get; init; }

    /// <summary>Money at stake; null until usage is priced.</summary>
    public Money? Money { get; init; }

    /// <summary>Keys that were used during the incident or acted upon, at most <see cref="CaseRules.MaxKeys"/>.</summary>
    public IReadOnlyList<KeyId> Keys { get; init; } = [];

    /// <summary>How it was decided; null while it is open or merged.</summary>
    public CaseDecision? Decision { get; init; }

    /// <summary>The case that it went on as; null unless <see cref="CaseState.Merged"/>.</summary>
    public CaseId? MergedInto { get; init; }

    /// <summary>The earlier case that this one follows or was split from; null for none.</summary>
    public CaseId? Follows { get; init; }

    /// <summary>A person split it: detection does not put the parts together again.</summary>
    public bool KeptApart { get; init; }

    /// <summary>True while it is out of the way.</summary>
    public bool IsSnoozedAt(DateTimeOffset now) => State == CaseState.Open && SnoozedUntil > now;

    /// <summary>True where it is open and should have been decided.</summary>
    public bool IsOverdueAt(DateTimeOffset now) => State == CaseState.Open && DueAt <= now;
}

/// <summary>A case with everything that was found.</summary>
/// <param name="Case">The case.</param>
/// <param name="Findings">One per metric and date, ordered by date, then metric; at most <see cref="CaseRules.MaxFindings"/>.</param>
public sealed record CaseFile(FraudCase Case, IReadOnlyList<CaseFinding> Findings);
