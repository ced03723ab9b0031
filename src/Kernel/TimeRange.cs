namespace Breakwater.Kernel;

/// <summary>A half-open range of instants in UTC: <c>[Start, End)</c>. Adjoining ranges share no instant.</summary>
public readonly record struct TimeRange
{
    /// <summary>Makes a range; both ends are converted to UTC.</summary>
    /// <exception cref="ArgumentException">The end lies before the start.</exception>
    public TimeRange(DateTimeOffset start, DateTimeOffset end)
    {
        if (end < start) throw new ArgumentException("The end of a time range must not lie before its start.", nameof(end));
        Start = start.ToUniversalTime();
        End = end.ToUniversalTime();
    }

    /// <summary>First instant inside the range.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>First instant after the range.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Length of the range.</summary>
    public TimeSpan Length => End - Start;

    /// <summary>True where the range holds no instant.</summary>
    public bool IsEmpty => End <= Start;

    /// <summary>Start in Unix milliseconds.</summary>
    public long StartMs => Start.ToUnixTimeMilliseconds();

    /// <summary>End in Unix milliseconds.</summary>
    public long EndMs => End.ToUnixTimeMilliseconds();

    /// <summary>Makes a range from Unix milliseconds.</summary>
    public static TimeRange FromUnixMs(long start, long end) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(start), DateTimeOffset.FromUnixTimeMilliseconds(end));

    /// <summary>The range of the given length that ends at <paramref name="end"/>.</summary>
    public static TimeRange Until(DateTimeOffset end, TimeSpan length) => new(end - length, end);

    /// <summary>True where <paramref name="instant"/> lies in <c>[Start, End)</c>.</summary>
    public bool Contains(DateTimeOffset instant) => instant >= Start && instant < End;

    /// <summary>The part that both ranges share, empty where they only touch.</summary>
    public TimeRange Intersect(TimeRange other)
    {
        var start = Start > other.Start ? Start : other.Start;
        var end = End < other.End ? End : other.End;
        return end < start ? new TimeRange(start, start) : new TimeRange(start, end);
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{Start:yyyy-MM-ddTHH:mm:ss.fffZ}, {End:yyyy-MM-ddTHH:mm:ss.fffZ})";
}
