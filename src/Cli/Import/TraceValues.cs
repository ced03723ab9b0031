using System.Globalization;
using Breakwater.Metering.Model;

namespace Breakwater.Cli.Import;

/// <summary>How texts of a file become times and numbers.</summary>
internal static class TraceValues
{
    /// <summary>An ISO 8601 instant (UTC where it names no offset) or Unix milliseconds.</summary>
    public static bool TryTime(string text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length is > 10 and < 15 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out unixMs)) return true;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)) return false;
        unixMs = instant.ToUnixTimeMilliseconds();
        return true;
    }

    /// <summary>A number within the bounds of every quantity.</summary>
    public static bool TryQuantity(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
        && Quantity.IsValid(value);

    /// <summary>A text short enough for a message.</summary>
    public static string Short(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
