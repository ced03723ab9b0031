using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Engines.Embedded.Storage;

/// <summary>The few file operations that durability rests on, in one place so that tests can make each of them fail.</summary>
internal partial class DurableIo
{
    /// <summary>Creates a file that must not exist yet, and makes its name durable too.</summary>
    public virtual SafeFileHandle Create(string path)
    {
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        FlushFolder(Path.GetDirectoryName(path)!);
        return handle;
    }

    /// <summary>Opens an existing file to append to it.</summary>
    public virtual SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    /// <summary>Writes bytes at an offset.</summary>
    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <summary>Forces what was written to the disk.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    /// <summary>Cuts the file off.</summary>
    public virtual void Truncate(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <summary>Forces a folder's list of names to the disk, where the system has such a call; elsewhere the file system does it itself.</summary>
    public virtual void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Native.Open(path, 0);
        if (descriptor < 0) throw new IOException($"The folder {path} cannot be opened to make its names durable (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Native.Sync(descriptor) != 0) throw new IOException($"The folder {path} cannot be made durable (error {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Native.Close(descriptor);
        }
    }

    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int Sync(int descriptor);

        [LibraryImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int Close(int descriptor);
    }
}
