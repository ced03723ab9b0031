using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using Microsoft.Data.Sqlite;

namespace Breakwater.Engines.Embedded.Control;

internal sealed class SqliteJobHistory(ControlDatabase database) : IJobHistory
{
    private const int Kept = 200;
    private const string Columns = "job, started_ms, duration_us, succeeded, message, started_by";

    public Task AddAsync(JobRun run, CancellationToken ct) => database.WriteAsync(
        write =>
        {
            write.Run(
                $"INSERT INTO job_runs ({Columns}) VALUES ($job, $started, $duration, $succeeded, $message, $by)",
                ("$job", run.Job), ("$started", run.StartedAt.ToUnixTimeMilliseconds()), ("$duration", (long)run.Duration.TotalMicroseconds),
                ("$succeeded", run.Succeeded), ("$message", run.Message), ("$by", run.StartedBy));
            return write.Run(
                "DELETE FROM job_runs WHERE job = $job AND id <= (SELECT id FROM job_runs WHERE job = $job ORDER BY id DESC LIMIT 1 OFFSET $kept)", ("$job", run.Job), ("$kept", Kept));
        },
        ct);

    public Task<IReadOnlyDictionary<string, JobRun>> LastRunsAsync(CancellationToken ct) => database.ReadAsync<IReadOnlyDictionary<string, JobRun>>(
        connection => connection.Rows($"SELECT {Columns} FROM job_runs WHERE id IN (SELECT MAX(id) FROM job_runs GROUP BY job)", Row).ToDictionary(run => run.Job),
        ct);

    public Task<Page<JobRun>> RunsAsync(string job, PageRequest page, CancellationToken ct) => database.ReadAsync(
        connection =>
        {
            var (skip, take, _, _, search) = page.Clamped();
            var like = SqliteCalls.Like(search);
            const string where = @"WHERE job = $job AND ($like IS NULL OR message LIKE $like ESCAPE '\' OR started_by LIKE $like ESCAPE '\')";
            var total = (long)connection.Scalar($"SELECT COUNT(*) FROM job_runs {where}", null, ("$job", job), ("$like", like))!;
            var rows = connection.Rows(
                $"SELECT {Columns} FROM job_runs {where} ORDER BY id DESC LIMIT $take OFFSET $skip", Row, null, ("$job", job), ("$like", like), ("$take", take), ("$skip", skip));
            return new Page<JobRun>(rows, total);
        },
        ct);

    private static JobRun Row(SqliteDataReader row) => new(
        row.GetString(0), row.Time(1), TimeSpan.FromMicroseconds(row.GetInt64(2)), row.GetBoolean(3), row.GetString(4), row.GetString(5));
}
