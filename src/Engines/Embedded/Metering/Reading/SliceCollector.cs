using System.Runtime.InteropServices;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Metering.Model;
using Breakwater.Metering.Ports;

namespace Breakwater.Engines.Embedded.Metering.Reading;

/// <summary>Gathers hourly states and single events into the slices and groups of a question.</summary>
internal sealed class SliceCollector
{
    private readonly long[] _starts;
    private readonly long[] _ends;
    private readonly Dictionary<(int Slice, string Group), Aggregate> _states = [];

    public SliceCollector(IReadOnlyList<TimeRangeMs> slices)
    {
        _starts = [.. slices.Select(slice => slice.Start)];
        _ends = [.. slices.Select(slice => slice.End)];
        for (var i = 0; i < _starts.Length; i++)
        {
            if (i > 0 && _starts[i] < _ends[i - 1]) throw new ArgumentException("Slices must ascend and must not overlap.", nameof(slices));
        }

        FirstHour = _starts.Length == 0 ? 0 : HourOf(_starts[0]);
        LastHour = _starts.Length == 0 ? -1 : HourOf(_ends[^1] - 1);
    }

    /// <summary>First hour that a slice touches.</summary>
    public int FirstHour { get; }

    /// <summary>Last hour that a slice touches.</summary>
    public int LastHour { get; }

    /// <summary>Hours that no slice holds as a whole but some slice touches; their events must be looked at one by one.</summary>
    public IEnumerable<int> PartialHours()
    {
        var last = int.MinValue;
        for (var i = 0; i < _starts.Length; i++)
        {
            if (_starts[i] >= _ends[i]) continue;
            foreach (var hour in (int[])[HourOf(_starts[i]), HourOf(_ends[i] - 1)])
            {
                if (hour == last || SliceOfHour(hour) >= 0) continue;
                last = hour;
                yield return hour;
            }
        }
    }

    /// <summary>All hours that some slice touches.</summary>
    public IEnumerable<int> AllHours()
    {
        var next = int.MinValue;
        for (var i = 0; i < _starts.Length; i++)
        {
            if (_starts[i] >= _ends[i]) continue;
            for (var hour = Math.Max(next, HourOf(_starts[i])); hour <= HourOf(_ends[i] - 1); hour++) yield return hour;
            next = Math.Max(next, HourOf(_ends[i] - 1) + 1);
        }
    }

    /// <summary>What the slices hold of some hours, cut at hours.</summary>
    /// <param name="hours">Ascending.</param>
    public IEnumerable<SlicePiece> Pieces(IEnumerable<int> hours)
    {
        var first = 0;
        foreach (var hour in hours)
        {
            var (start, end) = (hour * Overlay.HourMs, (hour + 1) * Overlay.HourMs);
            while (first < _ends.Length && _ends[first] <= start) first++;
            for (var i = first; i < _starts.Length && _starts[i] < end; i++)
            {
                var piece = new SlicePiece(hour, i, Math.Max(start, _starts[i]), Math.Min(end, _ends[i]));
                if (piece.Start < piece.End) yield return piece;
            }
        }
    }

    /// <summary>The slice that holds a whole hour, or -1.</summary>
    public int SliceOfHour(int hour)
    {
        var slice = SliceOf(hour * Overlay.HourMs);
        return slice >= 0 && _ends[slice] >= (hour + 1) * Overlay.HourMs ? slice : -1;
    }

    /// <summary>The slice that holds an instant, or -1.</summary>
    public int SliceOf(long timestamp)
    {
        var at = Array.BinarySearch(_starts, timestamp);
        var slice = at >= 0 ? LastEqual(at) : ~at - 1;
        return slice >= 0 && timestamp < _ends[slice] ? slice : -1;
    }

    public void AddHour(int hour, string group, Aggregate state)
    {
        var slice = SliceOfHour(hour);
        if (slice >= 0) State(slice, group).Merge(state);
    }

    public void AddValue(int hour, string group, string value, long count)
    {
        var slice = SliceOfHour(hour);
        if (slice >= 0) State(slice, group).AddValue(value, count);
    }

    public void AddEvent(string group, Metric metric, UsageEvent usage)
    {
        var slice = SliceOf(usage.Timestamp);
        if (slice >= 0) State(slice, group).Add(metric, usage);
    }

    public void AddState(int slice, string group, Aggregate state) => State(slice, group).Merge(state);

    public IReadOnlyList<UsageSlice> Result() =>
        [.. _states.Where(pair => !pair.Value.IsEmpty).OrderBy(pair => pair.Key.Slice).ThenBy(pair => pair.Key.Group, StringComparer.Ordinal)
            .Select(pair => new UsageSlice(pair.Key.Slice, pair.Key.Group, pair.Value))];

    private Aggregate State(int slice, string group)
    {
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, (slice, group), out _);
        return state ??= new();
    }

    // Empty slices may share a start with the one that holds the instant.
    private int LastEqual(int at)
    {
        while (at + 1 < _starts.Length && _starts[at + 1] == _starts[at]) at++;
        return at;
    }

    private static int HourOf(long timestamp) => (int)Math.Floor((double)timestamp / Overlay.HourMs);
}

/// <summary>The part of a slice that lies in one hour: half-open, Unix milliseconds.</summary>
internal readonly record struct SlicePiece(int Hour, int Slice, long Start, long End);

/// <summary>A half-open range in Unix milliseconds.</summary>
internal readonly record struct TimeRangeMs(long Start, long End);
