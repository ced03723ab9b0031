namespace Breakwater.Operations.Read;

/// <summary>Lists scheduled jobs and their runs.</summary>
/// <param name="schedulers">The scheduler of this process; none where its role runs no jobs.</param>
/// <param name="history">Where runs are kept.</param>
public sealed class JobQueries(IEnumerable<IJobScheduler> schedulers, IJobHistory history)
{
    /// <summary>All jobs by name; empty where this process runs none.</summary>
    public Task<Outcome<Page<Job>>> ListAsync(CancellationToken ct) => Guarded.RunAsync<Page<Job>>(async () =>
    {
        List<Job> jobs = [];
        foreach (var scheduler in schedulers) jobs.AddRange(await scheduler.ListAsync(ct).ConfigureAwait(false));
        return new Page<Job>(jobs, jobs.Count);
    });

    /// <summary>Runs of one job, newest first.</summary>
    public Task<Outcome<Page<JobRun>>> RunsAsync(string job, PageRequest page, CancellationToken ct) =>
        Guarded.RunAsync<Page<JobRun>>(async () => await history.RunsAsync(job, page.Clamped(), ct).ConfigureAwait(false));
}
