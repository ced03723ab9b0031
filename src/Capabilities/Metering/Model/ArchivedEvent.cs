using System.Buffers;
using System.Text.Json;

namespace Breakwater.Metering.Model;

/// <summary>The one written form of an event: a line of JSON in the archive, see <see cref="UsageEvent.Json"/>.</summary>
public static class ArchivedEvent
{
    /// <summary>Makes an event with its line and its content hash.</summary>
    public static UsageEvent Create(CustomerId customer, TransactionId transaction, string eventType, long timestamp, params Property[] properties)
    {
        var line = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(line, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("transaction_id"u8, transaction.Value);
            json.WriteString("customer_id"u8, customer.Value);
            json.WriteString("event_type"u8, eventType);
            json.WriteNumber("timestamp"u8, timestamp);
            if (properties.Length > 0)
            {
                json.WriteStartObject("properties"u8);
                foreach (var (name, value) in properties) Write(json, name, value);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return new UsageEvent
        {
            CustomerId = customer, TransactionId = transaction, EventType = eventType, Timestamp = timestamp, Properties = properties,
            Json = line.WrittenMemory, Content = ContentHash.Of(eventType, timestamp, properties),
        };
    }

    /// <summary>Reads an event back from its line, exactly as it was when it was accepted.</summary>
    /// <param name="line">The line without its line break.</param>
    /// <param name="withContent">False leaves <see cref="UsageEvent.Content"/> at 0, for readers that only count: hashing costs as much as reading.</param>
    /// <exception cref="FormatException">The line is not an archived event.</exception>
    public static UsageEvent Parse(ReadOnlyMemory<byte> line, bool withContent = true)
    {
        string? customer = null, transaction = null, eventType = null;
        long? timestamp = null;
        Property[] properties = [];
        try
        {
            var reader = new Utf8JsonReader(line.Span);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("transaction_id"u8)) { reader.Read(); transaction = reader.GetString(); }
                else if (reader.ValueTextEquals("customer_id"u8)) { reader.Read(); customer = Utf8Names.Get(ref reader); }
                else if (reader.ValueTextEquals("event_type"u8)) { reader.Read(); eventType = Utf8Names.Get(ref reader); }
                else if (reader.ValueTextEquals("timestamp"u8)) { reader.Read(); timestamp = reader.GetInt64(); }
                else if (reader.ValueTextEquals("properties"u8)) { reader.Read(); properties = ReadProperties(ref reader); }
                else { reader.Read(); reader.Skip(); }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new FormatException("A line of the archive is not an event.", e);
        }

        if (customer is null || transaction is null || eventType is null || timestamp is null)
        {
            throw new FormatException("A line of the archive lacks a required field of an event.");
        }

        return new UsageEvent
        {
            CustomerId = new(customer), TransactionId = new(transaction), EventType = eventType, Timestamp = timestamp.Value,
            Properties = properties, Json = line, Content = withContent ? ContentHash.Of(eventType, timestamp.Value, properties) : 0,
        };
    }

    private static Property[] ReadProperties(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return [];
        var found = new Property[4];
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Utf8Names.Get(ref reader);
            reader.Read();
            if (!PropertyValue.TryRead(ref reader, out var value)) throw new FormatException($"Property {name} is nested.");
            if (count == found.Length) Array.Resize(ref found, count * 2);
            found[count++] = new(name, value);
        }

        if (count != found.Length) Array.Resize(ref found, count);
        return found;
    }

    private static void Write(Utf8JsonWriter json, string name, in PropertyValue value)
    {
        json.WritePropertyName(name);
        switch (value.Kind)
        {
            case PropertyKind.Null: json.WriteNullValue(); break;
            case PropertyKind.Text: json.WriteStringValue(value.Text); break;
            case PropertyKind.Boolean: json.WriteBooleanValue(value.Text == "true"); break;
            default: json.WriteRawValue(value.Text!, skipInputValidation: true); break;
        }
    }
}

/// <summary>Shares the strings of names that come again and again: customers, types, property names.</summary>
public static class Utf8Names
{
    private const int Slots = 4_096;
    private const int Longest = 64;

    // A race loses an entry at worst: each slot is one reference.
    private static readonly string?[] Known = new string?[Slots];

    /// <summary>The string that the reader stands on.</summary>
    public static string Get(ref Utf8JsonReader reader)
    {
        var span = reader.ValueSpan;
        if (reader.ValueIsEscaped || reader.HasValueSequence || span.Length > Longest) return reader.GetString()!;
        var slot = (int)(System.IO.Hashing.XxHash3.HashToUInt64(span) % Slots);
        var known = Volatile.Read(ref Known[slot]);
        if (known is not null && known.Length == span.Length && System.Text.Ascii.Equals(span, known)) return known;
        var text = reader.GetString()!;
        Volatile.Write(ref Known[slot], text);
        return text;
    }
}

/// <summary>Texts of whole numbers that come again and again.</summary>
internal static class SmallNumbers
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 1_000).Select(number => number.ToString())];

    public static string TextOf(ReadOnlySpan<byte> digits)
    {
        if (digits.Length <= 3 && System.Buffers.Text.Utf8Parser.TryParse(digits, out uint value, out var used) && used == digits.Length
            && (digits.Length == 1 || digits[0] != (byte)'0'))
        {
            return Texts[value];
        }

        return System.Text.Encoding.UTF8.GetString(digits);
    }
}
