namespace Breakwater.Dashboard.State;

/// <summary>
/// Identical reads that run at the same time cost one execution, also across circuits. Nothing is kept after the
/// answer: this joins flights, it is no cache. The read is cancelled when the last one who waits for it has gone.
/// </summary>
public sealed class SharedLoads
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Key, Type Type), Flight> _flights = [];

    /// <summary>Reads that run now.</summary>
    public int Running
    {
        get { lock (_gate) return _flights.Count; }
    }

    /// <summary>Joins the read of that key or starts it.</summary>
    /// <param name="key">Names everything that the answer depends on: the question, its filters, the range.</param>
    /// <param name="load">The read.</param>
    /// <param name="ct">The caller's interest in the answer.</param>
    public async Task<T> RunAsync<T>(string key, Func<CancellationToken, Task<T>> load, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Flight<T> flight;
        lock (_gate)
        {
            if (_flights.TryGetValue((key, typeof(T)), out var known) && !known.Done)
            {
                flight = (Flight<T>)known;
            }
            else
            {
                flight = new Flight<T>();
                _flights[(key, typeof(T))] = flight;
                flight.Task = Task.Run(() => load(flight.Stop.Token), CancellationToken.None);
            }

            flight.Waiting++;
        }

        try
        {
            return await flight.Task.WaitAsync(ct);
        }
        finally
        {
            Leave((key, typeof(T)), flight);
        }
    }

    private void Leave((string, Type) key, Flight flight)
    {
        bool last;
        lock (_gate)
        {
            last = --flight.Waiting == 0;
            // From here on a newcomer starts afresh: it must neither get a cancelled read nor an answer from before its question.
            if ((last || flight.Done) && _flights.TryGetValue(key, out var known) && ReferenceEquals(known, flight)) _flights.Remove(key);
        }

        if (last) flight.Stop.Cancel();
    }

    private abstract class Flight
    {
        public CancellationTokenSource Stop { get; } = new();

        public int Waiting { get; set; }

        public abstract bool Done { get; }
    }

    private sealed class Flight<T> : Flight
    {
        public Task<T> Task { get; set; } = default!;

        public override bool Done => Task.IsCompleted;
    }
}
