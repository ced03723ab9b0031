namespace Breakwater.Engines.Embedded.Metering.Log;

/// <summary>A whole, verified frame.</summary>
/// <param name="Header">Its header.</param>
/// <param name="At">Where its header line begins.</param>
/// <param name="LinesAt">Offset in the segment at which its lines begin.</param>
/// <param name="Lines">Its lines; valid until the next frame is read unless they were copied.</param>
internal readonly record struct Frame(FrameHeader Header, Location At, long LinesAt, ReadOnlyMemory<byte> Lines)
{
    /// <summary>Offset after the frame.</summary>
    public long End => LinesAt + Header.Bytes;
}

/// <summary>Reads one segment from front to back and checks every frame on the way.</summary>
internal sealed class FrameReader(SegmentCatalog segments, int segment, long from, long until = long.MaxValue)
{
    private const int Window = 4 * 1024 * 1024;
    private byte[] _buffer = new byte[Window];
    private long _bufferAt = from;
    private int _held;
    private int _used;

    /// <summary>Offset of the next frame, or of the damage.</summary>
    public long Position => _bufferAt + _used;

    /// <summary>True where the bytes at <see cref="Position"/> are no sound frame.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Reads the next frame.</summary>
    /// <param name="frame">The frame, its lines in a shared buffer.</param>
    /// <returns>False at the end or where <see cref="IsDamaged"/>.</returns>
    public bool TryRead(out Frame frame)
    {
        frame = default;
        if (IsDamaged || Position >= until || !Fill(FrameHeader.MaxLength) && Rest.IsEmpty) return false;
        var breakAt = Rest.Span[..Math.Min(Rest.Length, FrameHeader.MaxLength)].IndexOf((byte)'\n');
        if (breakAt < 0 || !FrameHeader.TryParse(Rest.Span[..breakAt], out var header)) return Damaged();
        var headerLength = breakAt + 1;
        if (header.Bytes > int.MaxValue - FrameHeader.MaxLength || !Fill(headerLength + header.Bytes)) return Damaged();
        var lines = Rest.Slice(headerLength, header.Bytes);
        if (!FrameHeader.IsSound(Rest.Span[..headerLength], lines.Span)) return Damaged();
        frame = new(header, new Location(segment, Position), Position + headerLength, lines);
        _used += headerLength + header.Bytes;
        return true;
    }

    /// <summary>
    /// Looks beyond the damage for a sound frame of a later commit. Such a frame proves that the damaged bytes had been
    /// durable, so that they are damage and not a write that never finished.
    /// </summary>
    public bool FindsLaterCommit()
    {
        var damage = Position;
        for (var at = NextStart(damage + 1); at >= 0; at = NextStart(at + 1))
        {
            var probe = new FrameReader(segments, segment, at);
            if (probe.TryRead(out var frame) && frame.Header.Group > damage) return true;
        }

        return false;
    }

    private Memory<byte> Rest => _buffer.AsMemory(_used, _held - _used);

    private bool Damaged()
    {
        IsDamaged = true;
        return false;
    }

    private bool Fill(int needed)
    {
        if (_held - _used >= needed) return true;
        Rest.Span.CopyTo(_buffer);
        _bufferAt += _used;
        (_held, _used) = (_held - _used, 0);
        if (needed > _buffer.Length)
        {
            // A damaged length must not make us allocate what the file cannot hold.
            if (needed > segments.LengthOf(segment) - _bufferAt) return false;
            Array.Resize(ref _buffer, needed);
        }

        _held += segments.Read(segment, _buffer.AsSpan(_held), _bufferAt + _held);
        return _held >= needed;
    }

    private long NextStart(long from)
    {
        var window = new byte[Window];
        var mark = "\n{\"frame\":\""u8;
        while (true)
        {
            var got = segments.Read(segment, window, from - 1);
            if (got < mark.Length) return -1;
            var found = window.AsSpan(0, got).IndexOf(mark);
            if (found >= 0) return from + found;
            if (got < window.Length) return -1;
            from += got - mark.Length;
        }
    }
}
