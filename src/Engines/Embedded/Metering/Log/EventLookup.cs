using System.Text;
using System.Text.Json;
using Breakwater.Engines.Embedded.Metering.Lanes;
using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Log;

/// <summary>A line of the archive and its event.</summary>
/// <param name="Place">Where the line begins.</param>
/// <param name="Usage">The event.</param>
internal readonly record struct FoundLine(long Place, UsageEvent Usage)
{
    /// <summary>The mark that voids it.</summary>
    public VoidMark Mark(VoidRecord correction) => new(
        Place, Usage.CustomerId.Value, Usage.TransactionId.Value, Usage.EventType,
        (int)Math.DivRem(Usage.Timestamp, Rollups.Overlay.HourMs, out _),
        correction.At.ToUnixTimeMilliseconds(), correction.ActorId, correction.Reason);
}

/// <summary>Finds single events in the archive.</summary>
internal static class EventLookup
{
    /// <summary>The line of an event in a frame, or null.</summary>
    public static FoundLine? InFrame(SegmentCatalog segments, Location frameAt, CustomerId customer, TransactionId transaction) =>
        InFrame(segments, frameAt, customer, transaction, out _);

    /// <summary>The line of an event in a frame with the frame's header, or null.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged.</exception>
    public static FoundLine? InFrame(SegmentCatalog segments, Location frameAt, CustomerId customer, TransactionId transaction, out FrameHeader header)
    {
        var reader = new FrameReader(segments, frameAt.Segment, frameAt.Offset);
        if (!reader.TryRead(out var frame)) throw new InvalidDataException($"The archive is damaged at {segments.DisplayOf(frameAt.Segment)}@{frameAt.Offset}.");
        header = frame.Header;
        var wanted = Encoding.UTF8.GetBytes($"\"{transaction.Value}\"");
        var lines = frame.Lines;
        var place = frame.LinesAt;
        while (lines.Length > 0)
        {
            var length = lines.Span.IndexOf((byte)'\n');
            if (lines.Span[..length].IndexOf(wanted) >= 0)
            {
                var usage = ArchivedEvent.Parse(lines[..length].ToArray());
                if (usage.TransactionId == transaction && usage.CustomerId == customer) return new(new Location(frameAt.Segment, place).Value, usage);
            }

            lines = lines[(length + 1)..];
            place += length + 1;
        }

        return null;
    }
}

/// <summary>The line of a void frame.</summary>
internal static class VoidLine
{
    /// <summary>Appends the frame.</summary>
    public static void Write(GroupBuffer buffer, in VoidMark mark, long first, long groupStart)
    {
        using var line = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("transaction_id"u8, mark.Transaction);
            json.WriteString("customer_id"u8, mark.Customer);
            json.WriteString("event_type"u8, mark.Type);
            json.WriteNumber("hour"u8, mark.Hour);
            json.WriteNumber("place"u8, mark.Place);
            json.WriteNumber("at"u8, mark.At);
            json.WriteString("actor_id"u8, mark.Actor);
            json.WriteString("reason"u8, mark.Reason);
            json.WriteEndObject();
        }

        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        var from = buffer.Length;
        new FrameHeader(FrameKind.Void, first, 1, bytes.Length + 1, groupStart, mark.At, mark.Actor, false).Write(buffer);
        var headerLength = buffer.Length - from;
        buffer.AppendLine(bytes);
        FrameHeader.Seal(buffer.From(from), headerLength);
    }

    /// <summary>Reads the line back.</summary>
    /// <exception cref="FormatException">It is not a void.</exception>
    public static VoidMark Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            return new(root.GetProperty("place").GetInt64(), root.GetProperty("customer_id").GetString()!, root.GetProperty("transaction_id").GetString()!,
                root.GetProperty("event_type").GetString()!, root.GetProperty("hour").GetInt32(), root.GetProperty("at").GetInt64(),
                root.GetProperty("actor_id").GetString()!, root.GetProperty("reason").GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("A void line of the archive cannot be read.", e);
        }
    }
}
