namespace Breakwater.Kernel;

/// <summary>
/// Lets callers that ask for the same thing at the same time share one execution, and keeps its result for a moment. The
/// work is cancelled when the last caller has gone; a failure is not kept.
/// </summary>
/// <param name="keep">How long a result is given out again; zero for not at all.</param>
/// <param name="time">Clock.</param>
/// <param name="capacity">Most results kept at a time.</param>
public sealed class SharedWork<TKey, TValue>(TimeSpan keep, TimeProvider time, int capacity = 256)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly Lock _gate = new();

    /// <summary>Gives the result of the work for that key: its own, one that runs already, or one that was just made.</summary>
    public async Task<TValue> GetAsync(TKey key, Func<CancellationToken, Task<TValue>> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Entry entry;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var known) && known.IsFresh(time.GetTimestamp(), keep, time))
            {
                entry = known;
            }
            else
            {
                Shrink();
                _entries[key] = entry = new();
                // Started on the pool: whatever the work does before its first await must not happen under the lock.
                entry.Task = Task.Run(() => RunAsync(key, entry, work), CancellationToken.None);
            }

            entry.Waiters++;
        }

        try
        {
            return await entry.Task.WaitAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            Leave(key, entry);
        }
    }

    private async Task<TValue> RunAsync(TKey key, Entry entry, Func<CancellationToken, Task<TValue>> work)
    {
        try
        {
            var value = await work(entry.Cancel.Token).ConfigureAwait(false);
            lock (_gate) entry.DoneAt = time.GetTimestamp();
            return value;
        }
        catch
        {
            lock (_gate) Remove(key, entry);
            throw;
        }
    }

    private void Leave(TKey key, Entry entry)
    {
        bool cancel;
        lock (_gate)
        {
            entry.Waiters--;
            cancel = entry.Waiters == 0 && entry.DoneAt is null;
            if (cancel) Remove(key, entry);
        }

        // Outside the lock: cancelling runs the registrations of others.
        if (cancel) entry.Cancel.Cancel();
    }

    private void Shrink()
    {
        if (_entries.Count < capacity) return;
        foreach (var (key, _) in _entries.Where(pair => pair.Value.DoneAt is not null).OrderBy(pair => pair.Value.DoneAt).Take(Math.Max(1, capacity / 4)).ToList()) _entries.Remove(key);
    }

    private void Remove(TKey key, Entry entry)
    {
        if (_entries.TryGetValue(key, out var known) && ReferenceEquals(known, entry)) _entries.Remove(key);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A source without a timer or a wait handle holds nothing to release, and a late Cancel must not meet a disposed one.")]
    private sealed class Entry
    {
        public Task<TValue> Task = null!;
        public readonly CancellationTokenSource Cancel = new();
        public int Waiters;
        public long? DoneAt;

        public bool IsFresh(long now, TimeSpan keep, TimeProvider time) => DoneAt is not { } done || time.GetElapsedTime(done, now) < keep;
    }
}
