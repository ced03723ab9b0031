namespace Breakwater.Operations.Read;

/// <summary>Lists copies of the store.</summary>
public sealed class BackupQueries(IBackups backups)
{
    /// <summary>All copies, newest first.</summary>
    public Task<Outcome<Page<Backup>>> ListAsync(CancellationToken ct) => Guarded.RunAsync<Page<Backup>>(async () =>
    {
        var all = await backups.ListAsync(ct).ConfigureAwait(false);
        return new Page<Backup>(all, all.Count);
    });
}
