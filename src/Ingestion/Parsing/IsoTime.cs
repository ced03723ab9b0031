using System.Globalization;

namespace Breakwater.Ingestion.Parsing;

/// <summary>Reads ISO 8601 times that name their offset; without one an instant cannot be told.</summary>
internal static class IsoTime
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd't'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Unix milliseconds of the time, cut to the millisecond.</summary>
    public static bool TryRead(string? text, out long unixMs)
    {
        unixMs = 0;
        if (text is not { Length: >= 17 and <= 40 } || !NamesOffset(text)) return false;
        if (!DateTimeOffset.TryParseExact(text.ToUpperInvariant(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return false;
        unixMs = time.ToUnixTimeMilliseconds();
        return unixMs >= 0;
    }

    private static bool NamesOffset(string text) =>
        text[^1] is 'Z' or 'z' || (text[^6] is '+' or '-' && text[^3] == ':');
}
