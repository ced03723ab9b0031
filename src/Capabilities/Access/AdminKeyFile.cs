using Breakwater.Access.Model;

namespace Breakwater.Access;

/// <summary>
/// The admin key of local mode: made at the first start, kept in the data folder, readable by its owner only.
/// </summary>
public static class AdminKeyFile
{
    /// <summary>Shortest admin key, in characters.</summary>
    public const int MinLength = 16;

    /// <summary>The file's name inside the data folder.</summary>
    public const string Name = "admin.key";

    /// <summary>Reads the key of the data folder, making folder and file where they are missing.</summary>
    /// <returns>The key and the file's path; print the path, never the key.</returns>
    /// <exception cref="InvalidOperationException">The file holds something that is no admin key.</exception>
    public static (string Key, string Path) Ensure(string dataFolder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(dataFolder);
        else if (!Directory.Exists(dataFolder)) Directory.CreateDirectory(dataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.GetFullPath(Path.Combine(dataFolder, Name));
        if (!File.Exists(path)) Create(path);
        var key = File.ReadAllText(path).Trim();
        return key.Length is >= MinLength and <= KeySecret.MaxLength
            ? (key, path)
            : throw new InvalidOperationException($"{path} does not hold an admin key of {MinLength} characters or more. Delete the file to have a new one made.");
    }

    // Written aside and then moved into place: two processes that start at once end up with one key, and a crash leaves no half file.
    private static void Create(string path)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            var secret = "bwadmin_" + KeySecret.New()[KeySecret.Prefix.Length..];
            file.Write(System.Text.Encoding.ASCII.GetBytes(secret + "\n"));
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
