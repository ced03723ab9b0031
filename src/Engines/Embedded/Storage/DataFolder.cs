using System.Text.Json;

namespace Breakwater.Engines.Embedded.Storage;

/// <summary>
/// The folder that holds everything the embedded engines store. One process at a time opens it: the operating system
/// holds the lock, so that a killed process never leaves the folder locked.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const string LockName = "breakwater.lock";
    private const string OwnerName = "breakwater.owner.json";

    private readonly FileStream _lock;
    private readonly DateTimeOffset _openedAt;

    private DataFolder(string root, FileStream held, DateTimeOffset openedAt) => (Root, _lock, _openedAt) = (root, held, openedAt);

    /// <summary>Full path of the folder.</summary>
    public string Root { get; }

    /// <summary>Creates the folder where it is missing and takes it for this process.</summary>
    /// <param name="root">Path, absolute or relative to the working directory.</param>
    /// <param name="time">Clock for the note about the owner.</param>
    /// <exception cref="DataFolderInUseException">Another process (or this one, twice) holds it.</exception>
    /// <exception cref="IOException">The folder cannot be created or written.</exception>
    public static DataFolder Open(string root, TimeProvider time)
    {
        var full = Path.GetFullPath(root);
        CreatePrivate(full);
        var path = Path.Combine(full, LockName);
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new DataFolderInUseException(full, Owner(full));
        }

        var folder = new DataFolder(full, held, time.GetUtcNow());
        folder.Announce(address: null);
        return folder;
    }

    /// <summary>Who holds the folder, as far as it said; null where nobody left a note.</summary>
    public static DataFolderOwner? Owner(string root)
    {
        try
        {
            return JsonSerializer.Deserialize<DataFolderOwner>(File.ReadAllText(Path.Combine(root, OwnerName)));
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Leaves word where this process answers, for tools that find the folder taken.</summary>
    /// <param name="address">Base address, e.g. <c>http://127.0.0.1:5080</c>; null where it has none.</param>
    public void Announce(string? address)
    {
        var note = Path.Combine(Root, OwnerName);
        File.WriteAllText(note + ".new", JsonSerializer.Serialize(new DataFolderOwner(Environment.ProcessId, address, _openedAt)));
        File.Move(note + ".new", note, overwrite: true);
    }

    /// <summary>Full path of a subfolder, created where it is missing.</summary>
    /// <param name="name">Name or relative path; never from outside the product.</param>
    public string Subfolder(string name)
    {
        var path = Path.Combine(Root, name);
        CreatePrivate(path);
        return path;
    }

    /// <summary>Full path of a file in the folder; it need not exist yet.</summary>
    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(Path.Combine(Root, OwnerName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The note is a courtesy: the lock below is what counts.
        }

        _lock.Dispose();
    }

    // Usage data and keys are nobody else's business on a shared machine.
    private static void CreatePrivate(string path)
    {
        if (Directory.Exists(path)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

/// <summary>Who holds a data folder.</summary>
/// <param name="ProcessId">Its process.</param>
/// <param name="Address">Where it answers; null where it does not (yet).</param>
/// <param name="Since">When it took the folder.</param>
public sealed record DataFolderOwner(int ProcessId, string? Address, DateTimeOffset Since);

/// <summary>The data folder belongs to another process.</summary>
public sealed class DataFolderInUseException : IOException
{
    internal DataFolderInUseException(string root, DataFolderOwner? owner)
        : base(owner is null
            ? $"The data folder {root} is in use by another process. Stop that process or choose another folder with --data."
            : $"The data folder {root} is in use by process {owner.ProcessId}{(owner.Address is null ? "" : $" at {owner.Address}")}, since {owner.Since:yyyy-MM-dd HH:mm:ss} UTC. " +
              "Stop that process, go through its address, or choose another folder with --data.")
    {
        Root = root;
        Owner = owner;
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>Who holds it, as far as known.</summary>
    public DataFolderOwner? Owner { get; }
}
