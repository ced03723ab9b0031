using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Breakwater.Metering.Model;

/// <summary>
/// A 64-bit hash of an event's content that does not depend on the order of its properties, so that a retry which a
/// client serialised anew is still the same event.
/// </summary>
public static class ContentHash
{
    /// <summary>Hashes type, timestamp and properties; properties are combined by addition, hence in any order.</summary>
    public static ulong Of(string eventType, long timestamp, ReadOnlySpan<Property> properties)
    {
        var hash = Text(eventType, 17) * 31 + XxHash3.HashToUInt64(MemoryMarshal.AsBytes([timestamp]), 29);
        foreach (var (name, value) in properties)
        {
            if (value.Kind == PropertyKind.Null) continue;
            hash += value.Kind == PropertyKind.Number
                ? Text(name, Decimal(value.Number))
                : Text(name, Text(value.Text!, (long)value.Kind));
        }

        return hash;
    }

    private static ulong Text(string text, ulong seed) => Text(text, unchecked((long)seed));

    private static ulong Text(string text, long seed) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), seed);

    // 1.0 and 1.00 are the same quantity but have different bits: hash the scale-free form.
    private static ulong Decimal(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number / 1.000000000000000000000000000000m, bits);
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(bits), 7);
    }
}
