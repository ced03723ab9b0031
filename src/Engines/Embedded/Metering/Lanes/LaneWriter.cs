using System.Diagnostics;
using Breakwater.Engines.Embedded.Metering.Index;
using Breakwater.Engines.Embedded.Metering.Log;
using Breakwater.Engines.Embedded.Metering.Rollups;
using Breakwater.Kernel;
using Breakwater.Metering.Model;
using Microsoft.Extensions.Logging;

namespace Breakwater.Engines.Embedded.Metering.Lanes;

/// <summary>
/// The writer of a lane: takes what waits, decides what is new, appends it to the archive, makes it durable once for all,
/// folds it into the figures and only then answers. A thread of its own, because it spends its life in fsync.
/// </summary>
internal sealed class LaneWriter(int number, LaneQueue queue, LaneViews views, LaneFreezer freezer, SegmentLog log, TimeProvider time, ILogger logger)
{
    private const int MaxGroupBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly GroupBuffer _buffer = new();
    private readonly FrameTimes _times = new(log.Segments);
    private readonly List<PendingFrame> _frames = [];
    private readonly List<(VoidRequest Request, bool IsNew)> _voids = [];
    private List<LaneRequest> _taken = new(64);
    private volatile string? _fault;
    private long _lastCommit;
    private long _failedAt;
    private volatile bool _busy;

    public Median WaitMs { get; } = new();

    public Median CommitMs { get; } = new();

    public string? Fault => _fault;

    public bool IsBusy => _busy;

    /// <summary>When something was stored last, Unix milliseconds; 0 for never.</summary>
    public long LastCommit => Volatile.Read(ref _lastCommit);

    /// <summary>Works until the queue is closed and empty.</summary>
    public void Run()
    {
        while (queue.Take(ref _taken, Patience))
        {
            _busy = _taken.Count > 0;
            for (var next = 0; next < _taken.Count;) next = Group(next);
            _taken.Clear();
            _busy = false;
            Idle();
        }
    }

    private int Group(int first)
    {
        var last = first;
        long bytes = 0;
        do bytes += _taken[last++].Bytes;
        while (last < _taken.Count && bytes + _taken[last].Bytes <= MaxGroupBytes);
        var requests = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_taken)[first..last];
        foreach (var request in requests) WaitMs.Add(Stopwatch.GetElapsedTime(request.QueuedAt).TotalMilliseconds);
        try
        {
            Commit(requests);
        }
        catch (Exception e)
        {
            // The boundary of the writer: whatever went wrong, the callers hear of it and the lane goes on or stays faulted.
            Failed(requests, e);
        }

