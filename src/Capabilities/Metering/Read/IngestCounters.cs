using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>
/// Counts what arrives. Counting is a handful of interlocked additions; once a second <see cref="Sample"/> turns the
/// totals into a ring of the last 15 minutes, and into minutes that wait to be saved.
/// </summary>
public sealed class IngestCounters(TimeProvider time)
{
    /// <summary>Seconds that the ring holds.</summary>
    public const int Seconds = 15 * 60;

    // A day of minutes: what piles up while the store is away.
    private const int MaxPendingMinutes = 24 * 60;

    private readonly Lock _gate = new();
    private readonly IngestSecond[] _ring = new IngestSecond[Seconds];
    private readonly Dictionary<DateTimeOffset, IngestCounts> _pending = [];
    private long _accepted, _duplicates, _conflicts, _rejected, _refused, _requests, _rateLimited, _credentials, _invalid, _unavailable;
    private IngestCounts _sampled;
    private int _next;

    /// <summary>Everything counted since the start.</summary>
    public IngestCounts Totals => new(
        Interlocked.Read(ref _accepted), Interlocked.Read(ref _duplicates), Interlocked.Read(ref _conflicts),
        Interlocked.Read(ref _rejected), Interlocked.Read(ref _refused), Interlocked.Read(ref _requests),
        new(Interlocked.Read(ref _rateLimited), Interlocked.Read(ref _credentials), Interlocked.Read(ref _invalid), Interlocked.Read(ref _unavailable)));

    /// <summary>Adds counts, from any thread.</summary>
    public void Add(in IngestCounts counts)
    {
        if (counts.Accepted != 0) Interlocked.Add(ref _accepted, counts.Accepted);
        if (counts.Duplicates != 0) Interlocked.Add(ref _duplicates, counts.Duplicates);
        if (counts.Conflicts != 0) Interlocked.Add(ref _conflicts, counts.Conflicts);
        if (counts.Rejected != 0) Interlocked.Add(ref _rejected, counts.Rejected);
        if (counts.Refused != 0) Interlocked.Add(ref _refused, counts.Refused);
        if (counts.Requests != 0) Interlocked.Add(ref _requests, counts.Requests);
        if (counts.Reasons != default) AddReasons(counts.Reasons);
    }

    /// <summary>Counts a request that was refused as a whole.</summary>
    /// <param name="reason">The class of its problem; null where there was none, e.g. where the caller has left.</param>
    public void AddRefused(ProblemKind? reason) => Add(new(0, 0, 0, 0, Refused: 1, Requests: 1, Refusals.Of(reason)));

    /// <summary>Closes a second: what came since the last call is booked to now. Called once a second by the flusher.</summary>
    public void Sample()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var totals = Totals;
            var delta = totals - _sampled;
            _sampled = totals;
            _ring[_next] = new(now, delta);
            _next = (_next + 1) % Seconds;
            if (delta != default) Book(new(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero), delta);
        }
    }

    /// <summary>The latest seconds in order, oldest first; at most 900, fewer after a start.</summary>
    /// <param name="count">How many are wanted, 1 to 900.</param>
    public IReadOnlyList<IngestSecond> Recent(int count)
    {
        lock (_gate)
        {
            var wanted = Math.Clamp(count, 1, Seconds);
            return [.. Enumerable.Range(0, wanted).Select(i => _ring[(_next - wanted + i + Seconds) % Seconds]).Where(second => second.At != default)];
        }
    }

    /// <summary>Takes the minutes that are not saved yet; give them back with <see cref="Return"/> where saving fails.</summary>
    public IReadOnlyList<IngestMinute> TakePending()
    {
        lock (_gate)
        {
            IngestMinute[] taken = [.. _pending.OrderBy(pair => pair.Key).Select(pair => new IngestMinute(pair.Key, pair.Value))];
            _pending.Clear();
            return taken;
        }
    }

    /// <summary>The minutes that are not saved yet, for screens; they stay where they are.</summary>
    public IReadOnlyList<IngestMinute> Pending()
    {
        lock (_gate) return [.. _pending.Select(pair => new IngestMinute(pair.Key, pair.Value))];
    }

    /// <summary>Puts minutes back that could not be saved.</summary>
    public void Return(IReadOnlyList<IngestMinute> minutes)
    {
        lock (_gate)
        {
            foreach (var minute in minutes) Book(minute.Minute, minute.Counts);
        }
    }

    private void Book(DateTimeOffset minute, in IngestCounts counts)
    {
        if (!_pending.TryGetValue(minute, out var known) && _pending.Count >= MaxPendingMinutes) _pending.Remove(_pending.Keys.Min());
        _pending[minute] = known + counts;
    }

    private void AddReasons(in Refusals reasons)
    {
        if (reasons.RateLimited != 0) Interlocked.Add(ref _rateLimited, reasons.RateLimited);
        if (reasons.Credentials != 0) Interlocked.Add(ref _credentials, reasons.Credentials);
        if (reasons.Invalid != 0) Interlocked.Add(ref _invalid, reasons.Invalid);
        if (reasons.Unavailable != 0) Interlocked.Add(ref _unavailable, reasons.Unavailable);
    }
}

/// <summary>What arrived in about one second.</summary>
/// <param name="At">When the second was closed.</param>
/// <param name="Counts">The counts.</param>
public readonly record struct IngestSecond(DateTimeOffset At, IngestCounts Counts);
