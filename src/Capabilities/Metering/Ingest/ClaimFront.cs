using Breakwater.Metering.Ports;
using Microsoft.Extensions.Options;

namespace Breakwater.Metering.Ingest;

/// <summary>
/// Asks for claims in front of the ledger without ever standing in its way: a claim that is slow, missing or down is passed
/// by, and the ledger decides alone, as it does in the end anyway.
/// </summary>
public sealed class ClaimFront(IEnumerable<IClaims> claims, IOptions<MeteringOptions> options, TimeProvider time)
{
    private const int MaxAtOnce = 8;
    private const double Smoothing = 0.1;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // The front may take this much longer than the ledger before it is passed by: below it, both are fast enough.
    private const double TolerableMs = 20;

    private readonly IClaims? _claims = options.Value.Claims ? claims.FirstOrDefault() : null;
    private readonly TimeSpan _ttl = TimeSpan.FromDays(options.Value.ClaimDays);
    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(options.Value.ClaimPatienceMs);
    private long _asked, _bypassed, _failed, _held, _pausedUntil;
    private int _running;
    private double _claimMs, _appendMs;

    /// <summary>What the front has done since the start.</summary>
    public ClaimFrontStatus Status => new(
        _claims is null ? "off" : Volatile.Read(ref _pausedUntil) > time.GetTimestamp() ? "bypassed" : "on",
        Interlocked.Read(ref _asked), Interlocked.Read(ref _bypassed), Interlocked.Read(ref _failed), Interlocked.Read(ref _held),
        Math.Round(Volatile.Read(ref _claimMs), 2), Math.Round(Volatile.Read(ref _appendMs), 2));

    /// <summary>Claims the ids of one customer.</summary>
    /// <returns>For each event true where it was claimed now; null where the front was passed by.</returns>
    public async ValueTask<bool[]?> TryClaimAsync(CustomerId customer, UsageEvent[] events, CancellationToken ct)
    {
        if (_claims is null) return null;
        if (Volatile.Read(ref _pausedUntil) > time.GetTimestamp()) return Bypass(events);
        if (Interlocked.Increment(ref _running) > MaxAtOnce)
        {
            Interlocked.Decrement(ref _running);
            return Bypass(events);
        }

        var began = time.GetTimestamp();
        try
        {
            var names = new string[events.Length];
            for (var i = 0; i < names.Length; i++) names[i] = events[i].TransactionId.Value;
            var fresh = await _claims.TryClaimAsync(customer.Value, names, _ttl, ct).AsTask().WaitAsync(_patience, time, ct).ConfigureAwait(false);
            Interlocked.Add(ref _asked, events.Length);
            Interlocked.Add(ref _held, fresh.Count(claimed => !claimed));
            return fresh;
        }
        catch (Exception failure) when (failure is EngineUnavailableException or TimeoutException)
        {
            Interlocked.Increment(ref _failed);
            Rest();
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            Learn(ref _claimMs, time.GetElapsedTime(began));
        }
    }

    /// <summary>Gives claims back after the ledger took nothing.</summary>
    public async Task ReleaseAsync(CustomerId customer, UsageEvent[] events)
    {
        if (_claims is null) return;
        using var patience = new CancellationTokenSource(_patience, time);
        try
        {
            await _claims.ReleaseAsync(customer.Value, [.. events.Select(usage => usage.TransactionId.Value)], patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is EngineUnavailableException or OperationCanceledException)
        {
            // A claim that stays costs a lookup later, nothing else.
        }
    }

    /// <summary>Tells how long the ledger took, so that a front slower than it is passed by for a while.</summary>
    public void Appended(TimeSpan elapsed)
    {
        Learn(ref _appendMs, elapsed);
        if (Volatile.Read(ref _claimMs) <= TolerableMs || Volatile.Read(ref _claimMs) <= Volatile.Read(ref _appendMs)) return;
        Volatile.Write(ref _claimMs, 0);
        Rest();
    }

    private bool[]? Bypass(UsageEvent[] events)
    {
        Interlocked.Add(ref _bypassed, events.Length);
        return null;
    }

    private void Rest() => Volatile.Write(ref _pausedUntil, time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency));

    // A lost update between two threads costs one sample of an average.
    private static void Learn(ref double average, TimeSpan elapsed)
    {
        var known = Volatile.Read(ref average);
        Volatile.Write(ref average, known == 0 ? elapsed.TotalMilliseconds : known + (Smoothing * (elapsed.TotalMilliseconds - known)));
    }
}

/// <summary>What the front of claims has done since the start.</summary>
/// <param name="State"><c>on</c>, <c>bypassed</c> (slow or down, tried again within seconds) or <c>off</c>.</param>
/// <param name="Asked">Events asked for.</param>
/// <param name="Bypassed">Events that went to the ledger without asking.</param>
/// <param name="Failed">Calls that failed or took too long.</param>
/// <param name="Held">Events whose claim was held before.</param>
/// <param name="ClaimMs">Recent average of one call, milliseconds.</param>
/// <param name="AppendMs">Recent average of the ledger's answer, milliseconds.</param>
public readonly record struct ClaimFrontStatus(string State, long Asked, long Bypassed, long Failed, long Held, double ClaimMs, double AppendMs);
