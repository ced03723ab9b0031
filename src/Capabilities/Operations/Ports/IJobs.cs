namespace Breakwater.Operations.Ports;

/// <summary>The scheduler's jobs.</summary>
public interface IJobScheduler
{
    /// <summary>All jobs by name.</summary>
    Task<IReadOnlyList<Job>> ListAsync(CancellationToken ct);

    /// <summary>Starts a job now, beside its schedule.</summary>
    /// <returns>False where no job has that name.</returns>
    Task<bool> RunNowAsync(string name, Actor startedBy, CancellationToken ct);

    /// <summary>Pauses or resumes a job's schedule.</summary>
    /// <returns>False where no job has that name.</returns>
    Task<bool> SetPausedAsync(string name, bool paused, CancellationToken ct);
}

/// <summary>Keeps the runs of jobs, the last 200 of each.</summary>
public interface IJobHistory
{
    /// <summary>Notes a run.</summary>
    Task AddAsync(JobRun run, CancellationToken ct);

    /// <summary>The last run of every job.</summary>
    Task<IReadOnlyDictionary<string, JobRun>> LastRunsAsync(CancellationToken ct);

    /// <summary>Runs of one job, newest first.</summary>
    Task<Page<JobRun>> RunsAsync(string job, PageRequest page, CancellationToken ct);
}
