using Breakwater.Fraud.Model;
using Breakwater.Metering.Model;

namespace Breakwater.Tests.Contracts.Fraud;

/// <summary>Findings and people for suites.</summary>
public static class SomeCases
{
    public static readonly DateOnly Day = new(2026, 2, 27);

    public static Actor Analyst(int number = 1) => new($"local:analyst-{number}", $"Analyst {number}", new HashSet<Role> { Role.FraudAnalyst });

    /// <summary>A finding from 02:00 of a day on; every hour from there is far above the band.</summary>
    public static CaseFinding Finding(int day = 0, string metric = "api_calls", int hours = 6, double score = 12, DayVerdict verdict = DayVerdict.Alert, double usage = 40, int from = 2, int scoredAfter = 0)
    {
        var date = Day.AddDays(day);
        var midnight = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        double[] hourly = [.. Enumerable.Range(0, 24).Select(hour => hour < hours ? hour >= from ? usage : 1 : 0)];
        return new(
            new MetricCode(metric), "calls", date, "UTC", hours, new(midnight.AddHours(Math.Min(from, hours - 1)), midnight.AddHours(hours)), score, 6.36, 10.58, verdict,
            [new(Feature.Shape, 7.1, 7.1), new(Feature.Window, 4.9, 4.9)], new(AttackKind.Shift, 8, 1), new(from, 2, 80, 2.5), hourly.Sum(), 6, 0.31, null, 42, 0.2,
            hourly, [.. Enumerable.Repeat(new HourBand(10, 4, 18), 24)], [new(hours, score, 6.36, 10.58)], midnight.AddHours(hours).AddMinutes(5 + scoredAfter));
    }

    public static (CustomerId Customer, CaseFinding Finding) Of(string customer, CaseFinding finding) => (new(customer), finding);
}
