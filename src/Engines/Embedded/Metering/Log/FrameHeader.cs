using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;

namespace Breakwater.Engines.Embedded.Metering.Log;

/// <summary>What a frame holds.</summary>
internal enum FrameKind : byte
{
    /// <summary>Lines of events.</summary>
    Events,

    /// <summary>One line that names an event which counts no more.</summary>
    Void,
}

/// <summary>
/// The first line of a frame. <see cref="Group"/> is the offset at which the durable commit began that wrote the frame:
/// a damaged frame before a sound one of a later commit was acknowledged once, hence damage and not a torn write.
/// </summary>
/// <param name="Kind">What the lines are.</param>
/// <param name="First">Number of events in the lane before this frame.</param>
/// <param name="Count">Number of lines.</param>
/// <param name="Bytes">Length of the lines with their line breaks.</param>
/// <param name="Group">Offset in the segment at which the commit began.</param>
/// <param name="ReceivedAt">Arrival, Unix milliseconds.</param>
/// <param name="Source">Who sent them.</param>
/// <param name="Backfill">True where they came through the backfill route.</param>
internal readonly record struct FrameHeader(
    FrameKind Kind, long First, int Count, int Bytes, long Group, long ReceivedAt, string Source, bool Backfill)
{
    public const int MaxLength = 2_048;
    private const int ChecksumDigits = 32;
    private static readonly byte[] Start = "{\"frame\":\""u8.ToArray();
    private static readonly byte[] ChecksumName = ",\"checksum\":\""u8.ToArray();

    /// <summary>Appends the header line with room for the checksum, which <see cref="Seal"/> fills in after the lines.</summary>
    public void Write(GroupBuffer buffer)
    {
        buffer.Append(Start);
        buffer.Append(Kind == FrameKind.Events ? "events"u8 : "void"u8);
        buffer.Append("\",\"first\":"u8);
        buffer.Append(First);
        buffer.Append(",\"count\":"u8);
        buffer.Append(Count);
        buffer.Append(",\"bytes\":"u8);
        buffer.Append(Bytes);
        buffer.Append(",\"group\":"u8);
        buffer.Append(Group);
        buffer.Append(",\"received_at\":"u8);
        buffer.Append(ReceivedAt);
        buffer.Append(",\"source\":\""u8);
        buffer.Append(JsonEncodedText.Encode(Source.Length > 256 ? Source[..256] : Source).EncodedUtf8Bytes);
        buffer.Append(Backfill ? "\",\"backfill\":true"u8 : "\",\"backfill\":false"u8);
        buffer.Append(ChecksumName);
        buffer.Append("00000000000000000000000000000000\"}\n"u8);
    }

    /// <summary>Writes the checksum over everything before it in the header and over the lines.</summary>
    public static void Seal(Span<byte> frame, int headerLength)
    {
        var at = headerLength - ChecksumDigits - 3;
        var sum = Checksum(frame[..at], frame[headerLength..]);
        sum.TryFormat(frame[at..], out _, "x32", CultureInfo.InvariantCulture);
    }

    /// <summary>True where the span begins like a header: enough to look closer.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Start);

    /// <summary>Reads a header line (without its line break).</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out FrameHeader header)
    {
        header = default;
        if (!LooksLikeOne(line)) return false;
        try
        {
            var reader = new Utf8JsonReader(line);
            var kind = FrameKind.Events;
            long first = -1, group = -1, received = -1;
            int count = -1, bytes = -1;
            string? source = null;
            var backfill = false;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("frame"u8)) { reader.Read(); kind = reader.ValueTextEquals("void"u8) ? FrameKind.Void : FrameKind.Events; }
                else if (reader.ValueTextEquals("first"u8)) { reader.Read(); first = reader.GetInt64(); }
                else if (reader.ValueTextEquals("count"u8)) { reader.Read(); count = reader.GetInt32(); }
                else if (reader.ValueTextEquals("bytes"u8)) { reader.Read(); bytes = reader.GetInt32(); }
                else if (reader.ValueTextEquals("group"u8)) { reader.Read(); group = reader.GetInt64(); }
                else if (reader.ValueTextEquals("received_at"u8)) { reader.Read(); received = reader.GetInt64(); }
                else if (reader.ValueTextEquals("source"u8)) { reader.Read(); source = reader.GetString(); }
                else if (reader.ValueTextEquals("backfill"u8)) { reader.Read(); backfill = reader.GetBoolean(); }
                else { reader.Read(); reader.Skip(); }
            }

            if (first < 0 || count < 0 || bytes < 0 || group < 0 || received < 0 || source is null) return false;
            header = new(kind, first, count, bytes, group, received, source, backfill);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>True where the checksum in the header line (with its line break) is that of the frame.</summary>
    public static bool IsSound(ReadOnlySpan<byte> headerLine, ReadOnlySpan<byte> lines)
    {
        var at = headerLine.Length - ChecksumDigits - 3;
        if (at <= ChecksumName.Length || !headerLine[..at].EndsWith(ChecksumName)) return false;
        Span<byte> expected = stackalloc byte[ChecksumDigits];
        Checksum(headerLine[..at], lines).TryFormat(expected, out _, "x32", CultureInfo.InvariantCulture);
        return headerLine.Slice(at, ChecksumDigits).SequenceEqual(expected);
    }

    private static UInt128 Checksum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> lines)
    {
        var seed = unchecked((long)XxHash3.HashToUInt64(header));
        return XxHash128.HashToUInt128(lines, seed);
    }
}
