using System.Diagnostics;

namespace Breakwater.Engines.Embedded.Metering.Lanes;

/// <summary>
/// The bounded queue in front of a writer. The writer takes all that waits at once: what came while it was busy with one
/// commit becomes the next.
/// </summary>
internal sealed class LaneQueue(int capacity, long capacityBytes)
{
    private readonly object _gate = new();
    private List<LaneRequest> _waiting = new(64);
    private long _bytes;
    private bool _closed;
    private bool _nudged;

    /// <summary>Requests that wait now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>Adds a request.</summary>
    /// <returns>False where it is full or closed.</returns>
    public bool TryAdd(LaneRequest request)
    {
        lock (_gate)
        {
            if (_closed || _waiting.Count >= capacity || (_waiting.Count > 0 && _bytes + request.Bytes > capacityBytes)) return false;
            request.QueuedAt = Stopwatch.GetTimestamp();
            _waiting.Add(request);
            _bytes += request.Bytes;
            if (_waiting.Count == 1) Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Wakes the writer without a request.</summary>
    public void Nudge()
    {
        lock (_gate)
        {
            _nudged = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Refuses new requests; the writer still takes those that wait.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for work and takes all of it.</summary>
    /// <param name="taken">Empty list in, requests out (the lists are swapped).</param>
    /// <param name="patience">How long to wait; then the writer may look after other things.</param>
    /// <returns>False where the queue is closed and empty.</returns>
    public bool Take(ref List<LaneRequest> taken, TimeSpan patience)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_closed && !_nudged) Monitor.Wait(_gate, patience);
            _nudged = false;
            if (_waiting.Count == 0) return !_closed;
            (taken, _waiting) = (_waiting, taken);
            _bytes = 0;
            return true;
        }
    }
}
