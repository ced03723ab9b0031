using System.Text.Json;

namespace Breakwater.Ingestion.Parsing;

/// <content>CloudEvents 1.0 in structured JSON: id, subject, type, time and data carry what a usage event needs.</content>
internal sealed partial class EventReader
{
    /// <summary>Reads the CloudEvent whose opening brace the reader stands at; leaves it at the closing one.</summary>
    public UsageCandidate ReadCloudEvent(ref Utf8JsonReader reader)
    {
        Reset();
        var (version, source) = (false, false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            if (name is null || !seen.Add(name)) _fault ??= new("is there twice or is no text", name);
            switch (name)
            {
                case "specversion":
                    version = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("1.0"u8);
                    if (!version) _fault ??= new("must be \"1.0\"", name);
                    reader.Skip();
                    break;
                case "id":
                    _transaction = ReadIdentifier(ref reader, "id", unique: true);
                    break;
                case "source":
                    source = reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= EventRules.MaxText;
                    if (!source) _fault ??= new($"must be a text of 1 to {EventRules.MaxText:N0} characters", name);
                    reader.Skip();
                    break;
                case "subject":
                    ReadCustomer(ref reader, "subject");
                    break;
                case "type":
                    _type = ReadIdentifier(ref reader, "type");
                    break;
                case "time":
                    ReadTime(ref reader);
                    break;
                case "data":
                    ReadProperties(ref reader, "data");
                    break;
                case "data_base64":
                    _fault ??= new("is not read; send the properties as a JSON object in data", name);
                    reader.Skip();
                    break;
                default:
                    // Extension attributes describe the transport, not the usage.
                    reader.Skip();
                    break;
            }
        }

        if (!version) _fault ??= new("is required", "specversion");
        if (!source) _fault ??= new("is required", "source");
        CheckPresent("id", "subject", "type", "time");
        return Finish(default);
    }

    private void ReadTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && IsoTime.TryRead(JsonText.Read(ref reader), out var ms))
        {
            _timestamp = ms;
            return;
        }

        reader.Skip();
        _fault ??= new("must be an RFC 3339 time with its offset", "time");
    }
}
