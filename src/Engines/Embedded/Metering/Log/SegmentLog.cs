using System.Globalization;
using Breakwater.Engines.Embedded.Storage;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Engines.Embedded.Metering.Log;

/// <summary>
/// The append-only archive of one lane. Only its writer calls <see cref="Commit"/>. After a failed commit the segment is
/// cut back to what was durable and given up for a new one: a failed fsync may have dropped pages that a second one
/// would call clean.
/// </summary>
internal sealed class SegmentLog(string archive, int lane, DurableIo io, bool fsync, long segmentBytes) : IDisposable
{
    private SafeFileHandle? _file;
    private long _end;
    private DateOnly _day;
    private bool _broken;

    /// <summary>Where files are.</summary>
    public SegmentCatalog Segments { get; } = new(archive, lane);

    /// <summary>Where the next commit begins: everything before is durable. Safe to read from any thread.</summary>
    public Location End
    {
        get => new(Volatile.Read(ref _end));
        private set => Volatile.Write(ref _end, value.Value);
    }

    /// <summary>Looks at what is there and continues in the last segment, whose sound length the recovery found.</summary>
    public void Continue(int number, long soundLength)
    {
        End = new(number, soundLength);
        if (number == 0) return;
        var path = Segments.PathOf(number);
        _file = io.Open(path);
        if (RandomAccess.GetLength(_file) > soundLength)
        {
            io.Truncate(_file, soundLength);
        }

        // Bytes that a killed process wrote may still be in memory only: replayed events count as durable from here on.
        io.Flush(_file);
        _day = DateOnly.ParseExact(Path.GetFileName(Path.GetDirectoryName(path))!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>Makes room for a commit: a new segment at the change of day or beyond the size, or after a failure.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Prepare(DateTimeOffset now)
    {
        if (_broken) CutBack();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (_file is not null && _day == today && End.Offset < segmentBytes) return;
        var folder = Path.Combine(archive, today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            io.FlushFolder(archive);
        }

        var number = End.Segment + 1;
        var path = Path.Combine(folder, SegmentCatalog.NameOf(lane, number));
        // What an earlier attempt left that never got as far as taking data.
        File.Delete(path);
        var file = io.Create(path);
        _file?.Dispose();
        Segments.Add(number, path);
        (_file, _day, End) = (file, today, new(number, 0));
    }

    /// <summary>Appends the bytes and makes them durable.</summary>
    /// <exception cref="IOException">Nothing was stored.</exception>
    public void Commit(ReadOnlySpan<byte> bytes)
    {
        try
        {
            io.Write(_file!, bytes, End.Offset);
            if (fsync) io.Flush(_file!);
        }
        catch
        {
            _broken = true;
            throw;
        }

        End = new(End.Segment, End.Offset + bytes.Length);
    }

    public void Dispose()
    {
        _file?.Dispose();
        Segments.Dispose();
    }

    private void CutBack()
    {
        // A fresh handle: the old one may have swallowed the error already.
        var path = Segments.PathOf(End.Segment);
        using (var again = io.Open(path))
        {
            io.Truncate(again, End.Offset);
            io.Flush(again);
        }

        // A segment that never got to hold anything is used again: a disk that stays full must not fill with empty files.
        _file?.Dispose();
        _file = End.Offset == 0 ? io.Open(path) : null;
        _broken = false;
    }
}
