using System.Diagnostics;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Breakwater.Ingestion.Jobs;

/// <summary>One run of one of the product's jobs: works, notes the result in words, raises and resolves the notification about failures.</summary>
[DisallowConcurrentExecution]
internal sealed partial class QuartzJob(JobScheduler scheduler, IJobHistory history, INotifications notifications, TimeProvider time, ILogger<QuartzJob> log) : IJob
{
    /// <summary>Prefix of the key of the condition that a job fails.</summary>
    public const string FailedKey = "job-failed:";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var job = scheduler.Find(context.JobDetail.Key.Name);
        var startedBy = context.MergedJobDataMap.TryGetValue(JobScheduler.StartedBy, out var by) && by is string actor ? actor : "schedule";
        var started = time.GetUtcNow();
        var watch = Stopwatch.StartNew();
        scheduler.Began(job.Name);
        try
        {
            var (ran, result) = await WorkAsync(job, cancellationToken).ConfigureAwait(false);
            // The host may be stopping: how the run ended is noted all the same.
            await NoteAsync(new(job.Name, started, watch.Elapsed, ran && !result.Found, result.Message, startedBy), ran, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            scheduler.Ended(job.Name);
        }
    }

    private async Task<(bool Ran, JobResult Result)> WorkAsync(ScheduledJob job, CancellationToken ct)
    {
        try
        {
            return (true, await job.Work(ct).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return (false, "Stopped together with the host before it was done; the next run starts anew.");
        }
        catch (EngineUnavailableException fault)
        {
            LogFailure(log, fault, job.Name);
            return (false, $"{fault.Engine} does not answer. Nothing was changed by half; the next run tries again.");
        }
        catch (Exception fault)
        {
            // The boundary of a job: whatever goes wrong is noted in words here, and the details are in the log.
            LogFailure(log, fault, job.Name);
            return (false, "Failed unexpectedly; the log of this time has the details. The next run tries again.");
        }
    }

    // What a job has found has a notification of its own; this one says that the job itself could not do its work.
    private async Task NoteAsync(JobRun run, bool ran, CancellationToken ct)
    {
        try
        {
            await history.AddAsync(run, ct).ConfigureAwait(false);
            if (ran) await notifications.ResolveAsync(FailedKey + run.Job, ct).ConfigureAwait(false);
            else await notifications.RaiseAsync(new(FailedKey + run.Job, Severity.Warning, $"The job {run.Job} failed", run.Message, "/operations", time.GetUtcNow()), ct).ConfigureAwait(false);
        }
        catch (EngineUnavailableException fault)
        {
            LogNotNoted(log, fault, run.Job, run.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The job {Job} failed")]
    private static partial void LogFailure(ILogger log, Exception fault, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "The run of {Job} could not be noted: {Result}")]
    private static partial void LogNotNoted(ILogger log, Exception fault, string job, string result);
}
