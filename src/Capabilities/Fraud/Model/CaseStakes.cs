namespace Breakwater.Fraud.Model;

/// <summary>
/// What is at stake: usage above expectation in the hours that lie above what is usual. Hour by hour, because a thief who works at
/// night while the customer is silenced leaves the day's total as it was.
/// </summary>
public static class CaseStakes
{
    /// <summary>Usage at stake per metric, largest share of the expected usage first.</summary>
    public static IReadOnlyList<CaseStake> Of(IReadOnlyList<CaseFinding> findings) =>
    [
        .. findings.GroupBy(finding => finding.Metric)
            .Select(metric =>
            {
                var amount = metric.Sum(Amount);
                var expected = metric.Sum(finding => finding.HourlyBand.Sum(hour => hour.Expected));
                return new CaseStake(metric.Key, amount, metric.First().Unit, amount <= 0 ? 0 : amount / Math.Max(expected, 1));
            })
            .OrderByDescending(stake => stake.Share).ThenBy(stake => stake.Metric.Value, StringComparer.Ordinal),
    ];

    /// <summary>Usage at stake of one day, in the metric's unit, never less than <see cref="CaseFinding.Excess"/>.</summary>
    public static double Amount(CaseFinding finding)
    {
        var above = 0.0;
        for (var hour = 0; hour < Math.Min(finding.Hours, Math.Min(finding.HourlyUsage.Count, finding.HourlyBand.Count)); hour++)
        {
            if (finding.HourlyUsage[hour] > finding.HourlyBand[hour].High) above += finding.HourlyUsage[hour] - finding.HourlyBand[hour].Expected;
        }

        return Math.Max(above, finding.Excess);
    }
}
