namespace Breakwater.Fraud.Read;

/// <summary>What other thresholds would have done to the days that were scored: shown before they take effect.</summary>
public sealed class ThresholdBacktest(IScoreStore scores, ICaseStore cases, TimeProvider time)
{
    /// <summary>Longest look back, days.</summary>
    public const int MaxDays = 365;

    /// <summary>Counts the days that would have been suspicious.</summary>
    /// <param name="proposed">The thresholds to try.</param>
    /// <param name="days">Days to look back, 1 to 365.</param>
    /// <param name="ct">Cancels the query.</param>
    public Task<Outcome<BacktestReport>> GetAsync(ScoreThresholds proposed, int days, CancellationToken ct) => Guarded.RunAsync<BacktestReport>(async () =>
    {
        if (Ingest.SetThresholds.CheckThresholds(proposed.Review, proposed.Alert) is { } problem) return problem;
        if (days is < 1 or > MaxDays) return Problem.Invalid("days", $"days must lie between 1 and {MaxDays}.");
        var to = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = to.AddDays(-days);
        var settings = await scores.SettingsAsync(ct).ConfigureAwait(false);
        var current = settings.Thresholds;
        var high = await scores.HighAsync(Math.Min(proposed.Review, current.Review), from, to, ct).ConfigureAwait(false);
        var flags = (await cases.DayFlagsAsync(from, null, ct).ConfigureAwait(false)).ToDictionary(flag => (new SeriesKey(flag.Customer, flag.Metric), flag.Date), flag => flag.Standing);
        var counted = (await scores.CountAsync(from, to, ct).ConfigureAwait(false)).Sum(month => month.Days);
        var judged = high.Where(day => day.Verdict is DayVerdict.Normal or DayVerdict.Review or DayVerdict.Alert).ToList();
        BacktestSide Side(ScoreThresholds thresholds) => new(
            thresholds, Count(judged, thresholds.Review), Count(judged, thresholds.Alert),
            judged.Count(day => day.Score >= thresholds.Review && Standing(day) == DayStanding.Fraud), judged.Count(day => day.Score >= thresholds.Review && Standing(day) == DayStanding.Cleared));
        DayStanding? Standing(HighDay day) => flags.TryGetValue((day.Key, day.Date), out var standing) ? standing : null;
        var changed = judged.Select(day => new BacktestDay(day, Standing(day), current.Level(day.Score), proposed.Level(day.Score))).Where(day => day.Before != day.After).ToList();
        return new BacktestReport(
            from, to, counted, Side(current), Side(proposed), changed.Count(day => day.After == DayVerdict.Normal && day.Standing == DayStanding.Fraud),
            [.. changed.OrderByDescending(day => day.Day.Score).Take(MaxExamples)], settings.Version);
    });

    private const int MaxExamples = 100;

    private static int Count(List<HighDay> days, double threshold) => days.Count(day => day.Score >= threshold);
}

/// <summary>One pair of thresholds over the days looked back on.</summary>
/// <param name="Thresholds">The pair.</param>
/// <param name="Review">Days that reach the review threshold, those that reach the alert threshold included.</param>
/// <param name="Alert">Days that reach the alert threshold.</param>
/// <param name="Confirmed">Of the first, those that were confirmed as fraud.</param>
/// <param name="Dismissed">Of the first, those that were found to be expected.</param>
public sealed record BacktestSide(ScoreThresholds Thresholds, int Review, int Alert, int Confirmed, int Dismissed);

/// <summary>A day that the two call differently.</summary>
/// <param name="Day">The day.</param>
/// <param name="Standing">What was decided about it; null for nothing.</param>
/// <param name="Before">What the thresholds of now call it: normal, review or alert.</param>
/// <param name="After">What the proposed ones would call it.</param>
public sealed record BacktestDay(HighDay Day, DayStanding? Standing, DayVerdict Before, DayVerdict After)
{
    /// <summary>True where the proposed thresholds show it and those of now do not.</summary>
    public bool Gained => Before == DayVerdict.Normal;
}

/// <summary>Current thresholds beside proposed ones.</summary>
/// <param name="From">First day.</param>
/// <param name="To">The day after the last.</param>
/// <param name="Days">Customer-days that were scored.</param>
/// <param name="Current">With the thresholds of now.</param>
/// <param name="Proposed">With the proposed ones.</param>
/// <param name="ConfirmedLost">Confirmed fraud that the proposed thresholds would have missed.</param>
/// <param name="Examples">Days that the two call differently, highest score first, at most 100.</param>
/// <param name="Version">Version of the settings that this is about.</param>
public sealed record BacktestReport(
    DateOnly From, DateOnly To, long Days, BacktestSide Current, BacktestSide Proposed, int ConfirmedLost, IReadOnlyList<BacktestDay> Examples, int Version);
