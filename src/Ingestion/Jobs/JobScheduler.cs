using System.Collections.Concurrent;
using Breakwater.Operations.Ingest;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace Breakwater.Ingestion.Jobs;

/// <summary>Runs the product's jobs on Quartz.NET. Schedules live in memory, pauses in the settings, results in the job history.</summary>
internal sealed class JobScheduler(ISchedulerFactory factory, IEnumerable<ScheduledJob> jobs, IJobHistory history, ISettings settings) : IJobScheduler, IHostedService
{
    /// <summary>Entry of a run's data that names who started it.</summary>
    public const string StartedBy = "started-by";

    private readonly Dictionary<string, ScheduledJob> _jobs = jobs.ToDictionary(job => job.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _paused = new(StringComparer.Ordinal);
    private IScheduler? _scheduler;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await factory.GetScheduler(cancellationToken).ConfigureAwait(false);
        var paused = await settings.ListAsync(PauseJob.SettingPrefix, cancellationToken).ConfigureAwait(false);
        foreach (var job in _jobs.Values)
        {
            var detail = JobBuilder.Create<QuartzJob>().WithIdentity(job.Name).StoreDurably().Build();
            var trigger = TriggerBuilder.Create().WithIdentity(job.Name).ForJob(job.Name)
                .WithSchedule(CronScheduleBuilder.Create(job.Cron).InTimeZone(TimeZoneInfo.Utc)).Build();
            await scheduler.ScheduleJob(detail, trigger, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (!paused.ContainsKey(PauseJob.SettingPrefix + job.Name)) continue;
            _paused[job.Name] = true;
            await scheduler.PauseTrigger(new TriggerKey(job.Name), cancellationToken).ConfigureAwait(false);
        }

        await scheduler.Start(cancellationToken).ConfigureAwait(false);
        _scheduler = scheduler;
    }

    /// <summary>Tells running jobs to stop and waits until they have noted their end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _scheduler, null) is not { } scheduler) return;
        await scheduler.Standby(cancellationToken).ConfigureAwait(false);
        foreach (var name in _running.Keys) await scheduler.Interrupt(new JobKey(name), cancellationToken).ConfigureAwait(false);
        await scheduler.Shutdown(true, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Job>> ListAsync(CancellationToken ct)
    {
        var last = await history.LastRunsAsync(ct).ConfigureAwait(false);
        var list = new List<Job>();
        foreach (var job in _jobs.Values.OrderBy(job => job.Name, StringComparer.Ordinal))
        {
            var trigger = _scheduler is { } scheduler && !_paused.ContainsKey(job.Name) ? await scheduler.GetTrigger(new TriggerKey(job.Name), ct).ConfigureAwait(false) : null;
            list.Add(new(job.Name, job.Purpose, job.Schedule, trigger?.NextFireTimeUtc, _running.ContainsKey(job.Name), last.GetValueOrDefault(job.Name)));
        }

        return list;
    }

    public async Task<bool> RunNowAsync(string name, Actor startedBy, CancellationToken ct)
    {
        if (_scheduler is not { } scheduler || !_jobs.ContainsKey(name)) return false;
        // Marked here and not when Quartz gets to it, so that a second click finds it running.
        if (!_running.TryAdd(name, true)) return true;
        try
        {
            await scheduler.TriggerJob(new JobKey(name), new JobDataMap { [StartedBy] = startedBy.Id }, ct).ConfigureAwait(false);
            return true;
        }
        catch
        {
            Ended(name);
            throw;
        }
    }

    public async Task<bool> SetPausedAsync(string name, bool paused, CancellationToken ct)
    {
        if (_scheduler is not { } scheduler || !_jobs.ContainsKey(name)) return false;
        if (paused)
        {
            _paused[name] = true;
            await scheduler.PauseTrigger(new TriggerKey(name), ct).ConfigureAwait(false);
        }
        else
        {
            await scheduler.ResumeTrigger(new TriggerKey(name), ct).ConfigureAwait(false);
            _paused.TryRemove(name, out _);
        }

        return true;
    }

    /// <summary>The job of that name.</summary>
    public ScheduledJob Find(string name) => _jobs[name];

    /// <summary>Notes that a job began.</summary>
    public void Began(string name) => _running[name] = true;

    /// <summary>Notes that a job ended.</summary>
    public void Ended(string name) => _running.TryRemove(name, out _);
}
