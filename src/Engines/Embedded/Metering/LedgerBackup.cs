using System.Buffers;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Storage;

namespace Breakwater.Engines.Embedded.Metering;

/// <summary>
/// Copies the archive while events arrive. The copy is all that a restore needs: index and figures are made anew from it.
/// </summary>
internal sealed class LedgerBackup(MeteringHost host, DataFolder folder)
{
    private const int Piece = 1024 * 1024;
    private readonly DurableIo _io = new();

    /// <summary>Copies everything that is durable now into the folder <c>events</c> below a destination.</summary>
    /// <param name="destination">An existing folder without <c>events</c> in it.</param>
    /// <param name="ct">Leaves a part of the copy behind.</param>
    /// <returns>Bytes copied.</returns>
    /// <exception cref="IOException">The destination does not take it.</exception>
    public Task<long> CopyAsync(string destination, CancellationToken ct) => Task.Run(() =>
    {
        var source = folder.Subfolder("events");
        var target = Path.Combine(destination, "events");
        Directory.CreateDirectory(target);
        long bytes = 0;
        foreach (var lane in host.Store.Lanes) bytes += Copy(lane, source, target, ct);
        foreach (var note in Directory.EnumerateFiles(source, "*.json")) File.Copy(note, Path.Combine(target, Path.GetFileName(note)));
        _io.FlushFolder(target);
        return bytes;
    }, ct);

    private long Copy(Lane lane, string source, string target, CancellationToken ct)
    {
        // Up to one place, and not to whatever the file holds by then: the copy ends with a whole commit.
        var end = lane.Log.End;
        long bytes = 0;
        foreach (var number in lane.Log.Segments.Numbers)
        {
            if (number > end.Segment) break;
            var path = Path.Combine(target, Path.GetRelativePath(source, lane.Log.Segments.PathOf(number)));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            bytes += Copy(lane.Log.Segments, number, number == end.Segment ? end.Offset : lane.Log.Segments.LengthOf(number), path, ct);
        }

        return bytes;
    }

    private long Copy(SegmentCatalog segments, int number, long length, string path, CancellationToken ct)
    {
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            using var file = _io.Create(path);
            for (long at = 0; at < length;)
            {
                ct.ThrowIfCancellationRequested();
                var got = segments.Read(number, piece.AsSpan(0, (int)Math.Min(piece.Length, length - at)), at);
                if (got == 0) throw new IOException($"Segment {number} of the archive is shorter than it was.");
                _io.Write(file, piece.AsSpan(0, got), at);
                at += got;
            }

            _io.Flush(file);
            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
