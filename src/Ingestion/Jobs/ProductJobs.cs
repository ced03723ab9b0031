using Breakwater.Fraud.Ingest;
using Breakwater.Metering.Ports;
using Breakwater.Operations.Ports;
using Breakwater.Operations.Read;

namespace Breakwater.Ingestion.Jobs;

/// <summary>What the product does by the clock.</summary>
internal sealed class ProductJobs(
    DetectGaps gaps, ScoreFleet score, BuildBaselines build, VerifyAudit audit, IUsageLedger ledger, IEnumerable<IMaintenance> engines, IBackups backups, INotifications notifications, JobOptions options, TimeProvider time)
{
    /// <summary>Key of the condition that the audit log is not whole.</summary>
    public const string AuditKey = "audit-broken";

    /// <summary>Key of the condition that archive, ledger and figures disagree.</summary>
    public const string UsageKey = "usage-difference";

    private const string BackupPrefix = "daily-";

    /// <summary>All jobs that are switched on.</summary>
    public IEnumerable<ScheduledJob> All()
    {
        yield return new("gap-detector", "Notices customers that always send and have fallen silent.", "Every 5 minutes", "30 2/5 * * * ?", DetectGapsAsync);
        yield return new("fraud-score", "Holds every customer's day against its baseline and opens cases.", "Hourly at 5 past", "0 5 * * * ?", ScoreAsync);
        yield return new("fraud-baselines", "Builds every baseline anew and estimates what is usual for the fleet.", "Mondays at 01:35 UTC", "0 35 1 ? * MON", BuildAsync);
        yield return new("audit-verify", "Recomputes the audit log's chain from its first entry.", "Daily at 02:10 UTC", "0 10 2 * * ?", VerifyAuditAsync);
        yield return new("usage-verify", "Counts archive, ledger and figures against each other.", "Daily at 03:10 UTC", "0 10 3 * * ?", VerifyUsageAsync);
        yield return new("maintenance", "Checkpoints the engines' files and drops what is past its retention.", "Hourly at 20 past", "0 20 * * * ?", MaintainAsync);
        if (options.DailyBackup) yield return new("backup", $"Copies the store and keeps the last {options.KeepBackups} daily copies.", "Daily at 04:10 UTC", "0 10 4 * * ?", BackUpAsync);
    }

    private async Task<JobResult> DetectGapsAsync(CancellationToken ct)
    {
        var report = await gaps.RunAsync(ct).ConfigureAwait(false);
        return report.Everyone ? "Nobody sends: metering may be broken." : $"{report.Watched:N0} customers watched, {report.Gaps:N0} silent.";
    }

    private async Task<JobResult> ScoreAsync(CancellationToken ct)
    {
        var report = await score.RunAsync(ct).ConfigureAwait(false);
        return $"{report.Scored:N0} days so far and {report.Built.Scored:N0} finished days scored, {report.Suspicions:N0} of them suspicious; {report.Built.Built:N0} baselines built.";
    }

    private async Task<JobResult> BuildAsync(CancellationToken ct)
    {
        var outcome = await build.RunAsync(Actor.System, ct).ConfigureAwait(false);
        if (!outcome.IsOk) throw new EngineUnavailableException("Detection", outcome.Problem!.Title);
        return $"{outcome.Value.Built:N0} of {outcome.Value.Series:N0} series have a baseline; {outcome.Value.Scored:N0} days scored in hindsight.";
    }

    private async Task<JobResult> VerifyAuditAsync(CancellationToken ct)
    {
        var outcome = await audit.RunAsync(Actor.System, null, ct).ConfigureAwait(false);
        if (!outcome.IsOk) throw new EngineUnavailableException("The audit log", outcome.Problem!.Title);
        var verdict = outcome.Value;
        if (verdict.IsWhole)
        {
            await notifications.ResolveAsync(AuditKey, ct).ConfigureAwait(false);
            return $"{verdict.Entries:N0} entries, the chain is whole.";
        }

        await notifications.RaiseAsync(
            new(AuditKey, Severity.Critical, $"The audit log is broken at entry {verdict.BrokenAt:N0}", $"{verdict.Fault} Someone changed the store outside the product: keep a copy of it, and compare it with the last backup.", "/audit", time.GetUtcNow()), ct).ConfigureAwait(false);
        return new($"Broken at entry {verdict.BrokenAt:N0}: {verdict.Fault}", Found: true);
    }

    private async Task<JobResult> VerifyUsageAsync(CancellationToken ct)
    {
        var report = await ledger.VerifyAsync(null, ct).ConfigureAwait(false);
        if (report.IsConserved)
        {
            await notifications.ResolveAsync(UsageKey, ct).ConfigureAwait(false);
            return $"{report.ArchivedEvents:N0} events archived, stored and counted alike; {report.MetricsChecked:N0} metrics recomputed.";
        }

        await notifications.RaiseAsync(
            new(UsageKey, Severity.Critical, $"Usage does not add up: {report.Differences.Count:N0} differences between archive, ledger and figures",
                string.Join(" ", report.Differences.Take(5)) + " The archive is the truth: a metric that is saved again is recounted from it.", "/operations", time.GetUtcNow()), ct).ConfigureAwait(false);
        return new($"{report.Differences.Count:N0} differences: {report.Differences[0]}", Found: true);
    }

    // Every engine gets its turn, also after another one failed; the run then counts as failed.
    private async Task<JobResult> MaintainAsync(CancellationToken ct)
    {
        var results = new List<string>();
        EngineUnavailableException? failed = null;
        foreach (var engine in engines)
        {
            try
            {
                results.Add($"{engine.Engine}: {await engine.RunAsync(ct).ConfigureAwait(false)}");
            }
            catch (EngineUnavailableException fault)
            {
                failed = fault;
            }
        }

        return failed is null ? string.Join(" ", results) : throw failed;
    }

    private async Task<JobResult> BackUpAsync(CancellationToken ct)
    {
        var made = await backups.CreateAsync($"{BackupPrefix}{time.GetUtcNow():yyyyMMdd-HHmmss}", ct).ConfigureAwait(false);
        var old = (await backups.ListAsync(ct).ConfigureAwait(false)).Where(backup => backup.Name.StartsWith(BackupPrefix, StringComparison.Ordinal)).Skip(options.KeepBackups).ToList();
        foreach (var backup in old) await backups.DeleteAsync(backup.Name, ct).ConfigureAwait(false);
        return $"{made.Name}, {made.Bytes / 1048576.0:N1} MB; {old.Count:N0} older copies removed.";
    }
}
