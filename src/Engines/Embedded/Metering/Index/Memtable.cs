namespace Breakwater.Engines.Embedded.Metering.Index;

/// <summary>
/// The newest keys, in memory: entries in order of arrival and an open-addressing table of their positions. Not safe for
/// several threads; its lane guards it.
/// </summary>
internal sealed class Memtable
{
    private IndexEntry[] _entries;
    private int[] _slots;
    private int _mask;

    public Memtable(int expected)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1_024, expected * 2));
        _entries = new IndexEntry[size / 2];
        _slots = new int[size];
        _mask = size - 1;
    }

    public int Count { get; private set; }

    public bool TryFind(UInt128 key, out IndexEntry entry)
    {
        for (var slot = (int)key & _mask; ; slot = (slot + 1) & _mask)
        {
            var position = _slots[slot];
            if (position == 0)
            {
                entry = default;
                return false;
            }

            entry = _entries[position - 1];
            if (entry.Key == key) return true;
        }
    }

    /// <summary>Adds a key that is not there.</summary>
    public void Add(in IndexEntry entry)
    {
        if (Count == _entries.Length) Grow();
        _entries[Count++] = entry;
        Place(entry.Key, Count);
    }

    /// <summary>Takes back everything from a count on: what a failed commit had added.</summary>
    public void CutTo(int count)
    {
        if (count == Count) return;
        Count = count;
        Rehash();
    }

    /// <summary>All entries, by key.</summary>
    public IndexEntry[] Sorted()
    {
        var keys = new UInt128[Count];
        for (var i = 0; i < Count; i++) keys[i] = _entries[i].Key;
        var sorted = _entries.AsSpan(0, Count).ToArray();
        Array.Sort(keys, sorted);
        return sorted;
    }

    private void Place(UInt128 key, int position)
    {
        var slot = (int)key & _mask;
        while (_slots[slot] != 0) slot = (slot + 1) & _mask;
        _slots[slot] = position;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[_entries.Length * 2];
        _mask = _slots.Length - 1;
        Rehash();
    }

    private void Rehash()
    {
        Array.Clear(_slots);
        for (var i = 0; i < Count; i++) Place(_entries[i].Key, i + 1);
    }
}
