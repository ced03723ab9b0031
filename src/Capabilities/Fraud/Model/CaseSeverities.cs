namespace Breakwater.Fraud.Model;

/// <summary>
/// How much depends on a case: the one rule. A review counts 0, an alert 1, a score of half as much again as its alert threshold 2;
/// usage at stake of half the expected usage of its days adds 1, of five times as much 2. The sum, at most 3, is the severity.
/// Money at stake of 1,000 makes it High at least, of 10,000 Critical, whatever the currency.
/// </summary>
public static class CaseSeverities
{
    /// <summary>How far above its alert threshold a score is strong.</summary>
    public const double Strong = 1.5;

    /// <summary>Share of the expected usage from which what is at stake counts.</summary>
    public const double Share = .5;

    /// <summary>Share of the expected usage from which it counts twice.</summary>
    public const double LargeShare = 5;

    /// <summary>Money from which a case is High at least.</summary>
    public const decimal HighMoney = 1_000;

    /// <summary>Money from which a case is Critical.</summary>
    public const decimal CriticalMoney = 10_000;

    /// <summary>The severity of what was found.</summary>
    public static CaseSeverity Of(IReadOnlyList<CaseFinding> findings, IReadOnlyList<CaseStake> stakes, Money? money)
    {
        var points = findings.Select(Points).DefaultIfEmpty(0).Max();
        var share = stakes.Select(stake => stake.Share).DefaultIfEmpty(0).Max();
        points += share >= LargeShare ? 2 : share >= Share ? 1 : 0;
        var least = money?.Amount switch { >= CriticalMoney => CaseSeverity.Critical, >= HighMoney => CaseSeverity.High, _ => CaseSeverity.Low };
        return (CaseSeverity)Math.Max((int)least, Math.Min(points, (int)CaseSeverity.Critical));
    }

    /// <summary>How long a case of that severity may wait for its decision.</summary>
    public static TimeSpan TimeToDecide(CaseSeverity severity) => severity switch
    {
        CaseSeverity.Critical => TimeSpan.FromHours(1),
        CaseSeverity.High => TimeSpan.FromHours(4),
        CaseSeverity.Medium => TimeSpan.FromHours(24),
        _ => TimeSpan.FromHours(72),
    };

    // The worst hour of a day counts: a burst at night is no milder because the day went on quietly.
    private static int Points(CaseFinding finding)
    {
        var most = finding.AlertAt > 0 ? finding.Score / finding.AlertAt : 0;
        foreach (var hour in finding.Course) most = Math.Max(most, hour.AlertAt > 0 ? hour.Score / hour.AlertAt : 0);
        return finding.Verdict is not (DayVerdict.Review or DayVerdict.Alert) ? 0 : most >= Strong ? 2 : most >= 1 ? 1 : 0;
    }
}
