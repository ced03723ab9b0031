using Breakwater.Metering.Ports;

namespace Breakwater.Metering.Read;

/// <summary>Counts archive, ledger and rollups against each other. It reads everything, so one runs at a time.</summary>
public sealed class VerifyUsage(IUsageLedger ledger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Verifies the store.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Receives the number of events read, now and then; null for none.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Outcome<ConservationReport>> RunAsync(Actor actor, IProgress<long>? progress, CancellationToken ct) => Guarded.RunAsync<ConservationReport>(async () =>
    {
        if (actor.Refuse(Permission.Verify) is { } refusal) return refusal;
        if (!await _one.WaitAsync(TimeSpan.Zero, ct).ConfigureAwait(false))
        {
            return new Problem(ProblemKind.Conflict, "verification-running", "A verification is running already.", "Wait until it has ended; its result is the same.");
        }

        try
        {
            return await ledger.VerifyAsync(progress, ct).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
