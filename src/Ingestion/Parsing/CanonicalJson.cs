using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Breakwater.Ingestion.Parsing;

/// <summary>Writes an event as the one line that is archived, where the sender's own bytes do not have that form.</summary>
internal sealed class CanonicalJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The line, without a line break.</summary>
    public ReadOnlyMemory<byte> Write(string transaction, string customer, string type, long timestamp, ReadOnlySpan<Property> properties)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("transaction_id"u8, transaction);
            json.WriteString("customer_id"u8, customer);
            json.WriteString("event_type"u8, type);
            json.WriteNumber("timestamp"u8, timestamp);
            json.WriteStartObject("properties"u8);
            foreach (var (name, value) in properties)
            {
                json.WritePropertyName(name);
                switch (value.Kind)
                {
                    case PropertyKind.Text:
                        json.WriteStringValue(value.Text);
                        break;
                    case PropertyKind.Null:
                        json.WriteNullValue();
                        break;
                    default:
                        json.WriteRawValue(value.Text!, skipInputValidation: true);
                        break;
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return _buffer.WrittenMemory.ToArray();
    }
}
