using System.IO.Hashing;
using System.Text;

namespace Breakwater.Ingestion.Parsing;

/// <summary>
/// Gives back one string for texts that come again and again (property names, event types, regions). A fixed table in
/// which newer texts displace older ones: hostile input cannot make it grow. Safe from any thread without locks, because
/// a slot holds one immutable reference and losing a race only costs an allocation.
/// </summary>
internal static class Interner
{
    private const int Slots = 8_192;
    private const int MaxLength = 48;
    private static readonly string?[] Table = new string?[Slots];

    /// <summary>The text of these UTF-8 bytes, which hold no JSON escapes.</summary>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > MaxLength) return Encoding.UTF8.GetString(utf8);
        ref var slot = ref Table[(int)(XxHash3.HashToUInt64(utf8) & (Slots - 1))];
        if (slot is { } known && known.Length == utf8.Length && Ascii.Equals(utf8, known)) return known;
        var text = Encoding.UTF8.GetString(utf8);
        slot = text;
        return text;
    }
}
