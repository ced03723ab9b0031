using System.Globalization;

namespace Breakwater.Fraud.Model;

/// <summary>Makes cases of findings and findings of cases.</summary>
public static class CaseFiles
{
    /// <summary>A new open case.</summary>
    public static CaseFile Open(CustomerId customer, IReadOnlyList<CaseFinding> findings, CaseId? follows, DateTimeOffset now)
    {
        var worst = findings[0];
        var blank = new FraudCase(CaseId.New(), customer, CaseState.Open, CaseSeverity.Low, 0, worst.Verdict, worst.Attack, [], [], worst.Incident, now, DateTimeOffset.MaxValue, now, 0);
        return With(new(blank with { Follows = follows }, []), findings, now);
    }

    /// <summary>The case with other findings: range, score, stake and severity follow from them. Growing worse makes it due earlier and ends a snooze.</summary>
    public static CaseFile With(CaseFile file, IEnumerable<CaseFinding> findings, DateTimeOffset now)
    {
        CaseFinding[] all = [.. findings.OrderBy(finding => finding.Date).ThenBy(finding => finding.Metric.Value, StringComparer.Ordinal)];
        var worst = all.MaxBy(finding => (finding.Score, finding.Date, finding.Metric.Value), Worst)!;
        var stakes = CaseStakes.Of(all);
        var severity = CaseSeverities.Of(all, stakes, file.Case.Money);
        var due = now + CaseSeverities.TimeToDecide(severity);
        var held = HeldDays(all);
        var standstill = held >= CaseRules.StandstillDays && file.Case.HeldDays < CaseRules.StandstillDays;
        var grown = severity > file.Case.Severity || file.Findings.Count == 0 || standstill;
        if (standstill) due = now;
        return new(
            file.Case with
            {
                Severity = severity,
                Score = worst.Score,
                Verdict = all.Max(finding => finding.Verdict),
                Attack = worst.Attack,
                HeldDays = held,
                Headline = Read.FindingWords.Headline(worst),
                Metrics = [.. all.Select(finding => finding.Metric).Distinct().OrderBy(metric => metric.Value, StringComparer.Ordinal)],
                Stakes = stakes,
                Incident = new(all.Min(finding => finding.Incident.Start), all.Max(finding => finding.Incident.End)),
                DueAt = grown && due < file.Case.DueAt ? due : file.Case.DueAt,
                SnoozedUntil = grown ? null : file.Case.SnoozedUntil,
            },
            all);
    }

    /// <summary>Longest run of consecutive days of one metric under suspicion.</summary>
    public static int HeldDays(IEnumerable<CaseFinding> findings)
    {
        var longest = 0;
        foreach (var metric in findings.Where(finding => finding.Verdict is DayVerdict.Review or DayVerdict.Alert).GroupBy(finding => finding.Metric))
        {
            var (run, last) = (0, int.MinValue);
            foreach (var day in metric.Select(finding => finding.Date.DayNumber).Distinct().Order())
            {
                (run, last) = (day == last + 1 ? run + 1 : 1, day);
                longest = Math.Max(longest, run);
            }
        }

        return longest;
    }

    /// <summary>The case with what was measured last put in its place.</summary>
    public static CaseFile Put(CaseFile file, CaseFinding finding, DateTimeOffset now) =>
        With(file, file.Findings.Where(known => !SameDay(known, finding)).Append(finding), now);

    /// <summary>True where both speak of the same metric and date.</summary>
    public static bool SameDay(CaseFinding one, CaseFinding other) => one.Metric == other.Metric && one.Date == other.Date;

    /// <summary>True where <paramref name="one"/> takes the place of <paramref name="other"/> of the same metric and date: scored later and not the same.</summary>
    public static bool Replaces(CaseFinding one, CaseFinding other) =>
        (one.ScoredAt, one.Hours, one.Score).CompareTo((other.ScoredAt, other.Hours, other.Score)) > 0 && !SameContent(one, other);

    /// <summary>A finding in one sentence.</summary>
    public static string InWords(CaseFinding finding) => string.Create(
        CultureInfo.InvariantCulture, $"{finding.Metric} on {finding.Date:yyyy-MM-dd}: {finding.Hours} h scored, score {finding.Score:0.0}, {finding.Observed:#,##0.##} {finding.Unit} against {finding.Expected:#,##0.##} expected");

    /// <summary>Time between two ranges; zero where they meet or overlap.</summary>
    public static TimeSpan Gap(TimeRange one, TimeRange other) =>
        one.Start > other.End ? one.Start - other.End : other.Start > one.End ? other.Start - one.End : TimeSpan.Zero;

    // When it was scored is not what was found: scoring the same hours again finds nothing new.
    private static bool SameContent(CaseFinding one, CaseFinding other) =>
        one with { Terms = other.Terms, HourlyUsage = other.HourlyUsage, HourlyBand = other.HourlyBand, Course = other.Course, ScoredAt = other.ScoredAt } == other
        && one.Terms.SequenceEqual(other.Terms) && one.HourlyUsage.SequenceEqual(other.HourlyUsage) && one.HourlyBand.SequenceEqual(other.HourlyBand) && one.Course.SequenceEqual(other.Course);

    private static readonly Comparer<(double Score, DateOnly Date, string Metric)> Worst = Comparer<(double Score, DateOnly Date, string Metric)>.Create((one, other) =>
        one.Score != other.Score ? one.Score.CompareTo(other.Score) : one.Date != other.Date ? one.Date.CompareTo(other.Date) : string.CompareOrdinal(one.Metric, other.Metric));
}
