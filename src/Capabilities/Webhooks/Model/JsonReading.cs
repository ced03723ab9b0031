using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Reads members that may be missing, null or of another kind than expected: providers change their payloads, and an unknown shape is no error.</summary>
internal static class JsonReading
{
    /// <summary>A member by its path; undefined where there is none.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !Find(element, name, out element)) return default;
        }

        return element;
    }

    /// <summary>A text; null where the member is none, or empty, or no Unicode.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } text && Unicode(text) is { Length: > 0 } value ? value : null;

    /// <summary>A whole number, as a number or as text.</summary>
    public static long? Whole(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) => value,
        { ValueKind: JsonValueKind.String } text when long.TryParse(Unicode(text), out var value) => value,
        _ => null,
    };

    /// <summary>A decimal number, as a number or as text.</summary>
    public static decimal? Number(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var value) => value,
        { ValueKind: JsonValueKind.String } text when decimal.TryParse(Unicode(text), System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };

    /// <summary>True or false; null where the member is neither.</summary>
    public static bool? Flag(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The items of an array; none where the member is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : Enumerable.Empty<JsonElement>();

    // Half of a pair of surrogates is fine for the parser, which leaves names and texts alone until they are asked for.
    private static bool Find(JsonElement element, string name, out JsonElement value)
    {
        try
        {
            return element.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            value = default;
            return false;
        }
    }

    private static string? Unicode(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
