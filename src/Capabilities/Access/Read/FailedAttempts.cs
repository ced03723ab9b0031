using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Breakwater.Access.Read;

/// <summary>Counts failed authentications by address in windows of 60 seconds. Kept in this process: it must work while other engines are down.</summary>
public sealed class FailedAttempts(IOptions<AccessOptions> options, TimeProvider time)
{
    private const int MaxAddresses = 50_000;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<string, Tally> _tallies = new(StringComparer.Ordinal);
    private readonly int _allowed = options.Value.FailedAttemptsPerMinute;

    /// <summary>The refusal for an address that failed too often, else null.</summary>
    public Problem? Refuse(string peer) =>
        _tallies.TryGetValue(peer, out var tally) && Age(tally) < Window && Volatile.Read(ref tally.Count) > _allowed ? TooMany(tally) : null;

    /// <summary>Counts a failure.</summary>
    /// <returns>The refusal where the address failed too often, else null.</returns>
    public Problem? Note(string peer)
    {
        if (_tallies.Count >= MaxAddresses) Trim();
        var tally = _tallies.AddOrUpdate(
            peer, static (_, now) => new Tally(now),
            (_, known, now) => time.GetElapsedTime(known.Since, now) < Window ? known : new Tally(now), time.GetTimestamp());
        return Interlocked.Increment(ref tally.Count) > _allowed ? TooMany(tally) : null;
    }

    private TimeSpan Age(Tally tally) => time.GetElapsedTime(tally.Since);

    private Problem TooMany(Tally tally)
    {
        var wait = Window - Age(tally);
        return new Problem(
            ProblemKind.RateLimited, "too-many-failures", "Too many requests from this address had no valid key.",
            "Nothing was stored. Check the key, then wait for the time in Retry-After.", RetryAfter: wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1));
    }

    private void Trim()
    {
        foreach (var (peer, tally) in _tallies)
        {
            if (Age(tally) >= Window) _tallies.TryRemove(peer, out _);
        }

        if (_tallies.Count >= MaxAddresses) _tallies.Clear();
    }

    private sealed class Tally(long since)
    {
        public long Count;

        public long Since { get; } = since;
    }
}
