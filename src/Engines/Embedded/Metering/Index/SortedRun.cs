using System.IO.Hashing;
using System.Runtime.InteropServices;
using Breakwater.Engines.Embedded.Storage;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Engines.Embedded.Metering.Index;

/// <summary>
/// An immutable file of index entries by key: the entries, the first key of every 128th entry (4 KB), the Bloom filter,
/// and a footer with the counts and a checksum of what stays in memory. A question reads at most one page, and that only
/// where the filter says maybe.
/// </summary>
internal sealed class SortedRun : IDisposable
{
    public const int EntriesPerPage = 128;
    private const int FooterLength = 48;
    private const ulong Magic = 0x314E_5552_4B41_4552; // "REAKRUN1"

    private readonly SafeFileHandle _file;
    private readonly ulong[] _fences;
    private readonly BloomFilter _bloom;

    private SortedRun(string path, SafeFileHandle file, long count, ulong[] fences, BloomFilter bloom) =>
        (Path, _file, Count, _fences, _bloom) = (path, file, count, fences, bloom);

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    public long Count { get; }

    /// <summary>Opens a finished run.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the index can be rebuilt from the archive.</exception>
    public static SortedRun Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            var length = RandomAccess.GetLength(file);
            Span<long> footer = stackalloc long[FooterLength / 8];
            if (length < FooterLength) throw new InvalidDataException($"The index file {path} is cut off.");
            ReadAll(file, MemoryMarshal.AsBytes(footer), length - FooterLength);
            var (count, fenceCount, wordCount) = (footer[1], footer[2], footer[3]);
            if ((ulong)footer[0] != Magic || (count * IndexEntry.Size) + (fenceCount * 8) + (wordCount * 8) + FooterLength != length)
            {
                throw new InvalidDataException($"The index file {path} is damaged.");
            }

            var fences = new ulong[fenceCount];
            var words = new ulong[wordCount];
            ReadAll(file, MemoryMarshal.AsBytes(fences.AsSpan()), count * IndexEntry.Size);
            ReadAll(file, MemoryMarshal.AsBytes(words.AsSpan()), (count * IndexEntry.Size) + (fenceCount * 8));
            if (Checksum(fences, words) != (ulong)footer[4]) throw new InvalidDataException($"The index file {path} is damaged.");
            return new SortedRun(path, file, count, fences, new BloomFilter(words));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes entries (by key, without repetition) to a new file and makes it durable.</summary>
    public static void Write(string path, IEnumerable<ReadOnlyMemory<IndexEntry>> pages, long expected, DurableIo io)
    {
        using var file = io.Create(path);
        var bloom = BloomFilter.For(expected);
        var fences = new List<ulong>((int)(expected / EntriesPerPage) + 1);
        long count = 0, offset = 0;
        foreach (var page in pages)
        {
            var entries = page.Span;
            for (var i = 0; i < entries.Length; i++)
            {
                if (count++ % EntriesPerPage == 0) fences.Add(entries[i].High);
                bloom.Add(entries[i]);
            }

            var bytes = MemoryMarshal.AsBytes(entries);
            io.Write(file, bytes, offset);
            offset += bytes.Length;
        }

        var fence = CollectionsMarshal.AsSpan(fences);
        io.Write(file, MemoryMarshal.AsBytes(fence), offset);
        offset += fence.Length * 8L;
        io.Write(file, MemoryMarshal.AsBytes(bloom.Words.AsSpan()), offset);
        offset += bloom.Words.Length * 8L;
        ReadOnlySpan<long> footer = [unchecked((long)Magic), count, fence.Length, bloom.Words.Length, unchecked((long)Checksum(fence, bloom.Words)), 0];
        io.Write(file, MemoryMarshal.AsBytes(footer), offset);
        io.Flush(file);
    }

    public bool TryFind(UInt128 key, out IndexEntry entry)
    {
        entry = default;
        if (Count == 0 || !_bloom.MayContain(key)) return false;
        var high = (ulong)(key >> 64);
        var fence = _fences.AsSpan().BinarySearch(high);
        var page = fence >= 0 ? fence : ~fence - 1;
        if (page < 0) return false;

        // Equal upper halves may in theory straddle pages: look at every page that can begin with it.
        while (fence >= 0 && page > 0 && _fences[page] == high) page--;
        Span<IndexEntry> entries = stackalloc IndexEntry[EntriesPerPage];
        for (; page < _fences.Length && _fences[page] <= high; page++)
        {
            var held = entries[..(int)Math.Min(EntriesPerPage, Count - ((long)page * EntriesPerPage))];
            ReadAll(_file, MemoryMarshal.AsBytes(held), (long)page * EntriesPerPage * IndexEntry.Size);
            int low = 0, top = held.Length - 1;
            while (low <= top)
            {
                var middle = (low + top) >> 1;
                var found = held[middle].Key;
                if (found == key)
                {
                    entry = held[middle];
                    return true;
                }

                if (found < key) low = middle + 1;
                else top = middle - 1;
            }
        }

        return false;
    }

    /// <summary>All entries by key, in pieces; the memory is reused from one piece to the next.</summary>
    public IEnumerable<ReadOnlyMemory<IndexEntry>> ReadAllEntries()
    {
        var piece = new IndexEntry[16_384];
        for (long at = 0; at < Count; at += piece.Length)
        {
            var take = (int)Math.Min(piece.Length, Count - at);
            ReadAll(_file, MemoryMarshal.AsBytes(piece.AsSpan(0, take)), at * IndexEntry.Size);
            yield return piece.AsMemory(0, take);
        }
    }

    public void Dispose() => _file.Dispose();

    private static ulong Checksum(ReadOnlySpan<ulong> fences, ReadOnlySpan<ulong> words) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(words), unchecked((long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(fences))));

    private static void ReadAll(SafeFileHandle file, Span<byte> into, long offset)
    {
        while (into.Length > 0)
        {
            var got = RandomAccess.Read(file, into, offset);
            if (got == 0) throw new InvalidDataException("An index file is shorter than its footer says.");
            into = into[got..];
            offset += got;
        }
    }
}
