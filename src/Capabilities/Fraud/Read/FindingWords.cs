using System.Globalization;

namespace Breakwater.Fraud.Read;

/// <summary>A finding in words, the same for pages, the API and the command line.</summary>
public static class FindingWords
{
    // Beyond it a factor says nothing but that next to nothing was expected.
    private const double MostTimes = 1_000;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>The attack that explains the shape best: "looks like its own profile moved by 8 h".</summary>
    public static string Of(AttackHypothesis attack) => (attack.Kind, attack.Share) switch
    {
        (AttackKind.Shift, 1) => $"looks like this customer's own day moved by {attack.Hours} h",
        (AttackKind.Shift, _) => $"looks as if somebody used the key too, {attack.Hours} h later on the clock",
        (AttackKind.QuietHours, 1) => "looks like this customer's day turned inside out: busy where it is usually quiet",
        (AttackKind.QuietHours, _) => string.Create(Culture, $"looks as if {attack.Share:P0} of the usage came in usually quiet hours"),
        (_, 1) => "looks like a machine: the same usage around the clock",
        _ => string.Create(Culture, $"looks as if {attack.Share:P0} of the usage came evenly around the clock"),
    };

    /// <summary>A case in one sentence, the same for the queue, alerts, the API and the command line: what its own page begins with.</summary>
    public static string Of(FraudCase @case) => @case.Headline ?? Capital(Of(@case.Attack));

    /// <summary>What weighs most in a finding; the shape where nothing does.</summary>
    public static string Headline(CaseFinding finding) => Say(finding, finding.Terms.Where(term => term.Points > 0).Select(term => (Feature?)term.Feature).FirstOrDefault() ?? Feature.Shape);

    /// <summary>The attack as the API names it.</summary>
    public static string Code(AttackHypothesis attack) => attack.Kind switch
    {
        AttackKind.Shift => "shifted_hours",
        AttackKind.QuietHours => "quiet_hours",
        _ => "round_the_clock",
    };

    /// <summary>The hours that stand out: "02:00 to 04:00: 212 calls, 3 expected".</summary>
    public static string Of(StandingOut peak, string unit) => string.Create(
        Culture, $"{peak.From:00}:00 to {(peak.From + peak.Hours) % UsageDay.HoursPerDay:00}:00: {Amount(peak.Observed)} {unit}, {Amount(peak.Expected)} expected");

    /// <summary>Every reason, strongest first; for a finding without a suspicion the one that explains why it is none.</summary>
    public static IReadOnlyList<string> Reasons(CaseFinding finding)
    {
        if (Calm(finding.Verdict) is { } calm) return [calm];
        var reasons = new List<string>();
        foreach (var term in finding.Terms.Where(term => term.Points > 0))
        {
            reasons.Add(string.Create(Culture, $"{Say(finding, term.Feature)} ({term.Deviation:0.0} deviations)"));
        }

        return reasons.Count > 0 ? reasons : ["Nothing is unusual for this customer."];
    }

    /// <summary>What is not known about a series, for the person who decides; empty where all is known.</summary>
    public static IReadOnlyList<string> Unknowns(CaseFinding finding, bool zoneKnown)
    {
        var unknowns = new List<string>();
        if (finding.HistoryDays < ColdStart.ReviewDays) unknowns.Add($"The history is short: {finding.HistoryDays} days. Innocent days score higher than they will later.");
        if (!zoneKnown) unknowns.Add("The customer's time zone is not known: hours follow UTC.");
        if (finding.Cosine is null) unknowns.Add("There is no plain pattern of this weekday to compare with.");
        if (finding.Z is null && finding.Hours == UsageDay.HoursPerDay) unknowns.Add($"No z-score: fewer than {PlainVolume.MinDays} days, or all of them alike.");
        if (finding.Expected < Detectability.LowVolume) unknowns.Add("The usage is low: short attacks do not show.");
        return unknowns;
    }

    private static string Say(CaseFinding finding, Feature feature) => feature switch
    {
        Feature.Shape => Capital(Of(finding.Attack)),
        Feature.Window => Of(finding.Peak, finding.Unit),
        Feature.Volume => finding.Observed > MostTimes * finding.Expected
            ? string.Create(Culture, $"Volume more than {MostTimes:#,0}x of what was expected")
            : string.Create(Culture, $"Volume {finding.Observed / Math.Max(finding.Expected, 1e-9):0.0}x of what was expected"),
        _ => string.Create(Culture, $"Cosine to the usual day {finding.Cosine:0.00}"),
    };

    private static string? Calm(DayVerdict verdict) => verdict switch
    {
        DayVerdict.NoBaseline => $"Fewer than {ColdStart.MinDays} days of history: there is no baseline to compare with.",
        DayVerdict.Learning => $"The history is short: the score is shown, an alarm needs {ColdStart.AlertDays} days, a review {ColdStart.ReviewDays}.",
        DayVerdict.Outage => "Usage broke off: an outage rather than a changed pattern.",
        DayVerdict.Reactivation => $"The first usage after {Verdicts.SilentDays} days of silence or more.",
        DayVerdict.Growth => "More usage in the customer's own shape for days: growth.",
        _ => null,
    };

    private static string Amount(double value) => value < 10 && value != Math.Floor(value) ? value.ToString("0.#", Culture) : value.ToString("#,0", Culture);

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
