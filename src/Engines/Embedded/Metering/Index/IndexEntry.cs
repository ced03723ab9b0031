using System.IO.Hashing;
using System.Runtime.InteropServices;
using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Index;

/// <summary>
/// One event in the index of uniqueness, 32 bytes, on disk in the byte order of all machines that .NET runs on today
/// (little-endian).
/// </summary>
/// <param name="High">Upper half of the key.</param>
/// <param name="Low">Lower half of the key.</param>
/// <param name="Content">Hash of the event's content.</param>
/// <param name="Frame">Location of its frame.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly record struct IndexEntry(ulong High, ulong Low, ulong Content, long Frame)
{
    public const int Size = 32;

    public UInt128 Key => new(High, Low);

    public static IndexEntry Of(UInt128 key, ulong content, long frame) => new((ulong)(key >> 64), (ulong)key, content, frame);
}

/// <summary>Keys of the index.</summary>
internal static class EventKey
{
    /// <summary>
    /// 128 bits of customer and transaction. The seed is random per store, so that nobody can prepare events that
    /// collide; by chance two of a billion do with a probability below 1e-20.
    /// </summary>
    public static UInt128 Of(CustomerId customer, TransactionId transaction, long seed)
    {
        // Identifiers have at most 256 characters and never hold the separator.
        Span<char> text = stackalloc char[(2 * Identifier.MaxLength) + 1];
        var a = customer.Value;
        var b = transaction.Value;
        if (a.Length + b.Length + 1 > text.Length) text = new char[a.Length + b.Length + 1];
        a.CopyTo(text);
        text[a.Length] = '\0';
        b.CopyTo(text[(a.Length + 1)..]);
        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text[..(a.Length + b.Length + 1)]), seed);
    }
}
