using Breakwater.Operations.Read;

namespace Breakwater.Operations.Ingest;

/// <summary>Pauses a job's schedule, or resumes it; remembered over a restart.</summary>
public sealed class PauseJob(IEnumerable<IJobScheduler> schedulers, ISettings settings)
{
    /// <summary>Prefix of the settings that say which jobs are paused.</summary>
    public const string SettingPrefix = "job.paused.";

    /// <summary>Pauses or resumes; where that is its state already nothing happens.</summary>
    public Task<Outcome<Done>> RunAsync(Actor actor, string name, bool paused, string? reason, CancellationToken ct) => Guarded.RunAsync<Done>(async () =>
    {
        if (actor.Refuse(Permission.RunJobs) is { } refusal) return refusal;
        if (reason?.Length > 1_000) return Problem.Invalid("reason", "The reason may have at most 1,000 characters.");
        if (await JobLookup.FindAsync(schedulers, name, ct).ConfigureAwait(false) is not { } found) return JobLookup.Unknown(name);
        var key = SettingPrefix + name;
        if (await settings.GetAsync(key, ct).ConfigureAwait(false) is not null == paused) return default(Done);
        await settings.SetAsync(key, paused ? actor.Id : null, new(actor, paused ? "job.paused" : "job.resumed", $"job:{name}", reason), ct).ConfigureAwait(false);
        return await found.Scheduler.SetPausedAsync(name, paused, ct).ConfigureAwait(false) ? default(Done) : JobLookup.Unknown(name);
    });
}
