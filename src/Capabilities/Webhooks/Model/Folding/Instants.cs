using System.Globalization;
using System.Text.Json;

namespace Breakwater.Webhooks.Model;

/// <summary>Instants as providers write them. One that lies outside of years 1970 to 9999 is as good as none.</summary>
internal static class Instants
{
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>From Unix seconds.</summary>
    public static DateTimeOffset? Seconds(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Whole(path) is > 0 and <= MaxSeconds and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>From Unix milliseconds, of which a part may be told as well.</summary>
    public static DateTimeOffset? Millis(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Number(path) is >= 1 and <= MaxSeconds * 1000 and var millis ? DateTimeOffset.FromUnixTimeMilliseconds((long)millis) : null;

    /// <summary>From RFC 3339.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && at.Year >= 1970
            ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;

    /// <summary>The earlier of two, where one may be missing.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}
