namespace Breakwater.Fraud.Model;

/// <summary>
/// Learns a <see cref="WeekBaseline"/> from history: shapes by kind of day that shrink towards each other where there is little
/// data, noise by hour, and the level of volume. Recent days weigh more (half as much after 28 days); days of more than twice the
/// usual volume are capped, so that one spike teaches nothing.
/// </summary>
public static class BaselineFit
{
    private const int Hours = UsageDay.HoursPerDay;
    private const double HalfLife = 28;
    private const double LevelHalfLife = 10;
    private const double DayTypeShrink = 2;
    private const double WeekdayShrink = 3;
    private const double OverallShrink = 6;
    private const double MinNoise = 2e-4;
    private const double MaxNoise = 25;
    private const double MinVolumeDeviation = .02;

    /// <summary>The baseline of a day from the days before it.</summary>
    /// <param name="history">Consecutive days, oldest first, the last one the day before; the last <see cref="DayBaseline.Days"/> count.</param>
    /// <param name="today">Weekday of the day to come.</param>
    /// <returns>Null where no day of the history may be learnt from.</returns>
    public static DayBaseline? From(ReadOnlySpan<UsageDay> history, DayOfWeek today) => From(history)?.For(today);

    /// <summary>The baselines of all weekdays from the days before them.</summary>
    /// <param name="history">As above.</param>
    /// <returns>Null where no day of the history may be learnt from.</returns>
    public static WeekBaseline? From(ReadOnlySpan<UsageDay> history)
    {
        if (history.Length > DayBaseline.Days) history = history[^DayBaseline.Days..];
        var days = Weigh(history, out var median);
        if (days.Length == 0) return null;
        var shapes = new Shapes(days, median);
        var (level, effects, variance) = Level(days, median);
        return new(
            [.. Enum.GetValues<DayOfWeek>().Select(shapes.Of)], shapes.Overall, shapes.Workday, shapes.Weekend, Noise(days, shapes), level, effects, variance);
    }

    // How much a day counts (Weight), and how much of its usage does (Capped).
    private readonly record struct Weighed(UsageDay Day, double Weight, double Cap, double Recent)
    {
        public double Capped => Weight * Cap;
    }

    private static Weighed[] Weigh(ReadOnlySpan<UsageDay> history, out double median)
    {
        var positive = new List<double>();
        foreach (var day in history)
        {
            if (day.InUse && day.Total > 0) positive.Add(day.Total);
        }

        median = positive.Count > 0 ? WeightedMedian.Plain([.. positive]) : 1;
        var days = new List<Weighed>(history.Length);
        for (var i = 0; i < history.Length; i++)
        {
            if (!history[i].InUse) continue;
            double age = history.Length - i;
            var cap = Math.Min(1, 2 * median / Math.Max(history[i].Total, HourProfile.Tiny));
            days.Add(new(history[i], Math.Pow(2, -age / HalfLife), cap, Math.Pow(2, -age / LevelHalfLife)));
        }

        return [.. days];
    }

    // Shapes shrink: weekday to its kind of day, kind of day to all days, all days to an even clock.
    private sealed class Shapes
    {
        private readonly double[][] _weekdays = new double[Weekdays.Count][];

        public Shapes(Weighed[] days, double median)
        {
            var (sum, total, _) = Add(days, _ => true);
            var trust = total / (total + OverallShrink);
            Overall = new double[Hours];
            for (var hour = 0; hour < Hours; hour++) Overall[hour] = trust * sum[hour] / Math.Max(total, HourProfile.Tiny) + (1 - trust) / Hours;
            Workday = Shrunk(days, day => !day.IsWeekend, Overall, DayTypeShrink, median);
            Weekend = Shrunk(days, day => day.IsWeekend, Overall, DayTypeShrink, median);
            foreach (var weekday in Enum.GetValues<DayOfWeek>())
            {
                _weekdays[(int)weekday] = Shrunk(days, day => day.Weekday == weekday, weekday.IsWeekend() ? Weekend : Workday, WeekdayShrink, median);
            }
        }

        public double[] Overall { get; }

        public double[] Workday { get; }

        public double[] Weekend { get; }

        public double[] Of(DayOfWeek weekday) => _weekdays[(int)weekday];

