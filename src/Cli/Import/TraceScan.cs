namespace Breakwater.Cli.Import;

/// <summary>What a first reading of the whole file found; nothing is sent before it is done.</summary>
internal sealed class TraceScan
{
    /// <summary>Unusable rows kept for messages; all of them go into the rejects file.</summary>
    public const int KeptProblems = 10;

    private readonly SortedSet<long> _starts = [];
    private long _first = long.MaxValue, _last = long.MinValue;

    /// <summary>Rows of data.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that become events.</summary>
    public long Events { get; private set; }

    /// <summary>Periods without usage.</summary>
    public long Zero { get; private set; }

    /// <summary>Rows that cannot be used.</summary>
    public long Bad { get; private set; }

    /// <summary>The first of them.</summary>
    public List<SourceRow> Problems { get; } = [];

    /// <summary>Every customer of the file with its total.</summary>
    public SortedDictionary<string, FileTotal> Customers { get; } = new(StringComparer.Ordinal);

    /// <summary>True where no row can be used.</summary>
    public bool IsEmpty => _first > _last;

    /// <summary>Start of the first period or event, Unix milliseconds.</summary>
    public long Start => _first;

    /// <summary>End of the last period, or one millisecond after the last event.</summary>
    public long End { get; private set; }

    /// <summary>Reads the whole file.</summary>
    public static async Task<TraceScan> ReadAsync(TraceFile file, RejectsFile rejects, CancellationToken ct)
    {
        var scan = new TraceScan();
        await foreach (var row in file.RowsAsync(ct))
        {
            scan.Add(row, keepStarts: file.Parser.Kind == "hourly");
            if (row.Problem is not null) await rejects.AddAsync(row.Line, row.Problem, row.Raw, ct);
        }

        if (!scan.IsEmpty) scan.End = scan._last + scan.Period();
        return scan;
    }

    private void Add(SourceRow row, bool keepStarts)
    {
        Rows++;
        if (row.Problem is not null)
        {
            Bad++;
            if (Problems.Count < KeptProblems) Problems.Add(row);
            return;
        }

        if (row.Event is null) Zero++;
        else Events++;
        _first = Math.Min(_first, row.PeriodStart);
        _last = Math.Max(_last, row.PeriodStart);
        if (keepStarts) _starts.Add(row.PeriodStart);
        var total = Customers.GetValueOrDefault(row.Customer!);
        Customers[row.Customer!] = new FileTotal(total.Events + (row.Event is null ? 0 : 1), total.Quantity + row.Quantity);
    }

    // The shortest step between two periods; an hour where there is but one.
    private long Period()
    {
        if (_starts.Count == 0) return 1;
        long shortest = 3_600_000, before = long.MinValue;
        foreach (var start in _starts)
        {
            if (before != long.MinValue) shortest = Math.Min(shortest, start - before);
            before = start;
        }

        return shortest;
    }
}

/// <summary>A customer's total in the file.</summary>
/// <param name="Events">Rows that become events.</param>
/// <param name="Quantity">Sum of their quantities.</param>
internal readonly record struct FileTotal(long Events, decimal Quantity);
