namespace Breakwater.Fraud.Model;

/// <summary>
/// The plain mean shape of a weekday: each day's hours divided by its total, averaged over the same weekdays of the last 30 days.
/// </summary>
/// <param name="Shares">24 shares that add up to 1.</param>
/// <param name="Volume">Mean total of those days.</param>
public sealed record PlainShape(double[] Shares, double Volume)
{
    /// <summary>Days of history that are looked at.</summary>
    public const int Days = 30;

    /// <summary>The plain shape of a weekday; null where no such day had usage.</summary>
    /// <param name="history">Oldest first; only the last <see cref="Days"/> count.</param>
    /// <param name="weekday">The weekday.</param>
    public static PlainShape? From(ReadOnlySpan<UsageDay> history, DayOfWeek weekday)
    {
        if (history.Length > Days) history = history[^Days..];
        var shares = new double[UsageDay.HoursPerDay];
        double days = 0, volume = 0;
        foreach (var day in history)
        {
            if (day.Weekday != weekday || day.Total <= 0) continue;
            for (var hour = 0; hour < shares.Length; hour++) shares[hour] += day.Hours[hour] / day.Total;
            (days, volume) = (days + 1, volume + day.Total);
        }

        return days == 0 ? null : new(Array.ConvertAll(shares, share => share / days), volume / days);
    }

    /// <summary>Cosine between these shares and a day; null where the day has no usage.</summary>
    /// <param name="usage">Hours from midnight on; fewer than 24 are compared with as many.</param>
    public double? Cosine(ReadOnlySpan<double> usage)
    {
        double dot = 0, own = 0, other = 0;
        for (var hour = 0; hour < usage.Length; hour++)
        {
            (dot, own, other) = (dot + usage[hour] * Shares[hour], own + Shares[hour] * Shares[hour], other + usage[hour] * usage[hour]);
        }

        return own > 0 && other > 0 ? dot / Math.Sqrt(own * other) : null;
    }

    /// <summary>1 minus the cosine; 0 where there is none.</summary>
    public double Distance(ReadOnlySpan<double> usage) => 1 - (Cosine(usage) ?? 1);
}

/// <summary>Daily volume against the mean of earlier days.</summary>
/// <param name="Mean">Mean of the totals.</param>
/// <param name="Deviation">Sample standard deviation.</param>
/// <param name="Days">How many days it is made of.</param>
public readonly record struct PlainVolume(double Mean, double Deviation, int Days)
{
    /// <summary>Fewest days that allow a z-score.</summary>
    public const int MinDays = 7;

    /// <summary>Mean and deviation of daily totals.</summary>
    public static PlainVolume From(ReadOnlySpan<double> totals)
    {
        if (totals.IsEmpty) return default;
        double mean = 0, squares = 0;
        foreach (var total in totals) mean += total / totals.Length;
        foreach (var total in totals) squares += (total - mean) * (total - mean);
        return new(mean, totals.Length > 1 ? Math.Sqrt(squares / (totals.Length - 1)) : 0, totals.Length);
    }

    /// <summary>Standard deviations from the mean; null with fewer than <see cref="MinDays"/> days, or where all are alike.</summary>
    public double? Z(double total) => Days >= MinDays && Deviation > 0 ? (total - Mean) / Deviation : null;
}

/// <summary>The published pair of thresholds, as a verdict: kept beside the score so that both can be compared.</summary>
public static class PlainPair
{
    /// <summary>Cosine below which a shape counts as changed.</summary>
    public const double MinCosine = .9;

    /// <summary>Standard deviations from which a volume counts as changed.</summary>
    public const double MaxZ = 3;

    /// <summary>True where either of the two is out of its bounds.</summary>
    public static bool Flags(double? cosine, double? z) => cosine < MinCosine || Math.Abs(z ?? 0) >= MaxZ;
}
