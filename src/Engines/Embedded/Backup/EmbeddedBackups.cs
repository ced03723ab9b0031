using Breakwater.Engines.Embedded.Control;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Operations.Model;
using Breakwater.Operations.Ports;
using StoreCopy = Breakwater.Operations.Ports.Backup;

namespace Breakwater.Engines.Embedded.Backup;

/// <summary>
/// Copies what the embedded store cannot rebuild: the event archive, the control store and the audit head. The ledger's
/// index and figures are views of the archive and are made anew at the first start with the copy.
/// </summary>
internal sealed class EmbeddedBackups(DataFolder folder, ControlDatabase control, TimeProvider time) : IBackups, IDisposable
{
    public const string FolderName = "backups";
    private const string Engine = "Backups";
    private const string Unfinished = ".unfinished";

    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<StoreCopy> CreateAsync(string name, CancellationToken ct)
    {
        if (!BackupName.IsValid(name)) throw new ArgumentException($"A backup's name {BackupName.Rule}.", nameof(name));
        await _one.WaitAsync(ct).ConfigureAwait(false);
        var target = Path.Combine(folder.Subfolder(FolderName), name);
        var work = target + Unfinished;
        try
        {
            if (Directory.Exists(target)) throw new InvalidOperationException($"There is a backup \"{name}\" already; it was left as it is.");
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
            folder.Subfolder(Path.Combine(FolderName, name + Unfinished));
            var manifest = await CopyAsync(work, ct).ConfigureAwait(false);
            manifest.Write(work);
            // The name appears when everything is there: a crash leaves no half copy that looks whole.
            Directory.Move(work, target);
            return new(name, manifest.CreatedAt, manifest.Bytes, target);
        }
        catch (IOException fault)
        {
            Remove(work);
            throw new EngineUnavailableException(Engine, $"The copy could not be written: {fault.Message}", fault);
        }
        catch
        {
            Remove(work);
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    public Task<IReadOnlyList<StoreCopy>> ListAsync(CancellationToken ct) => Task.Run<IReadOnlyList<StoreCopy>>(
        () =>
        {
            var list = new List<StoreCopy>();
            foreach (var path in Directory.EnumerateDirectories(folder.Subfolder(FolderName)).Where(path => BackupName.IsValid(Path.GetFileName(path))))
            {
                ct.ThrowIfCancellationRequested();
                try
                {
                    var manifest = BackupManifest.Read(path);
                    list.Add(new(Path.GetFileName(path), manifest.CreatedAt, manifest.Bytes, path));
                }
                catch (InvalidDataException)
                {
                    // Not a copy of ours, or one that somebody damaged: it is not offered.
                }
            }

            return [.. list.OrderByDescending(backup => backup.CreatedAt).ThenBy(backup => backup.Name, StringComparer.Ordinal)];
        },
        ct);

    public Task<bool> DeleteAsync(string name, CancellationToken ct) => Task.Run(
        () =>
        {
            var path = Path.Combine(folder.Subfolder(FolderName), name);
            if (!BackupName.IsValid(name) || !Directory.Exists(path)) return false;
            Directory.Delete(path, recursive: true);
            return true;
        },
        ct);

    public void Dispose() => _one.Dispose();

    private async Task<BackupManifest> CopyAsync(string work, CancellationToken ct)
    {
        var created = time.GetUtcNow();
        List<BackupFile> files = [];
        // The audit head before the database: it may lie behind the log, never ahead of it.
        if (File.Exists(control.Options.HeadPath))
        {
            files.Add(await CheckedCopy.RunAsync(control.Options.HeadPath, Path.Combine(work, "audit.head"), "audit.head", long.MaxValue, ct).ConfigureAwait(false));
        }

        var head = control.Head.Current;
        var database = Path.Combine(work, "control.db");
        // VACUUM INTO reads one snapshot while writers go on.
        await control.ReadAsync(connection => connection.Run("VACUUM INTO $to", null, ("$to", database)), ct).ConfigureAwait(false);
        // The copy holds the secrets that sign alerts, like the store itself.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(database, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        files.Add(await HashedAsync(database, "control.db", ct).ConfigureAwait(false));
        files.AddRange(await ArchiveAsync(work, ct).ConfigureAwait(false));
        return new(BackupManifest.CurrentFormat, created, head?.Sequence ?? 0, head?.Hash, [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]);
    }

    // Segments only grow, and one is closed before the next begins: with all names taken before the first length, each lane's
    // copy is a prefix of its log, which opens like after a crash at that instant.
    private async Task<List<BackupFile>> ArchiveAsync(string work, CancellationToken ct)
    {
        var root = folder.Subfolder("events");
        var names = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".new", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        List<BackupFile> files = [];
        foreach (var name in names)
        {
            var info = new FileInfo(name);
            if (!info.Exists) continue;
            var path = "events/" + Path.GetRelativePath(root, name).Replace(Path.DirectorySeparatorChar, '/');
            files.Add(await CheckedCopy.RunAsync(name, Path.Combine(work, path), path, info.Length, ct).ConfigureAwait(false));
        }

        return files;
    }

    private static async Task<BackupFile> HashedAsync(string file, string path, CancellationToken ct)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
        return new(path, stream.Length, Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(stream, ct).ConfigureAwait(false)));
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What stays behind has the ending of unfinished copies, is never offered, and is removed by the next one of its name.
        }
    }
}
