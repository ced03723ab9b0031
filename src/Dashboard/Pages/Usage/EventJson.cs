using System.Text.Encodings.Web;
using System.Text.Json;

namespace Breakwater.Dashboard.Pages.Usage;

/// <summary>Makes an archived line readable.</summary>
public static class EventJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same JSON over several lines; every number keeps its digits. What is no JSON stays as it is.</summary>
    public static string Indent(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, Options)) document.RootElement.WriteTo(writer);
            return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
