using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Breakwater.Webhooks.Model;

/// <summary>Facts and records as JSON whose text depends on their content alone.</summary>
public static class FactJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new Instants() },
    };

    /// <summary>The text of a value.</summary>
    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>The bytes of a value.</summary>
    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>A set as bytes, to be kept.</summary>
    public static byte[] Write(FactSet facts) => Bytes(facts.All);

    /// <summary>A set from bytes.</summary>
    /// <exception cref="JsonException">The bytes are no facts.</exception>
    public static FactSet Read(ReadOnlySpan<byte> bytes)
    {
        var facts = new FactSet();
        foreach (var fact in JsonSerializer.Deserialize<List<Fact>>(bytes, Options) ?? []) facts.Add(fact);
        return facts;
    }

    // Milliseconds are what the finest provider tells; one form of an instant, whatever its offset was.
    private sealed class Instants : JsonConverter<DateTimeOffset>
    {
        private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTimeOffset.ParseExact(reader.GetString()!, Form, null, System.Globalization.DateTimeStyles.AssumeUniversal);

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime.ToString(Form));
    }
}
