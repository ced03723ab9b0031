using Breakwater.Operations.Read;

namespace Breakwater.Operations.Ingest;

/// <summary>Starts a scheduled job now.</summary>
public sealed class RunJob(IEnumerable<IJobScheduler> schedulers, IAuditLog audit)
{
    /// <summary>Starts the job; its result appears in its history.</summary>
    public Task<Outcome<Done>> RunAsync(Actor actor, string name, string? reason, CancellationToken ct) => Guarded.RunAsync<Done>(async () =>
    {
        if (actor.Refuse(Permission.RunJobs) is { } refusal) return refusal;
        if (reason?.Length > 1_000) return Problem.Invalid("reason", "The reason may have at most 1,000 characters.");
        if (await JobLookup.FindAsync(schedulers, name, ct).ConfigureAwait(false) is not { } found) return JobLookup.Unknown(name);
        if (found.Job.Running)
        {
            return new Problem(ProblemKind.Conflict, "job-running", $"{name} is running already.", "Nothing was started. Its result appears in its history when it ends.");
        }

        // The entry first: a crash between the two leaves a trace of an attempt, never an action without one.
        await audit.AppendAsync(new(actor, "job.run", $"job:{name}", reason), ct).ConfigureAwait(false);
        return await found.Scheduler.RunNowAsync(name, actor, ct).ConfigureAwait(false) ? default(Done) : JobLookup.Unknown(name);
    });
}

/// <summary>Finds the scheduler that has a job.</summary>
internal static class JobLookup
{
    public static async Task<(IJobScheduler Scheduler, Job Job)?> FindAsync(IEnumerable<IJobScheduler> schedulers, string name, CancellationToken ct)
    {
        foreach (var scheduler in schedulers)
        {
            if ((await scheduler.ListAsync(ct).ConfigureAwait(false)).FirstOrDefault(job => job.Name == name) is { } job) return (scheduler, job);
        }

        return null;
    }

    public static Problem Unknown(string name) => Problem.NotFound("job", $"There is no job \"{(name.Length <= 64 ? name : name[..64] + "…")}\" here.");
}
