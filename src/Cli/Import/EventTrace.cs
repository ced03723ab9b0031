using System.Runtime.CompilerServices;
using System.Text.Json;
using Breakwater.Ingestion.Client;
using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Cli.Import;

/// <summary>
/// A trace of events in CSV: columns <c>transaction_id</c>, <c>customer_id</c>, <c>event_type</c> and <c>timestamp</c>; every other
/// column becomes a property: a number or true/false where the whole text is one, a text otherwise, absent where it is empty.
/// </summary>
internal sealed class EventCsv : IRowParser
{
    private static readonly string[] Required = ["transaction_id", "customer_id", "event_type", "timestamp"];

    public string Kind => "events";

    public static bool Recognises(IReadOnlyList<string> header) => Required.All(name => header.Contains(name));

    public async IAsyncEnumerable<SourceRow> RowsAsync(TextReader reader, string contentHash, [EnumeratorCancellation] CancellationToken ct)
    {
        var csv = new CsvReader(reader);
        var header = new List<string>();
        if (!await csv.ReadAsync(header, ct)) yield break;
        var columns = header.Select(name => name.Trim()).ToArray();
        var places = Required.Select(name => Array.IndexOf(columns, name)).ToArray();
        var fields = new List<string>();
        for (long number = 1; await csv.ReadAsync(fields, ct); number++)
        {
            if (csv.Problem is not null || fields.Count != columns.Length)
            {
                yield return new(number, csv.Line, null, null, 0, csv.Problem ?? $"{fields.Count} fields where the header names {columns.Length}", csv.Raw);
                continue;
            }

            var properties = new List<Property>();
            for (var i = 0; i < fields.Count; i++)
            {
                if (!places.Contains(i) && fields[i].Length > 0) properties.Add(new Property(columns[i], Value(fields[i])));
            }

            yield return EventRow.Make(number, csv.Line, csv.Raw, fields[places[0]], fields[places[1]], fields[places[2]], fields[places[3]], properties);
        }
    }

    // "007" and "1e400" stay texts: the one is a code, the other no quantity.
    private static PropertyValue Value(string text) =>
        text is "true" or "false" ? new(PropertyKind.Boolean, text, 0)
        : text is not ['0', >= '0' and <= '9', ..] && TraceValues.TryQuantity(text, out var number) ? new(PropertyKind.Number, null, number)
        : new(PropertyKind.Text, text, 0);
}

/// <summary>A trace of events as the API takes them, one JSON object a line.</summary>
internal sealed class EventLines : IRowParser
{
    public string Kind => "events";

    public async IAsyncEnumerable<SourceRow> RowsAsync(TextReader reader, string contentHash, [EnumeratorCancellation] CancellationToken ct)
    {
        long line = 0, number = 0;
        while (await reader.ReadLineAsync(ct) is { } text)
        {
            line++;
            if (text.Length > 0) yield return Parse(++number, line, text);
        }
    }

    private static SourceRow Parse(long number, long line, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return EventRow.Bad(number, line, text, "the line is not a JSON object");
            var properties = new List<Property>();
            if (root.TryGetProperty("properties", out var given) && given.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in given.EnumerateObject())
                {
                    if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) return EventRow.Bad(number, line, text, $"properties.{TraceValues.Short(property.Name)} must be a text, a number, true, false or null");
                    properties.Add(new Property(property.Name, Value(property.Value)));
                }
            }

            return EventRow.Make(number, line, text, Text(root, "transaction_id"), Text(root, "customer_id"), Text(root, "event_type"), Text(root, "timestamp"), properties);
        }
        catch (JsonException)
        {
            return EventRow.Bad(number, line, text, "the line is not valid JSON");
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText() : "";

    private static PropertyValue Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new(PropertyKind.Text, value.GetString(), 0),
        JsonValueKind.True or JsonValueKind.False => new(PropertyKind.Boolean, value.GetRawText(), 0),
        JsonValueKind.Number when value.TryGetDecimal(out var number) && Quantity.IsValid(number) => new(PropertyKind.Number, null, number),
        JsonValueKind.Number => new(PropertyKind.OutOfRange, value.GetRawText(), 0),
        _ => default,
    };
}

/// <summary>What both kinds of event traces check before anything is sent.</summary>
internal static class EventRow
{
    public static SourceRow Bad(long number, long line, string raw, string problem) => new(number, line, null, null, 0, problem, raw);

    public static SourceRow Make(long number, long line, string raw, string transaction, string customer, string type, string time, IReadOnlyList<Property> properties)
    {
        foreach (var (name, value) in new[] { ("transaction_id", transaction), ("customer_id", customer), ("event_type", type) })
        {
            if (!Identifier.IsValid(value)) return Bad(number, line, raw, value.Length == 0 ? $"{name} is missing" : $"{name} {Identifier.Rule}");
        }

        return TraceValues.TryTime(time, out var timestamp)
            ? new SourceRow(number, line, new OutgoingEvent(transaction, string.Intern(customer), type, timestamp, properties), string.Intern(customer), 1, null, raw) { PeriodStart = timestamp }
            : Bad(number, line, raw, $"timestamp \"{TraceValues.Short(time)}\" is neither Unix milliseconds nor an instant such as 2026-03-01T14:00:00Z");
    }
}