        private static double[] Shrunk(Weighed[] days, Func<UsageDay, bool> mask, double[] prior, double strength, double median)
        {
            var (sum, total, count) = Add(days, mask);
            if (total <= 0) return prior;
            // Few events tell little about a shape, hence the stronger pull at low volume.
            var trust = count / (count + strength * (1 + 10 / median));
            var shape = new double[Hours];
            for (var hour = 0; hour < Hours; hour++) shape[hour] = trust * sum[hour] / total + (1 - trust) * prior[hour];
            return shape;
        }

        private static (double[] Sum, double Total, double Count) Add(Weighed[] days, Func<UsageDay, bool> mask)
        {
            var sum = new double[Hours];
            double total = 0, count = 0;
            foreach (var day in days)
            {
                if (!mask(day.Day)) continue;
                for (var hour = 0; hour < Hours; hour++) sum[hour] += day.Capped * day.Day.Hours[hour];
                total += day.Capped * day.Day.Total;
                if (day.Day.Total > 0) count += day.Weight;
            }

            return (sum, total, count);
        }
    }

    private static double[] Noise(Weighed[] days, Shapes shapes)
    {
        var ofWeekday = new double[Weekdays.Count];
        foreach (var day in days) ofWeekday[(int)day.Day.Weekday] += day.Weight;
        double[] excess = new double[Hours], scale = new double[Hours];
        foreach (var day in days)
        {
            var profile = shapes.Of(day.Day.Weekday);
            // The profile was learnt from this day too: the residual is that much too small.
            var inflation = 1 + 1 / Math.Max(ofWeekday[(int)day.Day.Weekday], 1);
            var weight = day.Weight * day.Cap * day.Cap;
            for (var hour = 0; hour < Hours; hour++)
            {
                var expected = day.Day.Total * profile[hour];
                var residual = day.Day.Hours[hour] - expected;
                excess[hour] += weight * (residual * residual * inflation - expected);
                scale[hour] += weight * expected * expected;
            }
        }

        var overall = Math.Max(excess.Sum(), 0) / Math.Max(scale.Sum(), HourProfile.Tiny);
        double[] smoothExcess = Smooth(excess), smoothScale = Smooth(scale);
        var strength = .5 * WeightedMedian.Plain(smoothScale) + HourProfile.Tiny;
        var noise = new double[Hours];
        for (var hour = 0; hour < Hours; hour++)
        {
            noise[hour] = Math.Clamp(Math.Max(smoothExcess[hour] + strength * overall, 0) / (smoothScale[hour] + strength), MinNoise, MaxNoise);
        }

        return noise;
    }

    private static double[] Smooth(double[] values)
    {
        var smooth = new double[Hours];
        for (var hour = 0; hour < Hours; hour++)
        {
            smooth[hour] = values[(hour + Hours - 1) % Hours] + 2 * values[hour] + values[(hour + 1) % Hours];
        }

        return smooth;
    }

    private static (double Level, double[] Effects, double Variance) Level(Weighed[] days, double median)
    {
        var logs = Array.ConvertAll(days, day => Math.Log(day.Day.Total + .5));
        var weights = Array.ConvertAll(days, day => day.Weight);
        var level = WeightedMedian.Of(logs, weights);
        var effects = new double[Weekdays.Count];
        foreach (var weekday in Enum.GetValues<DayOfWeek>())
        {
            int[] same = [.. Enumerable.Range(0, days.Length).Where(i => days[i].Day.Weekday == weekday)];
            if (same.Length == 0) continue;
            double[] above = [.. same.Select(i => logs[i] - level)], of = [.. same.Select(i => weights[i])];
            effects[(int)weekday] = same.Length / (same.Length + 2d) * WeightedMedian.Of(above, of);
        }

        var residuals = new double[days.Length];
        for (var i = 0; i < days.Length; i++) residuals[i] = logs[i] - effects[(int)days[i].Day.Weekday];
        var now = WeightedMedian.Of(residuals, Array.ConvertAll(days, day => day.Recent));
        var spread = Array.ConvertAll(residuals, residual => residual - now);
        var centre = WeightedMedian.Of(spread, weights);
        var deviation = 1.4826 * WeightedMedian.Of(Array.ConvertAll(spread, value => Math.Abs(value - centre)), weights);
        return (now, effects, Math.Max(deviation * deviation - 1 / (median + 1), MinVolumeDeviation * MinVolumeDeviation));
    }
}
