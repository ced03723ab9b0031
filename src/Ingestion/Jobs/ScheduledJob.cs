namespace Breakwater.Ingestion.Jobs;

/// <summary>A job and when it runs.</summary>
/// <param name="Name">Stable name, kebab-case.</param>
/// <param name="Purpose">What it does, in one sentence.</param>
/// <param name="Schedule">When it runs, in words.</param>
/// <param name="Cron">The same for the scheduler: seconds, minutes, hours, day of month, month, day of week; in UTC.</param>
/// <param name="Work">Does the work and tells the result in one sentence.</param>
internal sealed record ScheduledJob(string Name, string Purpose, string Schedule, string Cron, Func<CancellationToken, Task<JobResult>> Work);

/// <summary>How a run ended.</summary>
/// <param name="Message">What came of it, in one sentence.</param>
/// <param name="Found">True where the work was done and found something wrong: the run counts as failed, and the job has raised its own notification.</param>
internal readonly record struct JobResult(string Message, bool Found = false)
{
    /// <summary>Done, and nothing is wrong.</summary>
    public static implicit operator JobResult(string message) => new(message);
}
