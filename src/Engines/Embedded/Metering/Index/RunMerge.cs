namespace Breakwater.Engines.Embedded.Metering.Index;

/// <summary>Merges runs, so that a question asks few of them.</summary>
internal static class RunMerge
{
    /// <summary>Runs beyond this are left alone: merging them again would cost more than asking one filter more.</summary>
    private const long LargestMerged = 64_000_000;

    /// <summary>
    /// The newest runs to merge, or none: as long as the older neighbour is less than twice as large as what is merged
    /// already. Sizes then at least halve from one run to the next, and an entry is rewritten about log2(n) times.
    /// </summary>
    /// <param name="sizes">Entries per run, oldest first.</param>
    /// <returns>Number of runs to merge, counted from the newest; 0 for none.</returns>
    public static int Choose(ReadOnlySpan<long> sizes)
    {
        if (sizes.Length < 2) return 0;
        var taken = 1;
        var total = sizes[^1];
        while (taken < sizes.Length && sizes[^(taken + 1)] < 2 * total && total + sizes[^(taken + 1)] <= LargestMerged)
        {
            total += sizes[^(++taken)];
        }

        return taken > 1 ? taken : 0;
    }

    /// <summary>All entries of the runs by key.</summary>
    public static IEnumerable<ReadOnlyMemory<IndexEntry>> Merge(IReadOnlyList<SortedRun> runs)
    {
        var sources = new List<Source>();
        foreach (var run in runs)
        {
            var source = new Source(run.ReadAllEntries().GetEnumerator());
            if (source.Advance()) sources.Add(source);
        }

        var heads = new PriorityQueue<Source, UInt128>();
        foreach (var source in sources) heads.Enqueue(source, source.Head.Key);
        var piece = new IndexEntry[16_384];
        var filled = 0;
        while (heads.TryPeek(out var least, out _))
        {
            piece[filled++] = least.Head;
            if (least.Advance()) heads.DequeueEnqueue(least, least.Head.Key);
            else heads.Dequeue();
            if (filled < piece.Length) continue;
            yield return piece;
            filled = 0;
        }

        if (filled > 0) yield return piece.AsMemory(0, filled);
    }

    private sealed class Source(IEnumerator<ReadOnlyMemory<IndexEntry>> pieces)
    {
        private int _at = -1;
        private ReadOnlyMemory<IndexEntry> _piece;

        public IndexEntry Head { get; private set; }

        public bool Advance()
        {
            if (++_at >= _piece.Length)
            {
                if (!pieces.MoveNext()) return false;
                (_piece, _at) = (pieces.Current, 0);
            }

            Head = _piece.Span[_at];
            return true;
        }
    }
}
