namespace Breakwater.Fraud.Model;

/// <summary>A series' finished days, as they are read from usage.</summary>
/// <param name="Key">The series.</param>
/// <param name="TimeZone">IANA name of its zone.</param>
/// <param name="First">Date of the first of <paramref name="Days"/>: the first with usage, or where a person made the history begin anew.</param>
/// <param name="Days">Consecutive days to the last finished one; those under suspicion are not in use.</param>
/// <param name="Scored">Days that were scored before, by date, with their features and deviations.</param>
public sealed record SeriesHistory(SeriesKey Key, string TimeZone, DateOnly First, UsageDay[] Days, IReadOnlyDictionary<DateOnly, PastDay> Scored);

/// <summary>What is remembered of a finished day.</summary>
/// <param name="Features">Its features.</param>
/// <param name="Growing">True where it had far more usage in the customer's own shape.</param>
public readonly record struct PastDay(FeatureValues Features, bool Growing);

/// <summary>
/// Walks through finished days in order: every day not yet scored is scored by what was known before it, then learnt from unless it
/// is suspicious. Ends with the baseline for the days to come.
/// </summary>
/// <param name="settings">Thresholds and the fleet's scales.</param>
/// <param name="now">Time of the run.</param>
public sealed class SeriesReplay(DetectionSettings settings, DateTimeOffset now)
{
    /// <summary>Finished days that a first run scores in hindsight, so that a customer's own scales do not start empty.</summary>
    public const int HindsightDays = 28;

    /// <summary>Days of a history before its days count for the scales.</summary>
    public const int FirstScaleDay = 14;

    /// <summary>Scores what is missing and makes the baseline.</summary>
    /// <param name="history">The series.</param>
    /// <param name="suspectFrom">Suspicious days from this date on teach nothing; older ones found only now are history.</param>
    /// <returns>The newly scored days, and the baseline; null where no day may be learnt from.</returns>
    public (SeriesBaseline? Baseline, IReadOnlyList<ScoredDay> Scored) Run(SeriesHistory history, DateOnly suspectFrom)
    {
        var days = history.Days;
        var past = new List<FeatureValues>(days.Length);
        var growing = new bool[days.Length];
        var scored = new List<ScoredDay>();
        for (var i = ColdStart.MinDays; i < days.Length; i++)
        {
            var date = history.First.AddDays(i);
            if (!history.Scored.TryGetValue(date, out var known))
            {
                if (i < days.Length - HindsightDays) continue;
                if (Make(history, i, past, growing) is not { } baseline) continue;
                var day = Score(baseline, date, days[i].Hours);
                scored.Add(day);
                known = new(day.Score.Features.Values, Verdicts.IsGrowth(day.Score.Volume, day.Score.Shape, day.Score.Cosine));
                if (day.Verdict.IsSuspicion() && date >= suspectFrom) days[i] = days[i] with { InUse = false };
            }

            growing[i] = known.Growing;
            if (i >= FirstScaleDay && days[i].InUse) past.Add(known.Features);
        }

        return (Make(history, days.Length, past, growing), scored);
    }

    /// <summary>Scores a finished day by a baseline that ends before it.</summary>
    public ScoredDay Score(SeriesBaseline baseline, DateOnly date, double[] hours)
    {
        var plain = baseline.Plain[(int)date.DayOfWeek];
        var score = FraudScore.Of(DayMeasure.Of(baseline.Week.For(date.DayOfWeek), plain, hours), baseline.Scales);
        return new(
            baseline.Key, date, score, Verdicts.Of(score, baseline, settings.Thresholds), plain?.Cosine(hours), baseline.Volume.Z(score.Features.Observed), baseline.HistoryDays, now);
    }

    private SeriesBaseline? Make(SeriesHistory history, int until, List<FeatureValues> past, bool[] growing)
    {
        var days = history.Days.AsSpan(Math.Max(0, until - DayBaseline.Days)..until);
        if (BaselineFit.From(days) is not { } week) return null;
        var (learnt, silent) = (0, 0);
        foreach (var day in days) (learnt, silent) = (learnt + (day.InUse ? 1 : 0), day.Total > 0 ? 0 : silent + 1);
        var recent = days[Math.Max(0, days.Length - PlainShape.Days)..].ToArray().Where(day => day.InUse).ToArray();
        return new(
            history.Key, history.TimeZone, history.First.AddDays(until - 1), days.Length, learnt, silent,
            growing[Math.Max(0, until - Verdicts.GrowthWindow)..until].Count(grows => grows), week, settings.Fleet.Own(past),
            [.. Enum.GetValues<DayOfWeek>().Select(weekday => PlainShape.From(recent, weekday))], PlainVolume.From(Array.ConvertAll(recent, day => day.Total)), now);
    }
}
