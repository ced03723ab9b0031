using System.Text.Json;
using System.Text.Unicode;

namespace Breakwater.Ingestion.Parsing;

/// <summary>Reads a whole request body: the envelope here, each event by <see cref="EventReader"/>.</summary>
internal static class EventBodyParser
{
    /// <summary>Deepest nesting that is read at all.</summary>
    public const int MaxDepth = 32;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Reads the body. The candidates' JSON points into it, so it must stay as it is until they are stored.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="format">Its shape.</param>
    /// <param name="customer">The one customer whose events are welcome; null for any.</param>
    public static Outcome<ParsedEvents> Parse(ReadOnlyMemory<byte> body, EventFormat format, CustomerId? customer)
    {
        if (FirstInvalidByte(body.Span) is { } at)
        {
            return new Problem(ProblemKind.Invalid, "malformed-json", "The body is not valid UTF-8.", $"Nothing was stored. The first wrong byte is number {at}.");
        }

        var reader = new Utf8JsonReader(body.Span, Options);
        var events = new EventReader(body, customer);
        try
        {
            return format switch
            {
                EventFormat.Plain => ReadEnvelope(ref reader, events),
                EventFormat.CloudEvent => ReadOne(ref reader, events),
                _ => ReadArray(ref reader, events),
            };
        }
        catch (JsonException fault)
        {
            // The parser's own text may quote the input, so only the position goes out.
            return new Problem(
                ProblemKind.Invalid, "malformed-json", "The body is not valid JSON.",
                $"Nothing was stored. Reading stopped in line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}; nesting may be {MaxDepth} deep.");
        }
    }

    private static Outcome<ParsedEvents> ReadEnvelope(ref Utf8JsonReader reader, EventReader events)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return Shape("body", "The body must be an object with the member events.");
        var list = default(List<UsageCandidate>);
        string? reason = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("events"u8))
            {
                if (list is not null) return Shape("events", "The member events is there twice.");
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartArray) return Shape("events", "The member events must be an array.");
                list = ReadItems(ref reader, events, cloud: false);
                if (list.Count > EventRules.MaxEvents) return TooMany();
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String) reason = JsonText.Read(ref reader);
                else reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read();
        if (list is null) return Shape("events", "The member events is missing.");
        return Finish(list, events, reason);
    }

    private static Outcome<ParsedEvents> ReadOne(ref Utf8JsonReader reader, EventReader events)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return Shape("body", "The body must be one CloudEvent; send several as application/cloudevents-batch+json.");
        List<UsageCandidate> list = [events.ReadCloudEvent(ref reader)];
        reader.Read();
        return Finish(list, events, reason: null);
    }

    private static Outcome<ParsedEvents> ReadArray(ref Utf8JsonReader reader, EventReader events)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return Shape("body", "The body must be an array of CloudEvents.");
        var list = ReadItems(ref reader, events, cloud: true);
        if (list.Count > EventRules.MaxEvents) return TooMany();
        reader.Read();
        return Finish(list, events, reason: null);
    }

    private static List<UsageCandidate> ReadItems(ref Utf8JsonReader reader, EventReader events, bool cloud)
    {
        var list = new List<UsageCandidate>(128);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && list.Count <= EventRules.MaxEvents)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                list.Add(cloud ? events.ReadCloudEvent(ref reader) : events.ReadEvent(ref reader));
                continue;
            }

            reader.Skip();
            list.Add(new(null, null, new("must be an object")));
        }

        return list;
    }

    private static Outcome<ParsedEvents> Finish(List<UsageCandidate> list, EventReader events, string? reason) =>
        list.Count == 0 ? Shape("events", "The body holds no events; send 1 to 10,000.") : new ParsedEvents([.. list], events.Foreign, reason);

    private static Problem TooMany() => new(
        ProblemKind.TooLarge, "too-many-events", $"One request may hold at most {EventRules.MaxEvents:N0} events.",
        "Nothing was stored. Send them in several requests.", "events");

    private static Problem Shape(string field, string title) => Problem.Invalid(field, title, "Nothing was stored. The format is described at /docs.");

    private static long? FirstInvalidByte(ReadOnlySpan<byte> body)
    {
        if (Utf8.IsValid(body)) return null;
        long at = 0;
        while (!body.IsEmpty && System.Text.Rune.DecodeFromUtf8(body, out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
            body = body[length..];
        }

        return at + 1;
    }
}
