using System.Text.Json;

namespace Breakwater.Ingestion.Parsing;

/// <summary>Reads texts that may hold escapes.</summary>
internal static class JsonText
{
    /// <summary>The text at the reader; null where its escapes name half of a surrogate pair, which is no text.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return Interner.Get(reader.ValueSpan);
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
