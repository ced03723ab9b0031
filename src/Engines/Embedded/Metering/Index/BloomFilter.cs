namespace Breakwater.Engines.Embedded.Metering.Index;

/// <summary>
/// A blocked Bloom filter: all bits of a key lie in one 64-byte line, so that a question costs one memory access.
/// 12 bits a key and 6 probes give about 1 false positive in 100 (Putze, Sanders, Singler: Cache-, hash- and
/// space-efficient Bloom filters, 2007).
/// </summary>
internal sealed class BloomFilter(ulong[] words)
{
    private const int BitsPerKey = 12;
    private const int WordsPerBlock = 8;
    private const int Probes = 6;

    /// <summary>The bits, to store them.</summary>
    public ulong[] Words { get; } = words;

    public static BloomFilter For(long keys) =>
        new(new ulong[Math.Max(1, ((keys * BitsPerKey) + 511) / 512) * WordsPerBlock]);

    public void Add(in IndexEntry entry)
    {
        var block = Block(entry.Low);
        var bits = entry.High * 0x9E37_79B9_7F4A_7C15;
        for (var probe = 0; probe < Probes; probe++, bits >>= 9)
        {
            Words[block + (int)((bits >> 6) & 7)] |= 1UL << (int)(bits & 63);
        }
    }

    public bool MayContain(UInt128 key)
    {
        var block = Block((ulong)key);
        var bits = (ulong)(key >> 64) * 0x9E37_79B9_7F4A_7C15;
        for (var probe = 0; probe < Probes; probe++, bits >>= 9)
        {
            if ((Words[block + (int)((bits >> 6) & 7)] & (1UL << (int)(bits & 63))) == 0) return false;
        }

        return true;
    }

    private int Block(ulong low) => (int)Math.BigMul(low, (ulong)(Words.Length / WordsPerBlock), out _) * WordsPerBlock;
}
