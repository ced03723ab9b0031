using System.Buffers;
using Breakwater.Kernel;
using Breakwater.Metering.Model;

namespace Breakwater.Engines.Embedded.Metering.Lanes;

/// <summary>Something that waits for a lane's writer.</summary>
internal abstract class LaneRequest
{
    /// <summary>Bytes that it keeps in the queue.</summary>
    public abstract long Bytes { get; }

    /// <summary>Time stamp of its arrival in the queue.</summary>
    public long QueuedAt { get; set; }

    /// <summary>Tells the caller that nothing was stored.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>The events of one batch that belong to one lane.</summary>
internal sealed class AppendRequest : LaneRequest
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private UInt128[] _keys;

    /// <param name="batch">The whole batch.</param>
    /// <param name="events">The lane's part of it.</param>
    /// <param name="positions">Index in the batch of each event; null where the part is the whole.</param>
    /// <param name="results">One per event of the whole batch; this request writes only its own.</param>
    /// <param name="seed">Of the store's keys.</param>
    public AppendRequest(UsageBatch batch, UsageEvent[] events, int[]? positions, AppendResult[] results, long seed)
    {
        (Batch, Events, Positions, Results) = (batch, events, positions, results);

        // On the caller's thread, because the writer is the one thing that cannot be doubled.
        _keys = ArrayPool<UInt128>.Shared.Rent(events.Length);
        long bytes = 256;
        for (var i = 0; i < events.Length; i++)
        {
            _keys[i] = Index.EventKey.Of(events[i].CustomerId, events[i].TransactionId, seed);
            bytes += events[i].Json.Length + 1;
        }

        Bytes = bytes;
    }

    public UsageBatch Batch { get; }

    public UsageEvent[] Events { get; }

    public int[]? Positions { get; }

    public AppendResult[] Results { get; }

    public ReadOnlySpan<UInt128> Keys => _keys.AsSpan(0, Events.Length);

    public override long Bytes { get; }

    public Task Done => _done.Task;

    public void SetResult(int index, AppendResult result) => Results[Positions is null ? index : Positions[index]] = result;

    public void Complete()
    {
        Release();
        _done.TrySetResult();
    }

    public override void Fail(Exception reason)
    {
        Release();
        _done.TrySetException(reason);
    }

    private void Release()
    {
        var keys = Interlocked.Exchange(ref _keys, []);
        if (keys.Length > 0) ArrayPool<UInt128>.Shared.Return(keys);
    }
}

/// <summary>A wish to void one event.</summary>
internal sealed class VoidRequest(CustomerId customer, TransactionId transaction, UInt128 key, VoidRecord correction) : LaneRequest
{
    private readonly TaskCompletionSource<Task?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CustomerId Customer { get; } = customer;

    public TransactionId Transaction { get; } = transaction;

    public UInt128 Key { get; } = key;

    public VoidRecord Correction { get; } = correction;

    public override long Bytes => 2_048;

    /// <summary>When the void is durable: the task to await until the figures show it; null where no such event is stored.</summary>
    public Task<Task?> Done => _done.Task;

    public void Complete(Task? counted) => _done.TrySetResult(counted);

    public override void Fail(Exception reason) => _done.TrySetException(reason);
}
