namespace Breakwater.Fraud.Model;

/// <summary>Why a case was decided as it was.</summary>
public enum DecisionReason
{
    /// <summary>Fraud: somebody else has the key.</summary>
    StolenKey,

    /// <summary>Fraud: the customer passed the key on.</summary>
    SharedKey,

    /// <summary>Fraud: the customer's own misuse, e.g. of a trial or a flat rate.</summary>
    Abuse,

    /// <summary>Fraud of another kind; the words say which.</summary>
    OtherFraud,

    /// <summary>Expected: the customer launched something.</summary>
    Launch,

    /// <summary>Expected: the customer moved systems or loaded history.</summary>
    Migration,

    /// <summary>Expected: the customer serves another part of the world.</summary>
    NewRegion,

    /// <summary>Expected: a holiday or season.</summary>
    Holiday,

    /// <summary>Expected for another reason; the words say which.</summary>
    OtherExpected,
}

/// <summary>Which reasons go with which decision.</summary>
public static class DecisionReasons
{
    /// <summary>Reasons to confirm fraud.</summary>
    public static IReadOnlyList<DecisionReason> Confirming { get; } = [DecisionReason.StolenKey, DecisionReason.SharedKey, DecisionReason.Abuse, DecisionReason.OtherFraud];

    /// <summary>Reasons to dismiss as expected.</summary>
    public static IReadOnlyList<DecisionReason> Dismissing { get; } =
        [DecisionReason.Launch, DecisionReason.Migration, DecisionReason.NewRegion, DecisionReason.Holiday, DecisionReason.OtherExpected];

    /// <summary>True where the reason needs the analyst's words.</summary>
    public static bool NeedsWords(DecisionReason reason) => reason is DecisionReason.OtherFraud or DecisionReason.OtherExpected;

    /// <summary>The state that a reason leads to.</summary>
    public static CaseState Leads(DecisionReason reason) => Confirming.Contains(reason) ? CaseState.Confirmed : CaseState.Dismissed;
}

/// <summary>A decision as an analyst makes it.</summary>
/// <param name="Reason">Why; it says whether the case is confirmed or dismissed.</param>
/// <param name="Words">The analyst's words, at most 2,000 characters; null where the reason says it all.</param>
/// <param name="RebaselineFrom">Dismissed only: the customer has been a different one since that day, so older days no longer teach. Null where it has not.</param>
public sealed record CaseRuling(DecisionReason Reason, string? Words = null, DateOnly? RebaselineFrom = null);

/// <summary>How a case was decided.</summary>
/// <param name="Ruling">The decision.</param>
/// <param name="At">When.</param>
/// <param name="By">By whom.</param>
public sealed record CaseDecision(CaseRuling Ruling, DateTimeOffset At, CaseOwner By);
