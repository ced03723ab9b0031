namespace Breakwater.Engines.Embedded.Metering.Log;

/// <summary>Walks over the lines of a frame.</summary>
internal static class FrameLines
{
    /// <summary>Place and text of each line; the text is valid as long as the frame is.</summary>
    public static IEnumerable<(long Place, ReadOnlyMemory<byte> Line)> Of(Frame frame)
    {
        var lines = frame.Lines;
        var place = new Location(frame.At.Segment, frame.LinesAt).Value;
        while (lines.Length > 0)
        {
            var length = lines.Span.IndexOf((byte)'\n');
            yield return (place, lines[..length]);
            lines = lines[(length + 1)..];
            place += length + 1;
        }
    }
}
