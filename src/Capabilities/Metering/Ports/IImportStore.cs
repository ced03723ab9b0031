namespace Breakwater.Metering.Ports;

/// <summary>Keeps how far each import has come.</summary>
public interface IImportStore
{
    /// <summary>The import of that id, or null.</summary>
    Task<UsageImport?> FindAsync(string id, CancellationToken ct);

    /// <summary>The imports that moved last, newest first, at most 200.</summary>
    Task<IReadOnlyList<UsageImport>> ListAsync(CancellationToken ct);

    /// <summary>Notes a new import together with its audit entry, or neither.</summary>
    /// <returns>False where an import of that id is known already; then nothing was saved.</returns>
    Task<bool> AddAsync(UsageImport import, AuditEntry entry, CancellationToken ct);

    /// <summary>Saves cursor, completion, state and time of a known import; its shift and start stay as they are.</summary>
    /// <param name="import">The import as it is now.</param>
    /// <param name="entry">Written with it where the step is worth a line in the audit log; null for mere progress.</param>
    /// <param name="ct">Cancels; then nothing was saved.</param>
    /// <returns>False where no import has that id.</returns>
    Task<bool> UpdateAsync(UsageImport import, AuditEntry? entry, CancellationToken ct);
}
