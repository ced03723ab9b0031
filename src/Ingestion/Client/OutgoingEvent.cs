using System.Buffers;
using System.Text.Json;
using Breakwater.Metering.Model;

namespace Breakwater.Ingestion.Client;

/// <summary>A usage event as a sender builds it.</summary>
/// <param name="TransactionId">The sender's id of the event; the same id for every retry.</param>
/// <param name="CustomerId">Whom the usage belongs to.</param>
/// <param name="EventType">What happened.</param>
/// <param name="Timestamp">When it happened, Unix milliseconds.</param>
/// <param name="Properties">Its properties, at most 64.</param>
public sealed record OutgoingEvent(
    string TransactionId, string CustomerId, string EventType, long Timestamp, IReadOnlyList<Property> Properties)
{
    /// <summary>A property that holds a text.</summary>
    public static Property Text(string name, string value) => new(name, new PropertyValue(PropertyKind.Text, value, 0m));

    /// <summary>A property that holds a number.</summary>
    public static Property Number(string name, decimal value) => new(name, new PropertyValue(PropertyKind.Number, null, value));

    /// <summary>A property that holds true or false.</summary>
    public static Property Boolean(string name, bool value) => new(name, new PropertyValue(PropertyKind.Boolean, value ? "true" : "false", 0m));

    /// <summary>The body of <c>POST /v1/events</c> and, with a reason, of <c>POST /v1/events/backfill</c>.</summary>
    public static byte[] Body(IEnumerable<OutgoingEvent> events, string? reason = null)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (reason is not null) writer.WriteString("reason", reason);
            writer.WriteStartArray("events");
            foreach (var usage in events) usage.Write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("transaction_id", TransactionId);
        writer.WriteString("customer_id", CustomerId);
        writer.WriteString("event_type", EventType);
        writer.WriteNumber("timestamp", Timestamp);
        if (Properties.Count > 0)
        {
            writer.WriteStartObject("properties");
            foreach (var property in Properties) Write(writer, property);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Property property)
    {
        switch (property.Value.Kind)
        {
            case PropertyKind.Number: writer.WriteNumber(property.Name, property.Value.Number); break;
            case PropertyKind.OutOfRange:
                writer.WritePropertyName(property.Name);
                writer.WriteRawValue(property.Value.Text!);
                break;
            case PropertyKind.Boolean: writer.WriteBoolean(property.Name, property.Value.Text == "true"); break;
            case PropertyKind.Null: writer.WriteNull(property.Name); break;
            default: writer.WriteString(property.Name, property.Value.Text); break;
        }
    }
}
