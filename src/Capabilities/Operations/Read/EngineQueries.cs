using System.Collections.Concurrent;
using System.Diagnostics;

namespace Breakwater.Operations.Read;

/// <summary>Asks all engines how they are. Everybody who asks within 2 s gets the same answer.</summary>
public sealed class EngineQueries(IEnumerable<IEngineProbe> probes, TimeProvider time)
{
    /// <summary>How long one engine may take to answer.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(2);

    private readonly SharedWork<int, IReadOnlyList<EngineHealth>> _shared = new(TimeSpan.FromSeconds(2), time);
    private readonly ConcurrentDictionary<IEngineProbe, EngineHealth> _known = new();

    /// <summary>The health of every engine, by name. An engine that does not answer in time is down.</summary>
    public Task<IReadOnlyList<EngineHealth>> ListAsync(CancellationToken ct) => _shared.GetAsync(0, ProbeAllAsync, ct);

    /// <summary>True where every engine that readiness depends on can do its work.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken ct) =>
        (await ListAsync(ct).ConfigureAwait(false)).All(engine => !engine.Required || engine.State != EngineState.Down);

    private async Task<IReadOnlyList<EngineHealth>> ProbeAllAsync(CancellationToken ct)
    {
        var all = await Task.WhenAll(probes.Select(probe => ProbeAsync(probe, ct))).ConfigureAwait(false);
        // Two that never answered bear the same name, and a list needs to tell them apart.
        return [.. all.OrderBy(engine => engine.Engine, StringComparer.Ordinal).GroupBy(engine => engine.Engine)
            .SelectMany(same => same.Select((engine, i) => i == 0 ? engine : engine with { Engine = $"{engine.Engine} {i + 1}" }))];
    }

    private async Task<EngineHealth> ProbeAsync(IEngineProbe probe, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            // On the pool and abandoned when its time is over: a probe that blocks must not hold up the others.
            var health = await Task.Run(() => probe.ProbeAsync(patience.Token), CancellationToken.None).WaitAsync(Patience, time, ct).ConfigureAwait(false);
            return _known[probe] = health;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            // A page about engines shows every fault as an engine that is down; the name is the last one that it gave.
            var late = fault is TimeoutException or OperationCanceledException;
            var detail = late ? $"Did not answer within {Patience.TotalSeconds:0} s." : "The check itself failed; the log has the reason.";
            return _known.TryGetValue(probe, out var known)
                ? known with { State = EngineState.Down, Detail = detail, Latency = watch.Elapsed }
                : new(probe.GetType().Name.Replace("Probe", "", StringComparison.Ordinal), "", EngineState.Down, detail, watch.Elapsed, Required: true, new Dictionary<string, string>());
        }
    }
}
