namespace Breakwater.Fraud.Model;

/// <summary>Measures a day, or its first hours, against its baseline.</summary>
public static class DayMeasure
{
    private const double Clip = 5;
    private const double MinRate = 1e-6;
    private const double CountNoise = .25;
    private static readonly int[] Windows = [1, 2, 3, 4, 6];

    /// <summary>The four features of a day.</summary>
    /// <param name="baseline">Learnt from the days before; never from this day.</param>
    /// <param name="plain">The plain shape of the same weekday; null where there is none.</param>
    /// <param name="usage">24 quantities; those from <paramref name="until"/> on are not read.</param>
    /// <param name="until">Hours that are over, 1 to 24. The expectation is cut to the same hours.</param>
    public static DayFeatures Of(DayBaseline baseline, PlainShape? plain, ReadOnlySpan<double> usage, int until = UsageDay.HoursPerDay)
    {
        usage = usage[..until];
        double observed = 0, share = 0;
        for (var hour = 0; hour < until; hour++) (observed, share) = (observed + usage[hour], share + baseline.Profile[hour]);
        var expected = baseline.Volume * Math.Max(share, MinRate);
        var volume = (Math.Log(observed + .5) - Math.Log(expected + .5)) / Math.Sqrt(baseline.VolumeVariance + 1 / (expected + 1));
        var (evidence, attack) = Evidence(baseline, usage, observed);
        var (z, peak) = Peak(baseline, usage);
        return new(
            Math.Sign(evidence) * Math.Sqrt(2 * Math.Abs(evidence)), volume, Math.Log(1 + Math.Max(z, 0)), plain?.Distance(usage) ?? 0, observed, expected,
            AttackHypothesis.All[attack], peak, Silence(baseline, usage));
    }

    // The longest silence, as far below expectation as counting noise and the customer's own irregularity allow to say.
    private static double Silence(DayBaseline baseline, ReadOnlySpan<double> usage)
    {
        double deepest = 0, mean = 0, noise = 0;
        var hours = usage.Length;
        for (var i = 0; i < (hours == UsageDay.HoursPerDay ? 2 * hours : hours); i++)
        {
            var hour = i % hours;
            if (usage[hour] > 0)
            {
                (mean, noise) = (0, 0);
                continue;
            }

            // A run that goes around midnight is whole in the second round; a silent day must not count twice.
            if (mean > baseline.Volume) break;
            var rate = baseline.Expected(hour);
            (mean, noise) = (mean + rate, noise + baseline.Noise[hour] * rate * rate);
            deepest = Math.Max(deepest, mean / Math.Sqrt(mean + noise + baseline.VolumeVariance * mean * mean + CountNoise));
        }

        return deepest;
    }

    // The likelihood of a shape given the day's volume: negative binomial with the hour's own noise. Each hour's say is clipped,
    // so that one wild hour cannot decide; an attack has to beat the innocent explanation that fits best.
    private static (double Evidence, int Attack) Evidence(DayBaseline baseline, ReadOnlySpan<double> usage, double observed)
    {
        var hours = usage.Length;
        Span<double> benign = stackalloc double[baseline.Benign.Length * hours];
        for (var i = 0; i < baseline.Benign.Length; i++) LogLikelihood(baseline, baseline.Benign[i], usage, observed, benign.Slice(i * hours, hours));
        Span<double> attack = stackalloc double[hours];
        var (best, at) = (double.NegativeInfinity, 0);
        for (var i = 0; i < baseline.Attacks.Length; i++)
        {
            LogLikelihood(baseline, baseline.Attacks[i], usage, observed, attack);
            var worst = double.PositiveInfinity;
            for (var j = 0; j < baseline.Benign.Length; j++)
            {
                double sum = 0;
                for (var hour = 0; hour < hours; hour++) sum += Math.Clamp(attack[hour] - benign[j * hours + hour], -Clip, Clip);
                worst = Math.Min(worst, sum);
                // An innocent explanation that leaves less than the best attack so far settles it: the others could only leave less still.
                if (worst <= best) break;
            }

            if (worst > best) (best, at) = (worst, i);
        }

        return (best, at);
    }

    private static void LogLikelihood(DayBaseline baseline, double[] shape, ReadOnlySpan<double> usage, double observed, Span<double> into)
    {
        double total = 0;
        for (var hour = 0; hour < usage.Length; hour++) total += shape[hour];
        var scale = observed / Math.Max(total, HourProfile.Tiny);
        for (var hour = 0; hour < usage.Length; hour++)
        {
            var rate = Math.Max(scale * shape[hour], MinRate);
            var size = 1 / baseline.Noise[hour];
            into[hour] = usage[hour] * Math.Log(rate) - (usage[hour] + size) * Math.Log(size + rate);
        }
    }

    private static (double Z, StandingOut Peak) Peak(DayBaseline baseline, ReadOnlySpan<double> usage)
    {
        var hours = usage.Length;
        var whole = hours == UsageDay.HoursPerDay;
        var (best, peak) = (double.NegativeInfinity, default(StandingOut));
        foreach (var length in Windows)
        {
            if (length > hours) break;
            for (var from = 0; from < (whole ? hours : hours - length + 1); from++)
            {
                double seen = 0, mean = 0, noise = 0;
                for (var i = 0; i < length; i++)
                {
                    var hour = (from + i) % UsageDay.HoursPerDay;
                    var rate = baseline.Expected(hour);
                    (seen, mean, noise) = (seen + usage[hour], mean + rate, noise + baseline.Noise[hour] * rate * rate);
                }

                var z = (seen - mean) / Math.Sqrt(mean + noise + baseline.VolumeVariance * mean * mean + CountNoise);
                if (z > best) (best, peak) = (z, new(from, length, seen, mean));
            }
        }

        return (best, peak);
    }
}
