namespace Breakwater.Operations.Read;

/// <summary>Lists who did what, newest first.</summary>
public sealed class AuditQueries(IAuditLog log)
{
    /// <summary>A page of the log; the search's words are explained at <see cref="IAuditLog.ListAsync"/>.</summary>
    public Task<Outcome<Page<AuditRecord>>> ListAsync(PageRequest page, CancellationToken ct) =>
        Guarded.RunAsync<Page<AuditRecord>>(async () => await log.ListAsync(page.Clamped(), ct).ConfigureAwait(false));
}
