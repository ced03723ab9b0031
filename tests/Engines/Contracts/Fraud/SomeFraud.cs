using Breakwater.Fraud.Model;
using Breakwater.Metering.Model;

namespace Breakwater.Tests.Contracts.Fraud;

/// <summary>Plain values of detection for suites.</summary>
public static class SomeFraud
{
    public static readonly DateOnly Day = new(2026, 3, 2);

    public static readonly MetricCode Calls = new("api_calls");

    /// <summary>Days of business hours, the last one before <see cref="Day"/>.</summary>
    public static UsageDay[] Days(int count, double perHour = 100) =>
        [.. Enumerable.Range(0, count).Select(i => new UsageDay(Day.AddDays(i - count).DayOfWeek, Business(perHour + (i % 7))))];

    public static double[] Business(double perHour) => [.. Enumerable.Range(0, 24).Select(hour => hour is >= 8 and < 18 ? perHour : 1)];

    public static SeriesHistory History(string customer, int days, double perHour = 100, MetricCode? metric = null) => new(
        new(new(customer), metric ?? Calls), "Europe/Berlin", Day.AddDays(-days), Days(days, perHour), new Dictionary<DateOnly, PastDay>());

    public static SeriesBaseline Baseline(string customer, double perHour = 100, MetricCode? metric = null) =>
        new SeriesReplay(DetectionSettings.Published, Some.Instant).Run(History(customer, 40, perHour, metric), Day).Baseline!;

    public static ScoredDay Scored(string customer, int daysAgo, double perHour = 100, MetricCode? metric = null) =>
        new SeriesReplay(DetectionSettings.Published, Some.Instant).Score(Baseline(customer, metric: metric), Day.AddDays(-daysAgo), Business(perHour));

    public static SeriesCoverage Coverage(string customer, int history, double? noise, double usage = 1_000, MetricCode? metric = null, int ago = 0) => new(
        new(new(customer), metric ?? Calls), "UTC", history, history, Day.AddDays(-ago), usage, noise, Some.Instant);
}
