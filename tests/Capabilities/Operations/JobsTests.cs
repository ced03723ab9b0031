using Breakwater.Access;
using Breakwater.Engines.Embedded;
using Breakwater.Engines.Redis;
using Breakwater.Fraud;
using Breakwater.Ingestion.Jobs;
using Breakwater.Metering;
using Breakwater.Operations;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Tests.Operations;

/// <summary>The scheduler with the product's own jobs on the embedded engines.</summary>
public sealed class JobsTests : IAsyncDisposable
{
    private static readonly Actor Operator = new("local:operator", "Operator", new HashSet<Role> { Role.Operator });

    private readonly string _folder = Directory.CreateTempSubdirectory("breakwater-jobs-").FullName;
    private ServiceProvider? _services;
    private List<IHostedService> _started = [];

    [Fact]
    public async Task Jobs_say_what_they_do_and_when_they_run_next()
    {
        await StartAsync();
        var jobs = (await Get<JobQueries>().ListAsync(Ct)).Value.Items;
        Assert.Equal(["audit-verify", "fraud-baselines", "fraud-score", "gap-detector", "maintenance", "usage-verify"], jobs.Select(job => job.Name));
        var now = TimeProvider.System.GetUtcNow();
        Assert.All(jobs, job => Assert.InRange(job.NextRun!.Value, now, now.AddDays(job.Schedule.StartsWith("Mondays", StringComparison.Ordinal) ? 7 : 1)));
        Assert.InRange(jobs.Single(job => job.Name == "gap-detector").NextRun!.Value, now, now.AddMinutes(6));
        Assert.All(jobs, job => Assert.Null(job.LastRun));
        Assert.All(jobs, job => Assert.False(job.Running));
    }

    [Theory]
    [InlineData("audit-verify", "the chain is whole")]
    [InlineData("gap-detector", "0 customers watched, 0 silent")]
    [InlineData("maintenance", "Control store:")]
    [InlineData("usage-verify", "stored and counted alike")]
    [InlineData("backup", "0 older copies removed")]
    public async Task A_job_that_is_started_now_notes_its_result_and_who_started_it(string name, string result)
    {
        await StartAsync(("Jobs:DailyBackup", "true"));
        Assert.True((await Get<RunJob>().RunAsync(Operator, name, "to see", Ct)).IsOk);
        var run = await RunAsync(name, 1);
        Assert.Equal((true, "local:operator"), (run.Succeeded, run.StartedBy));
        Assert.Contains(result, run.Message, StringComparison.Ordinal);
        var entry = (await Get<IAuditLog>().ListAsync(new(Search: "job.run"), Ct)).Items[0];
        Assert.Equal(($"job:{name}", "to see", "local:operator"), (entry.Subject, entry.Reason, entry.ActorId));
        Assert.Equal(run, (await Get<JobQueries>().ListAsync(Ct)).Value.Items.Single(job => job.Name == name).LastRun);
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_is_a_failed_run_in_words_and_a_condition_until_it_works()
    {
        await StartAsync(without: "MeteringHost");
        await Get<RunJob>().RunAsync(Operator, "usage-verify", null, Ct);
        var run = await RunAsync("usage-verify", 1);
        Assert.False(run.Succeeded);
        Assert.Contains("does not answer", run.Message, StringComparison.Ordinal);
        Assert.Equal("job-failed:usage-verify", Assert.Single(await OpenAsync()).Key);

        await StopAsync();
        await StartAsync();
        await Get<RunJob>().RunAsync(Operator, "usage-verify", null, Ct);
        Assert.True((await RunAsync("usage-verify", 2)).Succeeded);
        Assert.Empty(await OpenAsync());
    }

    [Fact]
    public async Task A_changed_audit_log_fails_the_run_and_raises_one_critical_condition()
    {
        await StartAsync();
        await Get<RunJob>().RunAsync(Operator, "maintenance", "first", Ct);
        await RunAsync("maintenance", 1);
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "control.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TRIGGER audit_no_update; UPDATE audit SET reason = 'other' WHERE sequence = 3";
            command.ExecuteNonQuery();
        }

        await Get<RunJob>().RunAsync(Operator, "audit-verify", null, Ct);
        var run = await RunAsync("audit-verify", 1);
        Assert.Contains("Broken at entry 3", run.Message, StringComparison.Ordinal);
        Assert.False(run.Succeeded, "A run that found something wrong is no success.");
        Assert.Equal(("audit-broken", Severity.Critical), (await OpenAsync()).Select(item => (item.Key, item.Severity)).Single());
    }

