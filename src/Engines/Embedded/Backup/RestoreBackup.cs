using Breakwater.Engines.Embedded.Storage;

namespace Breakwater.Engines.Embedded.Backup;

/// <summary>Makes a data folder from a copy, offline. Views of the archive are rebuilt at the first start.</summary>
public static class RestoreBackup
{
    /// <summary>Checks the whole copy, then fills an empty folder with it.</summary>
    /// <param name="backup">Folder of the copy.</param>
    /// <param name="target">The data folder to make; it must be missing or empty.</param>
    /// <param name="time">Clock for the folder's note about its owner.</param>
    /// <param name="ct">Cancels; a folder filled by half is emptied again.</param>
    /// <exception cref="InvalidDataException">The copy is incomplete or damaged; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The target is not empty; nothing was written.</exception>
    /// <exception cref="DataFolderInUseException">A host runs on the target; nothing was written.</exception>
    public static async Task<RestoreReport> RunAsync(string backup, string target, TimeProvider time, CancellationToken ct)
    {
        var manifest = await CheckAsync(backup, ct).ConfigureAwait(false);
        // A folder with something in it is left untouched; where a host runs on it, that is the better reason to name.
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            if (DataFolder.Owner(target) is not null) DataFolder.Open(target, time).Dispose();
            throw new InvalidOperationException($"{Path.GetFullPath(target)} is not empty. Nothing was written; name an empty folder, so that no store is ever mixed with another.");
        }

        using var folder = DataFolder.Open(target, time);
        try
        {
            foreach (var file in manifest.Files)
            {
                var copied = await CheckedCopy.RunAsync(Path.Combine(backup, file.Path), folder.PathOf(file.Path), file.Path, file.Bytes, ct).ConfigureAwait(false);
                if (copied != file) throw new InvalidDataException($"{file.Path} changed while it was restored.");
            }
        }
        catch
        {
            Empty(folder.Root);
            throw;
        }

        return new(manifest.Files.Count, manifest.Bytes, manifest.CreatedAt);
    }

    /// <summary>Compares every file of a copy with its checksum.</summary>
    /// <exception cref="InvalidDataException">The copy is incomplete or damaged; the message names the file.</exception>
    public static async Task<RestoreReport> VerifyAsync(string backup, CancellationToken ct)
    {
        var manifest = await CheckAsync(backup, ct).ConfigureAwait(false);
        return new(manifest.Files.Count, manifest.Bytes, manifest.CreatedAt);
    }

    private static async Task<BackupManifest> CheckAsync(string backup, CancellationToken ct)
    {
        var manifest = BackupManifest.Read(backup);
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(backup, file.Path);
            if (!File.Exists(path)) throw new InvalidDataException($"The backup is incomplete: {file.Path} is missing.");
            await using var stream = File.OpenRead(path);
            var hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(stream, ct).ConfigureAwait(false));
            if (stream.Length != file.Bytes || hash != file.Sha256) throw new InvalidDataException($"The backup is damaged: {file.Path} is not what was written.");
        }

        return manifest;
    }

    private static void Empty(string root)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(root).Where(entry => !Path.GetFileName(entry).StartsWith("breakwater.", StringComparison.Ordinal)).ToList())
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }
    }
}

/// <summary>What was checked or restored.</summary>
/// <param name="Files">Files of the copy.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="CreatedAt">When the copy was made.</param>
public sealed record RestoreReport(int Files, long Bytes, DateTimeOffset CreatedAt);
