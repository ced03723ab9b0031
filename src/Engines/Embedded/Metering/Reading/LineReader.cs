using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Reading;

/// <summary>Reads events at known places, neighbours together. Lines are at most a few kilobytes; windows grow where one is longer.</summary>
internal sealed class LineReader(SegmentCatalog segments)
{
    private const int Window = 256 * 1024;
    private const int Gap = 16 * 1024;
    private const int Guess = 1_024;
    private byte[] _buffer = new byte[Window];

    /// <summary>Calls back for each place, in order.</summary>
    /// <param name="places">Ascending.</param>
    /// <param name="each">Takes the place and the event; its line is valid during the call only.</param>
    /// <param name="ct">Stops between windows.</param>
    public void Read(ReadOnlySpan<long> places, Action<long, UsageEvent> each, CancellationToken ct)
    {
        for (var next = 0; next < places.Length;)
        {
            ct.ThrowIfCancellationRequested();
            var start = new Location(places[next]);
            var last = next;
            while (last + 1 < places.Length && places[last + 1] - places[last] <= Gap && places[last + 1] - places[next] < Window - Guess) last++;
            var wanted = (int)Math.Min(Window, new Location(places[last]).Offset - start.Offset + Guess);
            var held = segments.Read(start.Segment, _buffer.AsSpan(0, wanted), start.Offset);
            for (; next <= last; next++)
            {
                var at = (int)(new Location(places[next]).Offset - start.Offset);
                var length = at < held ? _buffer.AsSpan(at, held - at).IndexOf((byte)'\n') : -1;
                each(places[next], ArchivedEvent.Parse(length >= 0 ? _buffer.AsMemory(at, length) : Long(new Location(places[next])), withContent: false));
            }
        }
    }

    // A line that the window cut off.
    private ReadOnlyMemory<byte> Long(Location at)
    {
        for (var size = 16 * 1024; size <= 64 * 1024 * 1024; size *= 4)
        {
            var line = new byte[size];
            var held = segments.Read(at.Segment, line, at.Offset);
            var length = line.AsSpan(0, held).IndexOf((byte)'\n');
            if (length >= 0) return line.AsMemory(0, length);
            if (held < size) break;
        }

        throw new InvalidDataException($"The archive is damaged at {segments.DisplayOf(at.Segment)}@{at.Offset}.");
    }
}
