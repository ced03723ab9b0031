using Breakwater.Dashboard.Pages.FraudRisk;
using Breakwater.Dashboard.State;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Breakwater.Metering.Read;

namespace Breakwater.Dashboard.Components.Usage;

/// <summary>Puts together what a chart of usage shows: bars, their expected bands, the total, and how it compares.</summary>
public sealed class HistoryReads(UsageQueries usage, UsageHistory history, UsageRisk risk, TimeProvider time)
{
    /// <summary>Days come with the band of the same weekdays as far back as the history goes; hours and older days come without.</summary>
    public async Task<Outcome<UsageBars>> GetAsync(UsageView view, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var reported = await usage.GetAsync(view.Request(series: true), ct);
        if (reported.Problem is { } problem) return problem;
        var report = reported.Value;
        var expected = new Dictionary<DateTimeOffset, HistoryDay>();
        UsageHistoryReport? days = null;
        var back = LocalTime.DateAt(now, view.Zone).DayNumber - LocalTime.DateAt(view.Range.Start, view.Zone).DayNumber + 1;
        if (view.Window == UsageWindow.Day && back is >= 1 and <= UsageHistory.MaxDays)
        {
            var found = await history.GetAsync(view.Customer, view.Metric.Code.Value, back, view.Zone.Id, ct);
            if (found.Problem is { } refused) return refused;
            days = found.Value;
            foreach (var day in days.Days) expected[day.Period.Start] = day;
        }

        var unmatched = await usage.GetAsync(view.Request() with { Metric = BuiltInMetrics.Unmatched.Code.Value }, ct);
        // Without detection's stores the chart still shows usage; the panel beside it says what has failed.
        var named = await risk.NamedAsync(view, ct);
        return new UsageBars(
            report, [.. report.Series!.Select(point => Bar(point, expected, named.IsOk ? named.Value : [], now))], await ChangeAsync(view, now, ct),
            unmatched.IsOk ? unmatched.Value.Events : 0, days is not null,
            days is not null && days.Days.Count == report.Series!.Count ? UsageCsv.Of(days) : UsageCsv.Series(report));
    }

    private static UsageBar Bar(UsagePoint point, Dictionary<DateTimeOffset, HistoryDay> expected, IReadOnlyList<NamedDay> named, DateTimeOffset now)
    {
        var day = expected.GetValueOrDefault(point.Period.Start);
        return new(point.Period, point.Value, day?.Expected, day?.Verdict ?? (point.Period.End > now ? BandVerdict.Unfinished : BandVerdict.Unknown), named.FirstOrDefault(one => one.Marks(point.Period)));
    }

    // Up to the last full hour on both sides: a running day is never compared with a whole one.
    private async Task<Change?> ChangeAsync(UsageView view, DateTimeOffset now, CancellationToken ct)
    {
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var end = hour < view.Range.End ? hour : view.Range.End;
        if (end <= view.Range.Start || view.Range.Length > TimeSpan.FromDays(UsageRules.MaxDays / 2)) return null;
        var whole = view.Request() with { End = end };
        var current = await usage.GetAsync(whole, ct);
        var before = await usage.GetAsync(whole with { Start = view.Range.Start - view.Range.Length, End = end - view.Range.Length }, ct);
        if (!current.IsOk || !before.IsOk || current.Value.Value is not { } value) return null;
        // Nothing stored before is no usage of zero: the customer, or the store, is younger than the comparison.
        return new((double)value, before.Value is { Events: 0, Skipped: 0 } ? null : (double?)before.Value.Value, Against(view));
    }

    private static string Against(UsageView view) => view.Window == UsageWindow.Hour
        ? $"the {Math.Round(view.Range.Length.TotalHours)} hours before"
        : $"the {Math.Round(view.Range.Length.TotalDays)} days before";
}

/// <summary>What a chart of usage shows.</summary>
/// <param name="Report">The figures as the API answers them.</param>
/// <param name="Bars">The windows in order.</param>
/// <param name="Change">Against the same length directly before, both up to the last full hour; null where they cannot be compared.</param>
/// <param name="Unmatched">Events of the range that no metric uses.</param>
/// <param name="Banded">True where bars come with their expectation.</param>
/// <param name="Csv">The same rows as a file, exact.</param>
public sealed record UsageBars(UsageReport Report, IReadOnlyList<UsageBar> Bars, Change? Change, long Unmatched, bool Banded, string Csv)
{
    /// <summary>True where nothing at all arrived.</summary>
    public bool IsEmpty => Report is { Events: 0, Skipped: 0 } && Unmatched == 0;

    /// <summary>Finished bars above or below what was to be expected.</summary>
    public int Outside => Bars.Count(bar => bar.Verdict is BandVerdict.Above or BandVerdict.Below);

    /// <summary>Days that detection found suspicious.</summary>
    public int Suspicious => Bars.Select(bar => bar.Named).OfType<NamedDay>().Where(day => day.IsSuspicious).Distinct().Count();
}

/// <summary>One bar.</summary>
/// <param name="Period">Its window.</param>
/// <param name="Value">Its figure; null where nothing was measured.</param>
/// <param name="Expected">What was to be expected; null where nothing is known.</param>
/// <param name="Verdict">Where the figure lies.</param>
/// <param name="Named">What detection calls the day (of an hour: where it belongs to those that stand out); null for nothing.</param>
public sealed record UsageBar(TimeRange Period, decimal? Value, ExpectedBand? Expected, BandVerdict Verdict, NamedDay? Named = null);
