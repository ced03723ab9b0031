namespace Breakwater.Kernel.Ports;

/// <summary>
/// Where the servers that speak Redis' protocol answer. Either configuration names them, or the embedded server tells once
/// it runs; whoever connects waits for that.
/// </summary>
public sealed class RedisAddress
{
    private readonly TaskCompletionSource<string> _limits = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _claims = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True where the servers run inside this process.</summary>
    public bool IsEmbedded { get; private set; }

    /// <summary>Connection string of the server that keeps limits; its state outlives a restart.</summary>
    public Task<string> LimitsAsync(CancellationToken ct) => _limits.Task.WaitAsync(ct);

    /// <summary>Connection string of the server that keeps claims; losing them costs work, never correctness.</summary>
    public Task<string> ClaimsAsync(CancellationToken ct) => _claims.Task.WaitAsync(ct);

    /// <summary>Names both servers; the first call counts.</summary>
    public void Set(string limits, string claims, bool embedded)
    {
        IsEmbedded = embedded;
        _limits.TrySetResult(limits);
        _claims.TrySetResult(claims);
    }
}
