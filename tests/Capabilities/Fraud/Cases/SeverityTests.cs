using Breakwater.Fraud.Model;
using Breakwater.Kernel;
using Breakwater.Tests.Contracts.Fraud;

namespace Breakwater.Tests.Fraud.Cases;

/// <summary>Severity and stake: the one rule, by example.</summary>
public sealed class SeverityTests
{
    [Theory]
    [InlineData(7, DayVerdict.Review, 19, null, CaseSeverity.Low)] // three tenths of the expected usage at stake
    [InlineData(7, DayVerdict.Review, 40, null, CaseSeverity.Medium)] // two thirds
    [InlineData(7, DayVerdict.Review, 400, null, CaseSeverity.High)] // more than five times
    [InlineData(11, DayVerdict.Alert, 19, null, CaseSeverity.Medium)]
    [InlineData(11, DayVerdict.Alert, 40, null, CaseSeverity.High)]
    [InlineData(16, DayVerdict.Alert, 19, null, CaseSeverity.High)] // half as much again as its threshold
    [InlineData(16, DayVerdict.Alert, 40, null, CaseSeverity.Critical)]
    [InlineData(50, DayVerdict.Alert, 4_000, null, CaseSeverity.Critical)]
    [InlineData(7, DayVerdict.Review, 19, 999.0, CaseSeverity.Low)]
    [InlineData(7, DayVerdict.Review, 19, 1_000.0, CaseSeverity.High)]
    [InlineData(7, DayVerdict.Review, 19, 10_000.0, CaseSeverity.Critical)]
    [InlineData(30, DayVerdict.Outage, 19, null, CaseSeverity.Low)] // no suspicion any more
    public void Severity_follows_score_usage_and_money(double score, DayVerdict verdict, double usage, double? money, CaseSeverity expected)
    {
        // The whole day expects 240; four of the six hours bring that much usage each.
        CaseFinding[] findings = [SomeCases.Finding(hours: 6, score: score, verdict: verdict, usage: usage)];
        Assert.Equal(expected, CaseSeverities.Of(findings, CaseStakes.Of(findings), money is { } amount ? new Money((decimal)amount, "EUR") : null));
    }

    [Fact]
    public void Usage_at_stake_is_counted_by_the_hour_so_that_an_inverted_day_is_not_nothing()
    {
        var day = SomeCases.Finding();
        double[] night = [.. Enumerable.Range(0, 24).Select(hour => hour is >= 9 and < 17 ? 0.0 : hour < 8 ? 30.0 : 0)];
        var band = Enumerable.Range(0, 24).Select(hour => hour is >= 9 and < 17 ? new HourBand(30, 20, 40) : new HourBand(0, 0, 2)).ToArray();
        var inverted = day with { Hours = 24, HourlyUsage = night, HourlyBand = band, Observed = 240, Expected = 240 };
        Assert.Equal(0, inverted.Excess);
        Assert.Equal(240, CaseStakes.Amount(inverted));
        Assert.Equal(1, Assert.Single(CaseStakes.Of([inverted])).Share);
        Assert.Equal(0, CaseStakes.Amount(inverted with { HourlyUsage = [.. band.Select(hour => hour.High)] }));
    }

    [Fact]
    public void The_worst_hour_of_a_day_counts()
    {
        var calm = SomeCases.Finding(score: 11);
        Assert.Equal(CaseSeverity.Medium, CaseSeverities.Of([calm], [], null));
        Assert.Equal(CaseSeverity.High, CaseSeverities.Of([calm with { Course = [new(4, 20, 6, 10)] }], [], null));
    }

    [Fact]
    public void More_severe_cases_are_due_earlier() => Assert.Equal(
        [1, 4, 24, 72], Enum.GetValues<CaseSeverity>().OrderDescending().Select(severity => (int)CaseSeverities.TimeToDecide(severity).TotalHours));
}
