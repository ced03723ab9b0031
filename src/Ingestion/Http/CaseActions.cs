using Breakwater.Fraud.Ingest;
using Breakwater.Fraud.Model;

namespace Breakwater.Ingestion.Http;

/// <summary>What can be done to a case through the API: the name of the action picks the command, the body holds its words.</summary>
internal sealed class CaseActions(
    ClaimCase claim, ReleaseCase release, AssignCase assign, SnoozeCase snooze, CommentCase comment, EscalateCase escalate, DecideCase decide, ReopenCase reopen,
    MergeCases merge, SplitCase split, DisputeUsage dispute, NotifyCustomerOwner notify, ActOnKey keys)
{
    /// <summary>Runs one action; the answer is the case, or what the action made.</summary>
    public async Task<Outcome<CaseActionAnswer>> RunAsync(Actor actor, string action, CaseId id, CaseActionRequest request, CancellationToken ct)
    {
        var target = new CaseRef(id, request.Version);
        return action switch
        {
            "claim" => Case(await claim.RunAsync(actor, target, ct)),
            "release" => Case(await release.RunAsync(actor, target, ct)),
            "assign" => Case(await assign.RunAsync(actor, target, new(request.OwnerId ?? "", request.Owner ?? request.OwnerId ?? ""), request.Reason, ct)),
            "snooze" when request.Until is null => Problem.Invalid("until", "Say until when."),
            "snooze" => Case(await snooze.RunAsync(actor, target, request.Until.Value, request.Reason, ct)),
            "wake" => Case(await snooze.WakeAsync(actor, target, ct)),
            "escalate" => Case(await escalate.RunAsync(actor, target, request.Undo != true, request.Reason, ct)),
            "dispute" => Case(await dispute.RunAsync(actor, target, request.Undo != true, request.Reason, ct)),
            "decide" when request.Ruling is null => Problem.Invalid("ruling", "Say which ruling."),
            "decide" => Case(await decide.RunAsync(actor, target, new(request.Ruling.Value, request.Words, request.RebaselineFrom), ct)),
            "reopen" => Case(await reopen.RunAsync(actor, target, request.Reason, ct)),
            "merge" => Case(await merge.RunAsync(actor, target, [.. (request.Cases ?? []).Select(other => new CaseRef(new(other)))], request.Reason, ct)),
            "split" => Answer(
                await split.RunAsync(actor, target, [.. (request.Findings ?? []).Select(finding => (new MetricCode(finding.Metric), finding.Date))], request.Reason, ct),
                parts => new { kept = CaseAnswer.Of(parts.Kept), opened = CaseAnswer.Of(parts.Opened) }),
            "comment" => Step(await comment.RunAsync(actor, id, request.Words, ct)),
            "notify" => Step(await notify.RunAsync(actor, id, request.Words, ct)),
            "suspend-key" => Key(await keys.RunAsync(actor, id, KeyOf(request), new KeyAction.Suspend(), request.Reason, ct)),
            "resume-key" => Key(await keys.RunAsync(actor, id, KeyOf(request), new KeyAction.Resume(), request.Reason, ct)),
            "rotate-key" => Key(await keys.RunAsync(actor, id, KeyOf(request), new KeyAction.Rotate(TimeSpan.FromSeconds(Math.Clamp(request.OverlapSeconds ?? 0, -1, int.MaxValue))), request.Reason, ct)),
            "tighten-key" => Key(await keys.RunAsync(actor, id, KeyOf(request), new KeyAction.Tighten(request.RateLimit ?? 0), request.Reason, ct)),
            _ => Problem.NotFound("action", "There is no such action on a case."),
        };
    }

    private static KeyId KeyOf(CaseActionRequest request) => new(request.KeyId ?? "");

    private static Outcome<CaseActionAnswer> Case(Outcome<FraudCase> changed) => Answer(changed, CaseAnswer.Of);

    private static Outcome<CaseActionAnswer> Step(Outcome<CaseStep> step) => Answer(step, made => new { made.At, made.Kind, made.Words });

    private static Outcome<CaseActionAnswer> Key(Outcome<KeyActionDone> done) =>
        Answer(done, changed => new { key_id = changed.Key.Id.Value, state = changed.Key.State, rate_limit = changed.Key.RateLimit, api_key = changed.Secret });

    private static Outcome<CaseActionAnswer> Answer<T>(Outcome<T> outcome, Func<T, object> shape) => outcome.Match<Outcome<CaseActionAnswer>>(value => new CaseActionAnswer(shape(value)), problem => problem);
}

/// <summary>What an action answers.</summary>
/// <param name="Body">The case, or what the action made.</param>
internal sealed record CaseActionAnswer(object Body);

/// <summary>The body of an action; each takes what it needs.</summary>
internal sealed record CaseActionRequest(
    int? Version, string? Reason, string? Words, bool? Undo, string? OwnerId, string? Owner, DateTimeOffset? Until, DecisionReason? Ruling, DateOnly? RebaselineFrom,
    IReadOnlyList<string>? Cases, IReadOnlyList<CaseActionRequest.FindingName>? Findings, string? KeyId, int? RateLimit, long? OverlapSeconds)
{
    internal sealed record FindingName(string Metric, DateOnly Date);
}
