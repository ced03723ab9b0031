using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Engines.Embedded.Metering.Log;

/// <summary>Which file holds which segment of a lane, and the open handles to read them. Safe for many threads.</summary>
internal sealed class SegmentCatalog(string archive, int lane) : IDisposable
{
    private const int MaxOpen = 64;
    private readonly ConcurrentDictionary<int, string> _paths = new();
    private readonly Dictionary<int, SafeFileHandle> _open = [];
    private readonly Lock _gate = new();

    /// <summary>Numbers of all segments, ascending.</summary>
    public int[] Numbers => [.. _paths.Keys.Order()];

    /// <summary>Looks the segments up on disk: <c>events/YYYY-MM-DD/LANE-NUMBER.ndjson</c>.</summary>
    public void Load()
    {
        foreach (var day in Directory.EnumerateDirectories(archive))
        {
            foreach (var path in Directory.EnumerateFiles(day, $"{lane}-*.ndjson"))
            {
                if (TryNumber(path, out var number) && !_paths.TryAdd(number, path) && _paths[number] != path)
                {
                    throw new InvalidDataException($"The archive holds segment {number} of lane {lane} twice: {_paths[number]} and {path}.");
                }
            }
        }
    }

    public static string NameOf(int lane, int number) => string.Create(CultureInfo.InvariantCulture, $"{lane}-{number:D6}.ndjson");

    public void Add(int number, string path) => _paths[number] = path;

    public void Remove(int number)
    {
        _paths.TryRemove(number, out _);
        lock (_gate)
        {
            if (_open.Remove(number, out var handle)) handle.Dispose();
        }
    }

    public string PathOf(int number) => _paths.TryGetValue(number, out var path) ? path
        : throw new InvalidDataException($"Segment {number} of lane {lane} is missing from the archive folder {archive}.");

    /// <summary>Path below the data folder with forward slashes, as people see it.</summary>
    public string DisplayOf(int number)
    {
        var path = PathOf(number);
        return $"events/{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";
    }

    public long LengthOf(int number) => new FileInfo(PathOf(number)).Length;

    /// <summary>Reads bytes at a place; fewer at the end of the file.</summary>
    public int Read(int number, Span<byte> into, long offset)
    {
        var handle = Handle(number);
        var read = 0;
        while (read < into.Length)
        {
            var got = RandomAccess.Read(handle, into[read..], offset + read);
            if (got == 0) break;
            read += got;
        }

        return read;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var handle in _open.Values) handle.Dispose();
            _open.Clear();
        }
    }

    private SafeFileHandle Handle(int number)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(number, out var handle)) return handle;
            if (_open.Count >= MaxOpen)
            {
                // Readers of an evicted handle hold a reference of their own while they read: SafeFileHandle counts them.
                var oldest = _open.Keys.Min();
                _open.Remove(oldest);
            }

            handle = File.OpenHandle(PathOf(number), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
            _open[number] = handle;
            return handle;
        }
    }

    private static bool TryNumber(string path, out int number)
    {
        var name = Path.GetFileNameWithoutExtension(path.AsSpan());
        return int.TryParse(name[(name.IndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
