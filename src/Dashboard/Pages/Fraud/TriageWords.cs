using System.Globalization;
using Breakwater.Dashboard.State;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Read;

namespace Breakwater.Dashboard.Pages.Fraud;

/// <summary>Cases in words.</summary>
public static class TriageWords
{
    /// <summary>Tone of a severity.</summary>
    public static string Tone(CaseSeverity severity) => severity switch
    {
        CaseSeverity.Critical => "critical",
        CaseSeverity.High => "warning",
        CaseSeverity.Medium => "info",
        _ => "",
    };

    /// <summary>Tone of a state.</summary>
    public static string Tone(CaseState state) => state switch
    {
        CaseState.Open => "warning",
        CaseState.Confirmed => "critical",
        CaseState.Dismissed => "ok",
        _ => "",
    };

    /// <summary>A state in a word.</summary>
    public static string Word(CaseState state) => state switch
    {
        CaseState.Confirmed => "Confirmed fraud",
        CaseState.Dismissed => "Expected",
        CaseState.Merged => "Merged",
        _ => "Open",
    };

    /// <summary>A reason in words.</summary>
    public static string Word(DecisionReason reason) => reason switch
    {
        DecisionReason.StolenKey => "Stolen key: somebody else has it",
        DecisionReason.SharedKey => "Shared key: the customer passed it on",
        DecisionReason.Abuse => "Abuse by the customer itself",
        DecisionReason.OtherFraud => "Fraud of another kind",
        DecisionReason.Launch => "Launch of something new",
        DecisionReason.Migration => "Migration, or history loaded",
        DecisionReason.NewRegion => "New part of the world",
        DecisionReason.Holiday => "Holiday or season",
        _ => "Expected for another reason",
    };

    /// <summary>A step of the timeline in words.</summary>
    public static string Word(CaseStepKind kind) => kind switch
    {
        CaseStepKind.Opened => "Opened by detection",
        CaseStepKind.Enriched => "Detection found more",
        CaseStepKind.Woken => "Snooze taken back",
        CaseStepKind.Commented => "Comment",
        CaseStepKind.Escalated => "Second pair of eyes asked for",
        CaseStepKind.Deescalated => "Escalation taken back",
        CaseStepKind.Confirmed => "Confirmed as fraud",
        CaseStepKind.Dismissed => "Dismissed as expected",
        CaseStepKind.Joined => "Another case joined",
        CaseStepKind.Disputed => "Usage marked as disputed",
        CaseStepKind.Undisputed => "Dispute taken back",
        CaseStepKind.KeySuspended => "Key suspended",
        CaseStepKind.KeyResumed => "Key resumed",
        CaseStepKind.KeyRotated => "Key rotated",
        CaseStepKind.KeyTightened => "Limit of a key tightened",
        _ => kind.ToString(),
    };

    /// <summary>What is at stake: the largest share first.</summary>
    public static string Stake(FraudCase one) => one.Stakes is not [var first, ..] ? "no usage above expectation"
        : $"{Format.Quantity(first.Amount, first.Unit)} more than usual{(one.Stakes.Count > 1 ? $", and {one.Stakes.Count - 1} more" : "")}";

    /// <summary>The same for a narrow column.</summary>
    public static string ShortStake(FraudCase one) => one.Stakes is not [var first, ..] ? Format.None : Format.Quantity(first.Amount, first.Unit).ToString();

    /// <summary>Until when it should be decided.</summary>
    public static string Due(FraudCase one, DateTimeOffset now) => one.State != CaseState.Open ? Word(one.State)
        : one.IsOverdueAt(now) ? $"overdue by {Format.Duration(now - one.DueAt)}" : $"due in {Format.Duration(one.DueAt - now)}";

    /// <summary>What a score means: how often innocent days reach it.</summary>
    public static string HowOften(CaseFinding finding) => finding.Score >= finding.AlertAt
        ? "About 1 in 1,000 innocent customer-days, or fewer, reaches such a score."
        : finding.Score >= finding.ReviewAt ? "About 1 in 100 innocent customer-days reaches such a score." : "Such scores are ordinary.";

    /// <summary>The grade of a series in words.</summary>
    public static string Grade(CaseFinding finding) => Detectability.Of(finding.HistoryDays, finding.HistoryDays, finding.Expected, finding.Irregularity) switch
    {
        DetectabilityGrade.Good => "good",
        DetectabilityGrade.Fair => "fair",
        DetectabilityGrade.Poor => "poor",
        DetectabilityGrade.Learning => "learning",
        _ => "none",
    };

    /// <summary>Name of a finding in lists: metric and day.</summary>
    public static string Name(CaseFinding finding) => $"{finding.Metric} · {finding.Date.ToString("ddd d MMM", CultureInfo.InvariantCulture)}{(finding.Hours < 24 ? $", first {finding.Hours} h" : "")}";

    /// <summary>A feature in words.</summary>
    public static string Word(Feature feature) => feature switch
    {
        Feature.Shape => "Shape",
        Feature.Volume => "Volume",
        Feature.Window => "Hours that stand out",
        _ => "Cosine",
    };
}
