using System.Text;
using System.Text.Json;

namespace Breakwater.Ingestion.Parsing;

/// <content>The values of an event's fields.</content>
internal sealed partial class EventReader
{
    private string? ReadIdentifier(ref Utf8JsonReader reader, string field, bool unique = false)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            _fault ??= new("must be a text", field);
            return null;
        }

        if (!reader.ValueIsEscaped)
        {
            var utf8 = reader.ValueSpan;
            if (utf8.Length is > 0 and <= Identifier.MaxLength && utf8.IndexOfAnyExcept(IdentifierBytes) < 0)
            {
                // Ids of events hardly ever come twice: interning them would only displace what does.
                return unique ? Encoding.ASCII.GetString(utf8) : Interner.Get(utf8);
            }
        }

        var text = JsonText.Read(ref reader);
        if (text is not null && Identifier.IsValid(text)) return text;
        _fault ??= new(Identifier.Rule, field);
        
        // An unusable id is still said back, so that the sender finds the event that it belongs to.
        return unique && text is { Length: <= Identifier.MaxLength } ? text : null;
    }

    private void ReadCustomer(ref Utf8JsonReader reader, string field)
    {
        if (customer is { } own && reader.TokenType == JsonTokenType.String && reader.ValueSpan.SequenceEqual(_customerUtf8))
        {
            _customer = own.Value;
            return;
        }

        _customer = ReadIdentifier(ref reader, field);
        if (customer is not null && _customer is not null && _customer != customer.Value.Value) Foreign ??= _customer;
    }

    private long? ReadTimestamp(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var ms) && ms is >= 0 and <= EventRules.MaxTimestamp) return ms;
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            if (IsoTime.TryRead(JsonText.Read(ref reader), out var ms)) return ms;
        }
        else
        {
            reader.Skip();
        }

        _fault ??= new("must be whole Unix milliseconds or an ISO 8601 time with its offset", "timestamp");
        return null;
    }

    private void ReadProperties(ref Utf8JsonReader reader, string parent)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var isNull = reader.TokenType == JsonTokenType.Null;
            reader.Skip();
            if (!isNull) _fault ??= new("must be an object", parent);
            return;
        }

        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            if (_fault is not null)
            {
                reader.Skip();
            }
            else if (count == EventRules.MaxProperties)
            {
                reader.Skip();
                _fault = new($"may hold at most {EventRules.MaxProperties} properties", parent);
            }
            else if (CheckName(name, parent, count))
            {
                _scratch[count++] = new(name!, ReadValue(ref reader, parent, name!));
            }
            else
            {
                reader.Skip();
            }
        }

        if (_fault is null) _properties = _scratch.AsSpan(0, count).ToArray();
    }

    private bool CheckName(string? name, string parent, int count)
    {
        if (name is not { Length: > 0 and <= EventRules.MaxPropertyName } || name.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            _fault = new($"has a property whose name is not 1 to {EventRules.MaxPropertyName} characters of text", parent);
            return false;
        }

        foreach (ref readonly var earlier in _scratch.AsSpan(0, count))
        {
            if (earlier.Name != name) continue;
            _fault = new("is there twice", $"{parent}.{name}");
            return false;
        }

        return true;
    }

    private PropertyValue ReadValue(ref Utf8JsonReader reader, string parent, string name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = JsonText.Read(ref reader);
                if (text is null) _fault = new("holds half of a surrogate pair, which is no text", $"{parent}.{name}");
                else if (text.Length > EventRules.MaxText) _fault = new($"may have at most {EventRules.MaxText:N0} characters", $"{parent}.{name}");
                else if (text.Contains('\0', StringComparison.Ordinal)) _fault = new("may not hold the character U+0000", $"{parent}.{name}");
                return new(PropertyKind.Text, text, 0);
            case JsonTokenType.Number:
                var kind = QuantityText.Read(reader.ValueSpan, out var number);
                if (kind == PropertyKind.Null || reader.ValueSpan.Length > EventRules.MaxText) _fault = new("must be a finite number", $"{parent}.{name}");
                return new(kind, Interner.Get(reader.ValueSpan), number);
            case JsonTokenType.True:
                return new(PropertyKind.Boolean, "true", 0);
            case JsonTokenType.False:
                return new(PropertyKind.Boolean, "false", 0);
            case JsonTokenType.Null:
                return default;
            default:
                reader.Skip();
                _fault = new("must be a text, a number, true, false or null; nested values are not stored", $"{parent}.{name}");
                return default;
        }
    }
}