    [Fact]
    public async Task A_pause_outlives_a_restart_and_is_audited()
    {
        await StartAsync();
        Assert.True((await Get<PauseJob>().RunAsync(Operator, "gap-detector", true, "holiday", Ct)).IsOk);
        Assert.True((await Get<PauseJob>().RunAsync(Operator, "gap-detector", true, "again", Ct)).IsOk);
        Assert.Null(await NextAsync());
        await StopAsync();
        await StartAsync();
        Assert.Null(await NextAsync());
        // Paused is only the schedule: by hand it still runs.
        await Get<RunJob>().RunAsync(Operator, "gap-detector", null, Ct);
        await RunAsync("gap-detector", 1);
        Assert.True((await Get<PauseJob>().RunAsync(Operator, "gap-detector", false, null, Ct)).IsOk);
        Assert.NotNull(await NextAsync());
        Assert.Equal(["job.resumed", "job.run", "job.paused"], (await Get<IAuditLog>().ListAsync(new(Search: "job."), Ct)).Items.Select(item => item.Action));

        async Task<DateTimeOffset?> NextAsync() => (await Get<JobQueries>().ListAsync(Ct)).Value.Items.Single(job => job.Name == "gap-detector").NextRun;
    }

    [Fact]
    public async Task Unknown_jobs_and_wrong_roles_are_refused()
    {
        await StartAsync();
        var analyst = new Actor("local:analyst", "Analyst", new HashSet<Role> { Role.Analyst });
        Assert.Equal(ProblemKind.Forbidden, (await Get<RunJob>().RunAsync(analyst, "maintenance", null, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Get<PauseJob>().RunAsync(analyst, "maintenance", true, null, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Get<RunJob>().RunAsync(Operator, "nothing", null, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Get<PauseJob>().RunAsync(Operator, "nothing", true, null, Ct)).Problem!.Kind);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private T Get<T>() where T : notnull => _services!.GetRequiredService<T>();

    private async Task<IReadOnlyList<Notification>> OpenAsync() => [.. (await Get<INotifications>().ListAsync(new(), Ct)).Items.Where(item => item.ResolvedAt is null)];

    private async Task<JobRun> RunAsync(string name, int count)
    {
        for (var wait = 0; wait < 600; wait++)
        {
            var runs = await Get<IJobHistory>().RunsAsync(name, new(), Ct);
            var job = (await Get<JobQueries>().ListAsync(Ct)).Value.Items.Single(item => item.Name == name);
            if (runs.Total >= count && !job.Running) return runs.Items[0];
            await Task.Delay(50, Ct);
        }

        throw new TimeoutException($"{name} did not run {count} times.");
    }

    private async Task StartAsync((string Key, string Value)? setting = null, string? without = null)
    {
        var settings = new Dictionary<string, string?> { [EmbeddedEngines.PathKey] = _folder, ["Redis:Configuration"] = "127.0.0.1:1" };
        if (setting is { } extra) settings[extra.Key] = extra.Value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None)).AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System);
        services.AddMetering(configuration).AddAccess(configuration).AddOperations(configuration).AddFraud(configuration).AddEmbeddedEngines(configuration).AddRedisEngine(configuration).AddScheduledJobs(configuration);
        _services = services.BuildServiceProvider();
        _started = [.. _services.GetServices<IHostedService>().Where(service => service.GetType().Name != without)];
        foreach (var service in _started.OfType<IHostedLifecycleService>()) await service.StartingAsync(Ct);
        foreach (var service in _started) await service.StartAsync(Ct);
    }

    private async Task StopAsync()
    {
        if (_services is null) return;
        foreach (var service in Enumerable.Reverse(_started)) await service.StopAsync(CancellationToken.None);
        foreach (var service in Enumerable.Reverse(_started).OfType<IHostedLifecycleService>()) await service.StoppedAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _services = null;
    }
}
