namespace Breakwater.Fraud.Model;

/// <summary>One finished day of a customer's usage of one metric.</summary>
/// <param name="Weekday">Day of the week in the customer's zone.</param>
/// <param name="Hours">24 quantities, not negative, by hour of that zone's clock.</param>
/// <param name="InUse">False where the day is under suspicion or confirmed as fraud: it then teaches the baseline nothing.</param>
public sealed record UsageDay(DayOfWeek Weekday, double[] Hours, bool InUse = true)
{
    /// <summary>Hours of a day as detection counts them; a clock change gives one of them twice the usage or none.</summary>
    public const int HoursPerDay = 24;

    /// <summary>24 quantities, not negative; fixed, as the total is theirs.</summary>
    public double[] Hours { get; } = Hours;

    /// <summary>Usage of the whole day.</summary>
    public double Total { get; } = Sum(Hours);

    /// <summary>True on Saturday and Sunday.</summary>
    public bool IsWeekend => Weekday.IsWeekend();

    private static double Sum(double[] hours)
    {
        double total = 0;
        foreach (var hour in hours) total += hour;
        return total;
    }
}

/// <summary>The kinds of day that share a shape.</summary>
internal static class Weekdays
{
    /// <summary>Days in a week.</summary>
    public const int Count = 7;

    /// <summary>True on Saturday and Sunday.</summary>
    public static bool IsWeekend(this DayOfWeek day) => day is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
