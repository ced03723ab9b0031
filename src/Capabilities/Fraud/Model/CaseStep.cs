namespace Breakwater.Fraud.Model;

/// <summary>What happened to a case. Each step is an entry <c>case.…</c> of the audit log too.</summary>
public enum CaseStepKind
{
    /// <summary>Detection opened it.</summary>
    Opened,

    /// <summary>Detection found more: hours, days, metrics.</summary>
    Enriched,

    /// <summary>An analyst took it.</summary>
    Claimed,

    /// <summary>Its analyst gave it back.</summary>
    Released,

    /// <summary>It was given to an analyst.</summary>
    Assigned,

    /// <summary>It was put out of the way for a while.</summary>
    Snoozed,

    /// <summary>It was taken back before its time.</summary>
    Woken,

    /// <summary>Somebody said something.</summary>
    Commented,

    /// <summary>A second pair of eyes was asked for.</summary>
    Escalated,

    /// <summary>That was taken back.</summary>
    Deescalated,

    /// <summary>It was decided as fraud.</summary>
    Confirmed,

    /// <summary>It was decided as expected.</summary>
    Dismissed,

    /// <summary>A decision was taken back.</summary>
    Reopened,

    /// <summary>Another case went on as this one.</summary>
    Joined,

    /// <summary>It went on as another case.</summary>
    Merged,

    /// <summary>Some of its findings became a case of their own.</summary>
    Split,

    /// <summary>Its usage was marked as disputed.</summary>
    Disputed,

    /// <summary>That was taken back.</summary>
    Undisputed,

    /// <summary>Whoever looks after the customer was told.</summary>
    Notified,

    /// <summary>A key was suspended from it.</summary>
    KeySuspended,

    /// <summary>A key was resumed from it.</summary>
    KeyResumed,

    /// <summary>A key was rotated from it.</summary>
    KeyRotated,

    /// <summary>A key's limit was tightened from it.</summary>
    KeyTightened,
}

/// <summary>A line of a case's timeline.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who; the product itself for what detection does.</param>
/// <param name="Kind">What happened.</param>
/// <param name="What">The facts in one sentence, e.g. <c>api_calls on 2026-11-27: 4 hours scored, score 17.2</c>; null where the kind says it all.</param>
/// <param name="Words">What the person wrote, plain text: show it as text only. Null where nothing was written.</param>
/// <param name="Version">The version of the case that the step made; null where the case itself did not change (comments, messages, keys).</param>
public sealed record CaseStep(DateTimeOffset At, CaseOwner By, CaseStepKind Kind, string? What = null, string? Words = null, int? Version = null);
