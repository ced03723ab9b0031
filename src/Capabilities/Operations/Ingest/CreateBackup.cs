using Breakwater.Operations.Read;

namespace Breakwater.Operations.Ingest;

/// <summary>Copies the whole store while it runs.</summary>
public sealed class CreateBackup(IBackups backups, IAuditLog audit, TimeProvider time)
{
    /// <summary>Makes the copy.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="name">Its name, 1 to 64 characters of <c>[A-Za-z0-9_-]</c>; null for one made of the time.</param>
    /// <param name="ct">Cancels and removes the half-made copy.</param>
    public Task<Outcome<Backup>> RunAsync(Actor actor, string? name, CancellationToken ct) => Guarded.RunAsync<Backup>(async () =>
    {
        if (actor.Refuse(Permission.Verify) is { } refusal) return refusal;
        name ??= $"{time.GetUtcNow():yyyyMMdd-HHmmss}";
        if (!BackupName.IsValid(name)) return Problem.Invalid("name", $"The name {BackupName.Rule}.");
        if ((await backups.ListAsync(ct).ConfigureAwait(false)).Any(backup => backup.Name == name))
        {
            return new Problem(ProblemKind.Conflict, "backup-exists", $"There is a backup \"{name}\" already.", "It was left as it is. Choose another name.", "name");
        }

        var made = await backups.CreateAsync(name, ct).ConfigureAwait(false);
        await audit.AppendAsync(new(actor, "backup.created", $"backup:{name}", Details: $$"""{"bytes":{{made.Bytes}}}"""), ct).ConfigureAwait(false);
        return made;
    });
}
