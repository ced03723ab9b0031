using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Breakwater.Ingestion.Parsing;

/// <summary>
/// Reads one event at a time straight from the body's bytes. The first fault of an event is kept and its remainder is
/// passed over, so that the reader always stands at the next event.
/// </summary>
/// <param name="body">The whole body, for the archived slices.</param>
/// <param name="customer">The one customer whose events are welcome; null for any.</param>
internal sealed partial class EventReader(ReadOnlyMemory<byte> body, CustomerId? customer)
{
    private static readonly SearchValues<byte> IdentifierBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-"u8);

    private readonly byte[] _customerUtf8 = customer is { } own ? Encoding.ASCII.GetBytes(own.Value) : [];
    private readonly Property[] _scratch = new Property[EventRules.MaxProperties];
    private readonly CanonicalJson _canonical = new();

    private string? _transaction, _customer, _type;
    private long? _timestamp;
    private Property[] _properties = [];
    private EventFault? _fault;
    private int _seen;

    /// <summary>The first well-formed customer id that is not the caller's.</summary>
    public string? Foreign { get; private set; }

    // Bits of _seen, in canonical order.
    private const int Transaction = 1, Customer = 2, Type = 4, Timestamp = 8, Properties = 16;

    /// <summary>Reads the event whose opening brace the reader stands at; leaves it at the closing one.</summary>
    public UsageCandidate ReadEvent(ref Utf8JsonReader reader)
    {
        Reset();
        var start = (int)reader.TokenStartIndex;
        var canonical = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            if (field == 0)
            {
                canonical = false;
                reader.Skip();
                continue;
            }

            // Each in its place and once: then the sender's own bytes can be archived as they are.
            canonical &= _seen == field - 1;
            if ((_seen & field) != 0) _fault ??= new("is there twice", NameOf(field));
            _seen |= field;
            reader.Read();
            switch (field)
            {
                case Transaction:
                    _transaction = ReadIdentifier(ref reader, "transaction_id", unique: true);
                    break;
                case Customer:
                    ReadCustomer(ref reader, "customer_id");
                    break;
                case Type:
                    _type = ReadIdentifier(ref reader, "event_type");
                    break;
                case Timestamp:
                    canonical &= reader.TokenType == JsonTokenType.Number;
                    _timestamp = ReadTimestamp(ref reader);
                    break;
                default:
                    canonical &= reader.TokenType == JsonTokenType.StartObject;
                    ReadProperties(ref reader, "properties");
                    break;
            }
        }

        CheckPresent("transaction_id", "customer_id", "event_type", "timestamp");
        return Finish(canonical && _seen == 31 ? body[start..(int)reader.BytesConsumed] : default);
    }

    private UsageCandidate Finish(ReadOnlyMemory<byte> raw)
    {
        if (_fault is { } fault) return new(null, _transaction, fault);
        if (raw.IsEmpty || raw.Span.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
        {
            raw = _canonical.Write(_transaction!, _customer!, _type!, _timestamp!.Value, _properties);
        }

        return new(
            new UsageEvent
            {
                TransactionId = new(_transaction!),
                CustomerId = new(_customer!),
                EventType = _type!,
                Timestamp = _timestamp!.Value,
                Properties = _properties,
                Json = raw,
                Content = ContentHash.Of(_type!, _timestamp.Value, _properties),
            },
            _transaction, null);
    }

    private void Reset()
    {
        _transaction = _customer = _type = null;
        _timestamp = null;
        _properties = [];
        _fault = null;
        _seen = 0;
    }

    private void CheckPresent(string transaction, string owner, string type, string timestamp)
    {
        if (_fault is not null) return;
        var missing = _transaction is null ? transaction : _customer is null ? owner : _type is null ? type : _timestamp is null ? timestamp : null;
        if (missing is not null) _fault = new("is required", missing);
    }

    private static int FieldOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped) return SlowFieldOf(ref reader);
        var name = reader.ValueSpan;
        return name.Length switch
        {
            14 when name.SequenceEqual("transaction_id"u8) => Transaction,
            11 when name.SequenceEqual("customer_id"u8) => Customer,
            10 when name.SequenceEqual("event_type"u8) => Type,
            9 when name.SequenceEqual("timestamp"u8) => Timestamp,
            10 when name.SequenceEqual("properties"u8) => Properties,
            _ => 0,
        };
    }

    private static int SlowFieldOf(ref Utf8JsonReader reader) => JsonText.Read(ref reader) switch
    {
        "transaction_id" => Transaction,
        "customer_id" => Customer,
        "event_type" => Type,
        "timestamp" => Timestamp,
        "properties" => Properties,
        _ => 0,
    };

    private static string NameOf(int field) => field switch
    {
        Transaction => "transaction_id",
        Customer => "customer_id",
        Type => "event_type",
        Timestamp => "timestamp",
        _ => "properties",
    };
}
