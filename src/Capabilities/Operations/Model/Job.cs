namespace Breakwater.Operations.Model;

/// <summary>A scheduled job as Operations shows it.</summary>
/// <param name="Name">Stable name, kebab-case.</param>
/// <param name="Purpose">What it does, in one sentence.</param>
/// <param name="Schedule">When it runs, in words.</param>
/// <param name="NextRun">When it runs next; null while paused.</param>
/// <param name="Running">True while it runs.</param>
/// <param name="LastRun">Its last run, or null.</param>
public sealed record Job(string Name, string Purpose, string Schedule, DateTimeOffset? NextRun, bool Running, JobRun? LastRun);

/// <summary>One run of a job.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Succeeded">True where it did its work.</param>
/// <param name="Message">The result or the failure in one sentence, without secrets.</param>
/// <param name="StartedBy">Who started it: an actor's id, or <c>schedule</c>.</param>
public sealed record JobRun(string Job, DateTimeOffset StartedAt, TimeSpan Duration, bool Succeeded, string Message, string StartedBy);
