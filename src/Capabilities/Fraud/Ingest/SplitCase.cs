namespace Breakwater.Fraud.Ingest;

/// <summary>Makes a case of its own of some findings, where a person sees that they are another matter.</summary>
public sealed class SplitCase(CaseDesk desk, CaseAlarm alarm)
{
    /// <summary>Splits chosen findings off.</summary>
    /// <param name="actor">Who splits; both cases are the actor's then.</param>
    /// <param name="target">The case.</param>
    /// <param name="findings">The findings, by metric and date; at least one stays behind.</param>
    /// <param name="reason">Why; null where it needs no words.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    /// <returns>The case that stays and the new one.</returns>
    public async Task<Outcome<(FraudCase Kept, FraudCase Opened)>> RunAsync(
        Actor actor, CaseRef target, IReadOnlyCollection<(MetricCode Metric, DateOnly Date)> findings, string? reason, CancellationToken ct)
    {
        if (CaseWords.Check("reason", reason, required: false) is { } problem) return problem;
        var split = await desk.ChangeTogetherAsync(actor, [target], (files, _, now) => CaseMerges.Split(files[0], findings, actor, reason, now), ct);
        if (split.Problem is { } refusal) return refusal;
        await alarm.RaiseAsync(split.Value, ct);
        return (split.Value[0], split.Value[1]);
    }
}
