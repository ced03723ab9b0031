using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Breakwater.Dashboard.State;

/// <summary>Counts the circuits of this process: screens that are open, and those whose browser is connected.</summary>
public sealed class CircuitCount : CircuitHandler
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _connected = [];
    private int _open, _peak;
    private long _opened;

    /// <summary>Circuits that are open, connected or waiting for their browser to come back.</summary>
    public int Open
    {
        get { lock (_gate) return _open; }
    }

    /// <summary>Circuits whose browser is connected.</summary>
    public int Connected
    {
        get { lock (_gate) return _connected.Count; }
    }

    /// <summary>Circuits opened since the start.</summary>
    public long Opened
    {
        get { lock (_gate) return _opened; }
    }

    /// <summary>Most circuits that were open at a time.</summary>
    public int Peak
    {
        get { lock (_gate) return _peak; }
    }

    /// <inheritdoc/>
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _opened++;
            _peak = Math.Max(_peak, ++_open);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _open--;
            _connected.Remove(circuit.Id);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (_gate) _connected.Add(circuit.Id);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (_gate) _connected.Remove(circuit.Id);
        return Task.CompletedTask;
    }
}
