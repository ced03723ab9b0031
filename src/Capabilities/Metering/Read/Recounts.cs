using System.Collections.Concurrent;

namespace Breakwater.Metering.Read;

/// <summary>How far recounts are, for screens. Written by the worker that runs them.</summary>
public sealed class Recounts
{
    private readonly ConcurrentDictionary<MetricCode, RecountState> _states = new();

    /// <summary>The recount of a metric that waits, runs or failed; null for none.</summary>
    public RecountState? Of(MetricCode code) => _states.GetValueOrDefault(code);

    /// <summary>Notes a state; null where the recount is done.</summary>
    public void Set(MetricCode code, RecountState? state)
    {
        if (state is null) _states.TryRemove(code, out _);
        else _states[code] = state;
    }
}

/// <summary>How far a recount is.</summary>
/// <param name="Definition">The definition that is counted.</param>
/// <param name="EventsRead">Events read so far.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="Fault">Why it stopped, in words; null while it goes on.</param>
public sealed record RecountState(int Definition, long EventsRead, DateTimeOffset StartedAt, string? Fault);