        return last;
    }

    private void Commit(Span<LaneRequest> requests)
    {
        var began = Stopwatch.GetTimestamp();
        _buffer.Clear();
        _frames.Clear();
        _voids.Clear();
        freezer.BeforeGroup(log.End);
        log.Prepare(time.GetUtcNow());
        var start = log.End;
        int mark;
        lock (views.Gate)
        {
            mark = views.Active.Keys.Count;
            try
            {
                foreach (var request in requests)
                {
                    if (request is AppendRequest append) Decide(append, start);
                    else Decide((VoidRequest)request, start);
                }
            }
            catch
            {
                views.Active.Keys.CutTo(mark);
                throw;
            }
        }

        if (_buffer.Length > 0)
        {
            try
            {
                log.Commit(_buffer.Written);
            }
            catch
            {
                lock (views.Gate) views.Active.Keys.CutTo(mark);
                throw;
            }

            lock (views.Gate) Apply();
            Volatile.Write(ref _lastCommit, time.GetUtcNow().ToUnixTimeMilliseconds());
            CommitMs.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        _fault = null;
        Answer(requests);
    }

    // Runs under the gate. Keys go in at once, so that a repetition inside the group meets them.
    private void Decide(AppendRequest request, Location groupStart)
    {
        var frameAt = new Location(groupStart.Segment, groupStart.Offset + _buffer.Length);
        var keys = request.Keys;
        var events = request.Events;
        var accepted = new List<int>(events.Length);
        var bytes = 0;
        for (var i = 0; i < events.Length; i++)
        {
            if (views.TryFind(keys[i], out var known))
            {
                var status = known.Content == events[i].Content ? EventStatus.Duplicate : EventStatus.Conflict;
                var seen = known.Frame == frameAt.Value ? request.Batch.ReceivedAt.ToUnixTimeMilliseconds() : _times.Of(known.Frame);
                request.SetResult(i, new(status, seen is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null));
                continue;
            }

            views.Active.Keys.Add(IndexEntry.Of(keys[i], events[i].Content, frameAt.Value));
            accepted.Add(i);
            bytes += events[i].Json.Length + 1;
            request.SetResult(i, new(EventStatus.Accepted));
        }

        if (accepted.Count == 0) return;
        var received = request.Batch.ReceivedAt.ToUnixTimeMilliseconds();
        var first = views.EventsBeforeActive + (views.Active.Keys.Count - accepted.Count);
        var from = _buffer.Length;
        new FrameHeader(FrameKind.Events, first, accepted.Count, bytes, groupStart.Offset, received, request.Batch.Source, request.Batch.Backfill).Write(_buffer);
        var headerLength = _buffer.Length - from;
        foreach (var i in accepted) _buffer.AppendLine(events[i].Json.Span);
        FrameHeader.Seal(_buffer.From(from), headerLength);
        _times.Remember(frameAt.Value, received);
        _frames.Add(new PendingFrame(request, accepted, new Location(frameAt.Segment, frameAt.Offset + headerLength), received));
    }

    private void Decide(VoidRequest request, Location groupStart)
    {
        if (!views.TryFind(request.Key, out var entry))
        {
            _voids.Add((request, false));
            return;
        }

        var inGroup = entry.Frame >= groupStart.Value;
        VoidMark? found;
        try
        {
            found = inGroup ? InGroup(request) : EventLookup.InFrame(log.Segments, new Location(entry.Frame), request.Customer, request.Transaction)?.Mark(request.Correction);
        }
        catch (InvalidDataException e)
        {
            request.Fail(new EngineUnavailableException("Usage ledger", e.Message, e));
            return;
        }

        if (found is not { } mark)
        {
            request.Fail(new EngineUnavailableException("Usage ledger", $"The index names frame {new Location(entry.Frame)} for an event that is not in it."));
            return;
        }

        if (views.Voids.ContainsKey(mark.Place))
        {
            _voids.Add((request, true));
            return;
        }

        views.Voids.Add(mark.Place, request.Correction);
        views.Active.Voids.Add(mark);
        _voids.Add((request, true));
        VoidLine.Write(_buffer, mark, views.EventsBeforeActive + views.Active.Keys.Count, groupStart.Offset);
    }

    // A void beside its own event in one commit: the line's place is known although it is not on disk yet.
    private VoidMark? InGroup(VoidRequest request)
    {
        foreach (var frame in _frames)
        {
            var place = frame.LinesAt.Value;
            foreach (var i in frame.Accepted)
            {
                var usage = frame.Request.Events[i];
                if (usage.TransactionId == request.Transaction && usage.CustomerId == request.Customer)
                {
                    return new FoundLine(place, usage).Mark(request.Correction);
                }

                place += usage.Json.Length + 1;
            }
        }

        return null;
    }

    private void Apply()
    {
        var figures = views.Active.Figures;
        foreach (var frame in _frames)
        {
            var place = frame.LinesAt.Value;
            foreach (var i in frame.Accepted)
            {
                var usage = frame.Request.Events[i];
                figures.Add(usage, place, frame.ReceivedAt);
                place += usage.Json.Length + 1;
            }
        }
    }

    private void Answer(Span<LaneRequest> requests)
    {
        foreach (var (request, isKnown) in _voids)
        {
            request.Complete(isKnown ? freezer.CountedAsync() : null);
        }

        foreach (var request in requests)
        {
            if (request is AppendRequest append) append.Complete();
        }
    }

    private void Failed(Span<LaneRequest> requests, Exception e)
    {
        _times.Clear();
        lock (views.Gate)
        {
            // Voids of a commit that failed never were.
            foreach (var (request, _) in _voids) TakeBack(request);
        }

        var reason = e is EngineUnavailableException known ? known
            : new EngineUnavailableException("Usage ledger", $"The disk does not take new events: {e.Message}", e);
        // Once per outage: as long as it lasts, every commit fails like the first.
        if (_fault is null && e is not EngineUnavailableException) logger.LogError(e, "Lane {Lane} could not store {Requests} requests; their callers were told so", number, requests.Length);
        _fault = reason.Message;
        _failedAt = Stopwatch.GetTimestamp();
        foreach (var request in requests) request.Fail(reason);
    }

    private void TakeBack(VoidRequest request)
    {
        var marks = views.Active.Voids;
        for (var i = marks.Count - 1; i >= 0; i--)
        {
            if (marks[i].Transaction != request.Transaction.Value || marks[i].Customer != request.Customer.Value) continue;
            if (!ReferenceEquals(views.Voids.GetValueOrDefault(marks[i].Place), request.Correction)) continue;
            views.Voids.Remove(marks[i].Place);
            marks.RemoveAt(i);
        }
    }

    private void Idle()
    {
        try
        {
            freezer.WhenIdle(log.End);
            if (_fault is null || Stopwatch.GetElapsedTime(_failedAt) < Patience) return;
            _failedAt = Stopwatch.GetTimestamp();
            freezer.ThrowIfStuck();
            Prove();
            _fault = null;
        }
        catch (Exception e)
        {
            // Still broken: said already, tried again in a second.
            _fault = $"The disk does not take new events: {e.Message}";
        }
    }

    // Only a write that got through says that the disk works again: a frame without lines.
    private void Prove()
    {
        log.Prepare(time.GetUtcNow());
        long first;
        lock (views.Gate) first = views.EventsBeforeActive + views.Active.Keys.Count;
        _buffer.Clear();
        new FrameHeader(FrameKind.Events, first, 0, 0, log.End.Offset, time.GetUtcNow().ToUnixTimeMilliseconds(), "disk-check", false).Write(_buffer);
        FrameHeader.Seal(_buffer.From(0), _buffer.Length);
        log.Commit(_buffer.Written);
    }

    private readonly record struct PendingFrame(AppendRequest Request, List<int> Accepted, Location LinesAt, long ReceivedAt);
}
