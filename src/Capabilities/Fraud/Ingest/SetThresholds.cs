using System.Text.Json;
using Breakwater.Fraud.Read;

namespace Breakwater.Fraud.Ingest;

/// <summary>Changes where a score becomes a suspicion, for every customer at once. Show the backtest first.</summary>
public sealed class SetThresholds(IScoreStore scores, TimeProvider time)
{
    /// <summary>Smallest threshold.</summary>
    public const double Min = 1;

    /// <summary>Largest threshold.</summary>
    public const double Max = 50;

    /// <summary>Saves new thresholds; they hold from the next run on.</summary>
    /// <param name="actor">Who changes them.</param>
    /// <param name="review">From here a finished day is reviewed, 1 to 50.</param>
    /// <param name="alert">From here it is an alert; not below <paramref name="review"/>.</param>
    /// <param name="expectedVersion">Version that the caller has seen.</param>
    /// <param name="reason">Why, 1 to 1,000 characters.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    public Task<Outcome<DetectionSettings>> RunAsync(Actor actor, double review, double alert, int expectedVersion, string? reason, CancellationToken ct) => Guarded.RunAsync<DetectionSettings>(async () =>
    {
        if ((actor.Refuse(Permission.ManageThresholds) ?? Check(review, alert, reason)) is { } problem) return problem;
        var settings = await scores.SettingsAsync(ct).ConfigureAwait(false);
        var changed = settings with { Thresholds = new(review, alert), Version = expectedVersion + 1, ChangedAt = time.GetUtcNow(), ChangedBy = actor.Name };
        var details = JsonSerializer.Serialize(new
        {
            review = new { before = settings.Thresholds.Review, after = review },
            alert = new { before = settings.Thresholds.Alert, after = alert },
        });
        return settings.Version == expectedVersion && await scores.SaveSettingsAsync(changed, new(actor, "fraud.thresholds-set", "fraud:settings", reason, details), ct).ConfigureAwait(false)
            ? changed
            : new Problem(ProblemKind.Conflict, "changed-meanwhile", "The settings of detection were changed meanwhile.", "Nothing was saved. Load them again and repeat the change.");
    });

    /// <summary>Null where both thresholds can be used.</summary>
    public static Problem? CheckThresholds(double review, double alert) =>
        review is not (>= Min and <= Max) ? Problem.Invalid("review", $"The review threshold must lie between {Min} and {Max}.")
        : alert is not (>= Min and <= Max) ? Problem.Invalid("alert", $"The alert threshold must lie between {Min} and {Max}.")
        : alert < review ? Problem.Invalid("alert", "The alert threshold must not lie below the review threshold.")
        : null;

    private static Problem? Check(double review, double alert, string? reason) =>
        CheckThresholds(review, alert)
        ?? (string.IsNullOrWhiteSpace(reason) ? Problem.Invalid("reason", "A reason is needed: it is what the audit log tells later.") : null)
        ?? (reason?.Length > 1_000 ? Problem.Invalid("reason", "The reason may have at most 1,000 characters.") : null);
}
