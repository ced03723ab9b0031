using System.Security.Cryptography;
using System.Text.Json;

namespace Breakwater.Engines.Embedded.Backup;

/// <summary>What a copy holds: every file with its size and checksum.</summary>
/// <param name="Format">Version of the copy's layout.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="AuditSequence">Last entry of the audit log that the copy surely holds.</param>
/// <param name="AuditHash">Its hash: noted elsewhere, it proves a later rewriting of the log.</param>
/// <param name="Files">The files, by path.</param>
internal sealed record BackupManifest(int Format, DateTimeOffset CreatedAt, long AuditSequence, string? AuditHash, IReadOnlyList<BackupFile> Files)
{
    public const int CurrentFormat = 1;
    public const string FileName = "manifest.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Reads the manifest of a copy.</summary>
    /// <exception cref="InvalidDataException">There is none, or none that this build can read.</exception>
    public static BackupManifest Read(string folder)
    {
        BackupManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(File.ReadAllText(Path.Combine(folder, FileName)), Json);
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{folder} is not a complete backup: its {FileName} cannot be read.", fault);
        }

        if (manifest is null || manifest.Files is null) throw new InvalidDataException($"{folder} is not a complete backup: its {FileName} is empty.");
        if (manifest.Format > CurrentFormat) throw new InvalidDataException($"The backup {folder} has format {manifest.Format}, this build reads formats up to {CurrentFormat}. Restore it with the newer build.");
        // The manifest comes from outside: no path of it may lead out of the folder.
        var outside = manifest.Files.FirstOrDefault(file => Path.IsPathRooted(file.Path) || file.Path.Split('/', '\\').Any(part => part is ".." or "." or ""));
        return outside is null ? manifest : throw new InvalidDataException($"The backup {folder} names a file outside itself: {outside.Path}");
    }

    public void Write(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write);
        JsonSerializer.Serialize(file, this, Json);
        file.Flush(flushToDisk: true);
    }
}

/// <summary>One file of a copy.</summary>
/// <param name="Path">Path in the copy, with forward slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its checksum, hexadecimal.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256);

/// <summary>Copies a file and computes its checksum on the way.</summary>
internal static class CheckedCopy
{
    /// <summary>Copies the first bytes of a file, which may be growing meanwhile.</summary>
    public static async Task<BackupFile> RunAsync(string from, string to, string path, long length, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        var buffer = new byte[1 << 18];
        var left = length;
        while (left > 0)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), ct).ConfigureAwait(false);
            if (read == 0) break;
            sha.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), ct).ConfigureAwait(false);
            left -= read;
        }

        target.Flush(flushToDisk: true);
        return new(path, length - left, Convert.ToHexStringLower(sha.GetHashAndReset()));
    }
}
