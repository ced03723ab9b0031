namespace Breakwater.Engines.Embedded.Metering.Log;

/// <summary>Arrival times of frames that duplicates point at. Retries come in batches, hence a small memory goes far.</summary>
internal sealed class FrameTimes(SegmentCatalog segments)
{
    private const int Most = 20_000;
    private readonly Dictionary<long, long> _known = [];

    public void Remember(long frame, long receivedMs)
    {
        if (_known.Count >= Most) _known.Clear();
        _known[frame] = receivedMs;
    }

    /// <summary>Arrival of the frame at a place, Unix milliseconds; null where the archive is damaged there.</summary>
    public long? Of(long frame)
    {
        if (_known.TryGetValue(frame, out var time)) return time;
        var at = new Location(frame);
        Span<byte> start = stackalloc byte[FrameHeader.MaxLength];
        var line = start[..segments.Read(at.Segment, start, at.Offset)];
        var end = line.IndexOf((byte)'\n');
        if (end < 0 || !FrameHeader.TryParse(line[..end], out var header))
        {
            return null;
        }

        Remember(frame, header.ReceivedAt);
        return header.ReceivedAt;
    }

    public void Clear() => _known.Clear();
}
